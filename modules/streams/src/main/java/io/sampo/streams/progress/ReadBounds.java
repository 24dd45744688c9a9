package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where reading ends. A position decides, not a record: the last record before an end may have been compacted away, so that
 * none tells that the end is reached.
 */
public final class ReadBounds {
    private final Map<TopicPartition, Long> ends;
    private final Set<TopicPartition> open;

    /** @param ends offset of each partition that is not read any more; empty = reading does not end */
    public ReadBounds(Map<TopicPartition, Long> ends) {
        this.ends = Map.copyOf(ends);
        this.open = new HashSet<>(ends.keySet());
    }

    public boolean isBounded() {
        return !ends.isEmpty();
    }

    /** True if that record is to be read. */
    public boolean includes(TopicPartition partition, long offset) {
        Long end = ends.get(partition);
        return end == null || offset < end;
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
