/**
 * One connection of a Kafka client as a plain state machine: order, limits, deadlines. Single-threaded; no I/O; time is an
 * argument, in milliseconds of any clock that never goes back.
 */
package io.sampo.gateway.connection;
