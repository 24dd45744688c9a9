package io.sampo.streams;

import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a source may read. */
public final class Subscriptions {
    /** What a source reads; made by {@link Subscriptions}. */
    public sealed interface Subscription permits AutoSubscription, ManualSubscription {}

    /**
     * Topics that the members of a group share.
     *
     * @param topics empty where {@code pattern} says which
     * @param pattern a regular expression that whole names of topics match; empty where {@code topics} says which
     * @param listener hears what comes and goes, after the source has done its part
     */
    public record AutoSubscription(Set<String> topics, String pattern, RebalanceListener listener)
            implements Subscription {
        public AutoSubscription {
            topics = Set.copyOf(topics);
        }

        /** The same, and this one hears what comes and goes. */
        public AutoSubscription withRebalanceListener(RebalanceListener rebalanceListener) {
            return new AutoSubscription(topics, pattern, rebalanceListener);
        }
    }

    /**
     * Partitions that this source reads, whatever others do.
     *
     * <p>With ends, nothing that lies between is left out silently: where a start lies below the log, or no start is known,
     * reading begins with the first record that the log still holds. {@code auto.offset.reset = latest} counts as {@code earliest}
     * there; {@code none} is an error as ever.
     *
     * @param partitions each partition with its start; empty = where the group has committed, or {@code auto.offset.reset} says
     * @param ends offsets that are not read any more; the source completes when all are reached. Empty = it does not
     */
    public record ManualSubscription(Map<TopicPartition, Optional<StartAt>> partitions, Map<TopicPartition, Long> ends)
            implements Subscription {
        public ManualSubscription {
            partitions = Map.copyOf(partitions);
            ends = Map.copyOf(ends);
            if (!ends.isEmpty() && !ends.keySet().equals(partitions.keySet())) {
                throw new IllegalArgumentException(
                        "ends " + ends.keySet() + " are not those of the partitions " + partitions.keySet());
            }
        }

        /** Offsets of the first records, of those that begin at an offset. */
        Map<TopicPartition, Long> offsets() {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            partitions.forEach((partition, start) ->
                    start.filter(StartAt::isOffset).ifPresent(given -> offsets.put(partition, given.offset())));
            return offsets;
        }

        /**
         * The same, up to these offsets, which are not read any more: {@link io.sampo.client.Admin#offsets} at {@link
         * StartAt#END} gives those at which the partitions end now.
         *
         * @throws IllegalArgumentException if there is not one for each partition
         */
        public ManualSubscription until(Map<TopicPartition, Long> endOffsets) {
            return new ManualSubscription(partitions, endOffsets);
        }
    }

    /**
     * A stretch of a partition.
     *
     * @param from offset of the first record
     * @param to offset of the first record that is not read any more
     */
    public record OffsetRange(long from, long to) {
        public OffsetRange {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("from " + from + " to " + to + " is not a stretch of a log");
            }
        }
    }

    private Subscriptions() {}

    /** These topics, shared with the other members of the group. */
    public static AutoSubscription topics(String... topics) {
        return topics(Set.of(topics));
    }

    /** These topics, shared with the other members of the group. */
    public static AutoSubscription topics(Set<String> topics) {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("topics: none is named");
        }
        return new AutoSubscription(topics, "", RebalanceListener.NONE);
    }

    /** All topics whose whole name matches, also those that appear later. RE2; the coordinator refuses one that is none. */
    public static AutoSubscription topicPattern(String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("topicPattern: the pattern is empty");
        }
        return new AutoSubscription(Set.of(), pattern, RebalanceListener.NONE);
    }

    /** These partitions, from where the group has committed, or else from where {@code auto.offset.reset} says. */
    public static ManualSubscription assignment(TopicPartition... partitions) {
        return assignment(Arrays.asList(partitions));
    }

    /** These partitions, from where the group has committed, or else from where {@code auto.offset.reset} says. */
    public static ManualSubscription assignment(Collection<TopicPartition> partitions) {
        return new ManualSubscription(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> Optional.empty())), Map.of());
    }

    /** That partition from that offset. */
    public static ManualSubscription assignmentWithOffset(TopicPartition partition, long offset) {
        return assignmentWithOffset(Map.of(partition, offset));
    }

    /** Each partition from its offset. */
    public static ManualSubscription assignmentWithOffset(Map<TopicPartition, Long> offsets) {
        return startingAt(offsets, StartAt::offset);
    }

    /** Each partition from its first record that is not older than its time, ms since 1970. */
    public static ManualSubscription assignmentOffsetsForTimes(Map<TopicPartition, Long> timesMs) {
        return startingAt(timesMs, StartAt::timestamp);
    }

    /** That partition, from its first record that is not older than {@code timeMs}, ms since 1970. */
    public static ManualSubscription assignmentOffsetsForTimes(TopicPartition partition, long timeMs) {
        return assignmentOffsetsForTimes(Map.of(partition, timeMs));
    }

    /** Each partition from its own start. */
    public static ManualSubscription assignmentFrom(Map<TopicPartition, StartAt> starts) {
        return startingAt(starts, Function.identity());
    }

    /**
     * Each partition from one offset to another; the source completes when all of that is emitted that the log still holds. Where
     * it begins above {@code from}, reading goes on with its first record.
     */
    public static ManualSubscription assignmentBetween(Map<TopicPartition, OffsetRange> ranges) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        ranges.forEach((partition, range) -> ends.put(partition, range.to()));
        return startingAt(ranges, range -> StartAt.offset(range.from())).until(ends);
    }

    private static <T> ManualSubscription startingAt(Map<TopicPartition, T> starts, Function<T, StartAt> start) {
        return new ManualSubscription(
                starts.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> Optional.of(start.apply(entry.getValue())))),
                Map.of());
    }

    /** Topics in the order of their names. */
    static List<String> named(AutoSubscription subscription) {
        return subscription.topics().stream().sorted().toList();
    }
}
