/** {@code kafka-consumer-groups}: what {@code kafka-consumer-groups.sh} of Kafka 4.3.1 does and prints. */
package io.sampo.kafkacommands.groups;
