package io.sampo.streams.progress;

import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Offsets gathered into one commit: of each partition the highest of its newest epoch, whatever the order in which they come.
 *
 * @param <S> where a commit goes to: offsets of two sources share a batch, but not a commit
 */
public final class OffsetBatch<S> {
    /**
     * What to commit of a partition.
     *
     * @param epoch of the assignment under which it was read
     * @param offset of the next record to read
     */
    public record Next(int epoch, long offset, String metadata) {
        private boolean isBehind(Next other) {
            return epoch != other.epoch ? epoch < other.epoch : offset < other.offset;
        }
    }

    private final Map<S, Map<TopicPartition, Next>> sources;
    private long size;

    public OffsetBatch() {
        sources = new LinkedHashMap<>();
    }

    /** A copy, for another one to go on from. */
    public OffsetBatch(OffsetBatch<S> other) {
        this();
        addAll(other);
    }

    /** One more record is done. */
    public void add(S source, TopicPartition partition, Next next) {
        put(source, partition, next);
        size++;
    }

    /** What another batch has. */
    public void addAll(OffsetBatch<S> other) {
        other.sources.forEach((source, offsets) -> offsets.forEach((partition, next) -> put(source, partition, next)));
        size += other.size;
    }

    private void put(S source, TopicPartition partition, Next next) {
        sources.computeIfAbsent(source, unknown -> new HashMap<>())
                .merge(partition, next, (before, now) -> now.isBehind(before) ? before : now);
    }

    /** What to commit, by source. A view. */
    public Map<S, Map<TopicPartition, Next>> sources() {
        return sources;
    }

    /** Records that were added. */
    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }
}
