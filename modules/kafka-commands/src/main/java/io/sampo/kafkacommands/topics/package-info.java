/** {@code kafka-topics}: what {@code kafka-topics.sh} of Kafka 4.3.1 does and prints. */
package io.sampo.kafkacommands.topics;
