package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which partitions a source reads, each under an epoch that no other assignment of it has: what was read under an epoch that is
 * over is told from what is read now, though offsets and partition are the same. A value.
 */
public final class Assignment {
    /** What may be done with records of a partition that were handed out. */
    public enum Phase {
        /** Everything. */
        OWNED,
        /** What has begun may end and be committed, and so may what lies below it. Nothing above it begins. */
        FINISHING,
        /** What is under way may be committed, nothing more begins. */
        LATE,
        /** Nothing: somebody else may read it. */
        GONE
    }

    private record Held(int epoch, Phase phase) {}

    /** Nothing is read. */
    public static final Assignment NONE = new Assignment(0, Map.of());

    private final int epochs;
    private final Map<TopicPartition, Held> held;

    private Assignment(int epochs, Map<TopicPartition, Held> held) {
        this.epochs = epochs;
        this.held = held;
    }

    /** These are read from now on, under a new epoch. */
    public Assignment taken(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Held> next = new HashMap<>(held);
        partitions.forEach(partition -> next.put(partition, new Held(epochs + 1, Phase.OWNED)));
        return new Assignment(epochs + 1, next);
    }

    /** Those of these that are held go on to that phase; none goes back. */
    public Assignment to(Phase phase, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Held> next = new HashMap<>(held);
        for (TopicPartition partition : partitions) {
            Held now = next.get(partition);
            if (now != null && phase == Phase.GONE) {
                next.remove(partition);
            } else if (now != null && phase.compareTo(now.phase()) > 0) {
                next.put(partition, new Held(now.epoch(), phase));
            }
        }
        return new Assignment(epochs, next);
    }

    /** The epoch under which it is read; 0 if it is not. */
    public int epochOf(TopicPartition partition) {
        Held now = held.get(partition);
        return now == null ? 0 : now.epoch();
    }

    /** What may be done with what was read of it under that epoch. */
    public Phase phaseOf(TopicPartition partition, int epoch) {
        Held now = held.get(partition);
        return now == null || now.epoch() != epoch ? Phase.GONE : now.phase();
    }

    /** True if its records are handed out. */
    public boolean owns(TopicPartition partition) {
        Held now = held.get(partition);
        return now != null && now.phase() == Phase.OWNED;
    }

    /** All partitions of which something may be done. */
    public Set<TopicPartition> partitions() {
        return Set.copyOf(held.keySet());
    }
}
