/**
 * The pure core of a consumer: where each partition is read from, what to ask its leader next, and what the bytes of an
 * answer hold. Single-threaded; no Pekko, no clock, no I/O: time is an argument in ms of any steady origin.
 */
package io.sampo.client.fetch;
