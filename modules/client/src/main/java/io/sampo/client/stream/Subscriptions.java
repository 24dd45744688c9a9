package io.sampo.client.stream;

import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a source may read. Subscriptions of consumer groups come with the groups. */
public final class Subscriptions {
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

    private Subscriptions() {}

    /** These partitions, from where {@code auto.offset.reset} says. */
    public static Subscription assignment(TopicPartition... partitions) {
        return assignment(Arrays.asList(partitions));
    }

    /** These partitions, from where {@code auto.offset.reset} says. */
    public static Subscription assignment(Collection<TopicPartition> partitions) {
        return new Subscription(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> Optional.empty())));
    }

    /** That partition from that offset. */
    public static Subscription assignmentWithOffset(TopicPartition partition, long offset) {
        return assignmentWithOffset(Map.of(partition, offset));
    }

    /** Each partition from its offset. */
    public static Subscription assignmentWithOffset(Map<TopicPartition, Long> offsets) {
        return startingAt(offsets, StartAt::offset);
    }

    /** Each partition from its first record that is not older than its time, ms since 1970. */
    public static Subscription assignmentOffsetsForTimes(Map<TopicPartition, Long> timesMs) {
        return startingAt(timesMs, StartAt::timestamp);
    }

    /** Each partition from its own start. */
    public static Subscription assignmentFrom(Map<TopicPartition, StartAt> starts) {
        return startingAt(starts, Function.identity());
    }

    private static <T> Subscription startingAt(Map<TopicPartition, T> starts, Function<T, StartAt> start) {
        return new Subscription(starts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Optional.of(start.apply(entry.getValue())))));
    }
}
