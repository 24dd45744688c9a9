/**
 * Apache Kafka as it is published, in processes of its own: {@link io.sampo.systemtests.kafka.KafkaCluster} runs brokers,
 * {@link io.sampo.systemtests.kafka.KafkaTool} any other main class. The jars come from {@code ops/bin/kafka} and are on the
 * class path of those processes alone. For tests; one thread per instance.
 */
@NullMarked
package io.sampo.systemtests.kafka;

import org.jspecify.annotations.NullMarked;
