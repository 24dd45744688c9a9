package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a bounded read begins and ends. A position decides, not a record: the last record before an end may have been compacted
 * away, so that none tells that the end is reached.
 */
public final class ReadBounds {
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;
    private final Set<TopicPartition> open;

    /**
     * @param starts offsets of the first records, of partitions that have one
     * @param ends offset of each partition that is not read any more; empty = reading does not end, and starts do not count
     */
    public ReadBounds(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        this.starts = Map.copyOf(starts);
        this.ends = Map.copyOf(ends);
        this.open = new HashSet<>(ends.keySet());
    }

    public boolean isBounded() {
        return !ends.isEmpty();
    }

    /** Offsets of the first records, of partitions that have one. */
    public Map<TopicPartition, Long> starts() {
        return starts;
    }

    /** True if that record is to be read. */
    public boolean includes(TopicPartition partition, long offset) {
        Long end = ends.get(partition);
        return end == null || (offset < end && offset >= starts.getOrDefault(partition, 0L));
    }

    /**
     * The next record of that partition has this offset or a higher one.
     *
     * @return true if its end is reached by this
     */
    public boolean at(TopicPartition partition, long position) {
        Long end = ends.get(partition);
        return end != null && position >= end && open.remove(partition);
    }

    /** True if every end is reached. */
    public boolean isReached() {
        return isBounded() && open.isEmpty();
    }
}
