package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a source has handed out, and how much of that is committed: while something is not, a partition is worth waiting for. */
public final class HandedOut {
    private static final class Progress {
        private long next;
        private long committed;

        private Progress(long first) {
            committed = first;
        }
    }

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    /** That record was handed out; offsets of a partition rise. */
    public void out(TopicPartition partition, long offset) {
        partitions.computeIfAbsent(partition, unknown -> new Progress(offset)).next = offset + 1;
    }

    /** Everything below {@code next} is committed. */
    public void committed(TopicPartition partition, long next) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.committed = Math.max(progress.committed, next);
        }
    }

    /**
     * What was handed out from that offset on will not be worked on here, and so not be committed. Where offsets have gaps, it is
     * the one after the last record that will be.
     */
    public void discardedFrom(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.next = Math.min(progress.next, offset);
        }
    }

    /** These are somebody else's. */
    public void forget(Collection<TopicPartition> gone) {
        partitions.keySet().removeAll(gone);
    }

    /** True if nothing of these is open. */
    public boolean isCommitted(Collection<TopicPartition> which) {
        return which.stream().allMatch(partition -> {
            Progress progress = partitions.get(partition);
            return progress == null || progress.committed >= progress.next;
        });
    }

    /** Offsets that are open, with the gaps between them. */
    public long open() {
        return partitions.values().stream()
                .mapToLong(progress -> Math.max(0, progress.next - progress.committed))
                .sum();
    }

    /** Below which offset all of a partition that was handed out is committed. A copy. */
    public Map<TopicPartition, Long> committed() {
        Map<TopicPartition, Long> committed = new HashMap<>();
        partitions.forEach((partition, progress) -> committed.put(partition, progress.committed));
        return committed;
    }

    /** True if nothing is open. */
    public boolean isCommitted() {
        return isCommitted(partitions.keySet());
    }
}
