package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a source has handed out, and how much of that is committed: while something is not, a partition is worth waiting for. */
public final class HandedOut {
    private static final class Progress {
        private long next;
        private long committed = -1;
    }

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    /** That record was handed out; offsets of a partition rise. */
    public void out(TopicPartition partition, long offset) {
        partitions.computeIfAbsent(partition, unknown -> new Progress()).next = offset + 1;
    }

    /** Everything below {@code next} is committed. */
    public void committed(TopicPartition partition, long next) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.committed = Math.max(progress.committed, next);
        }
    }

    /** That record and those above it will not be worked on here, and so not be committed. */
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

    /** True if nothing is open. */
    public boolean isCommitted() {
        return isCommitted(partitions.keySet());
    }
}
