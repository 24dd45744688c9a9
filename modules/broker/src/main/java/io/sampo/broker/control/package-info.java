/**
 * What joins a broker to the cluster: registration and metadata feed, the controller where it is this node's turn, the
 * liveness of the others, and downing.
 */
package io.sampo.broker.control;
