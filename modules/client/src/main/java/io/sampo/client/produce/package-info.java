/**
 * The pure core of a producer: batching, partitioning, sequences, what is in flight and what is sent again. Single-
 * threaded; no Pekko, no clock, no I/O: time is an argument in ms of any steady origin.
 */
package io.sampo.client.produce;
