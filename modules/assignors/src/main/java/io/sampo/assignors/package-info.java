/**
 * Who reads what: pure functions from members, subscriptions and partitions to assignments. {@link
 * io.sampo.assignors.ServerAssignor} is the one to implement for an assignor of one's own.
 */
package io.sampo.assignors;
