package io.sampo.client;

import io.sampo.model.TopicPartition;

/**
 * Where an acknowledged record lies.
 *
 * @param offset -1 with acks=0, and where the broker knows that it has the record but no longer where
 * @param timestampMs ms since 1970: the producer's, or the broker's where the topic has LogAppendTime
 */
public record RecordMetadata(TopicPartition partition, long offset, long timestampMs) {}
