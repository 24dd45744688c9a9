/**
 * Partitions move to other brokers: grow, catch up, shrink (KIP-455, REPLICATION H16, H60, H63, H64). What an administrator
 * asks for is {@link io.sampo.controller.reassignment.ReassignmentRequest}; when it is reached, {@link
 * io.sampo.controller.reassignment.ReassignmentCompletion} says; where replicas ought to be, {@link
 * io.sampo.controller.reassignment.BalancedPlan}.
 *
 * <p>Pure decisions on {@link io.sampo.controller.ClusterMetadata}, which holds all there is to know of a reassignment: a
 * new controller goes on where the last one stood. Immutable values and static functions, safe for any thread.
 */
package io.sampo.controller.reassignment;
