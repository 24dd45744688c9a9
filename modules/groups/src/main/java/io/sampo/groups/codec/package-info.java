/**
 * The records of {@code __consumer_offsets} in bytes, in Kafka's own forms (types 1 to 8 and 16 of kafka-group-coordinator
 * 4.3), so that Kafka's tools read our topic and we read theirs. Written are the versions that Kafka 4.3 writes; read are all
 * since 0. Hand-written, pure, for any thread; golden against Kafka's generated classes.
 */
package io.sampo.groups.codec;
