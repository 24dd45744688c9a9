/** {@code kafka-console-producer} and {@code kafka-console-consumer}: lines to records and back, in Kafka's words. */
package io.sampo.kafkacommands.records;
