package io.sampo.client.stream;

import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.util.Map;
import java.util.Optional;

/**
 * What a source reads; made by {@link Subscriptions}.
 *
 * @param partitions each partition with its start; empty = where {@code auto.offset.reset} says
 */
public record Subscription(Map<TopicPartition, Optional<StartAt>> partitions) {
    public Subscription {
        partitions = Map.copyOf(partitions);
    }
}
