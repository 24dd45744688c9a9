/**
 * The primitive types of the Kafka protocol and their bytes: what the generated messages are read with and written with.
 * Readers and writers belong to one thread at a time; no I/O.
 */
package io.sampo.protocol.wire;
