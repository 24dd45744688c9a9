/**
 * The commands of Apache Kafka, by their names, flags and words, over the actor client. {@code Words}, {@code ServerList} and
 * {@code ClientProperties} turn what was typed into what ours understand: pure. Commands run on the caller's thread.
 */
package io.sampo.kafkacommands;
