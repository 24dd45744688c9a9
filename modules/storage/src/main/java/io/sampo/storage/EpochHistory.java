package io.sampo.storage;

import io.sampo.logfiles.checkpoint.EpochEntry;
import io.sampo.model.Offsets;
import io.sampo.storage.PartitionLog.EpochEnd;
import java.util.ArrayList;
import java.util.List;

/**
 * Which leader epoch wrote which stretch of a log (KIP-101): entries that rise in epoch and in start offset. Immutable;
 * every change makes a new history, or returns this one where there is nothing to change.
 */
public record EpochHistory(List<EpochEntry> entries) {
    /** Nobody has written yet. */
    public static final EpochHistory EMPTY = new EpochHistory(List.of());

    public EpochHistory {
        entries = List.copyOf(entries);
    }

    /**
     * {@code epoch} begins at {@code startOffset}. An entry that begins there or behind, or with a higher epoch, never held
     * a batch that still exists and goes. Where {@code epoch} has written already it keeps its own beginning: a leader of a
     * higher epoch that wrote nothing here lies between, and more of the older epoch comes from a later leader.
     */
    public EpochHistory assign(int epoch, long startOffset) {
        if (epoch < 0 || epoch == latestEpoch()) {
            return this;
        }
        List<EpochEntry> changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.epoch() > epoch || entry.startOffset() >= startOffset);
        if (changed.isEmpty() || changed.get(changed.size() - 1).epoch() != epoch) {
            changed.add(new EpochEntry(epoch, startOffset));
        }
        return new EpochHistory(changed);
    }

    /** Without the entries that begin at {@code endOffset} or behind. */
    public EpochHistory below(long endOffset) {
        return entries.isEmpty() || last().startOffset() < endOffset
                ? this
                : new EpochHistory(entries.stream()
                        .filter(entry -> entry.startOffset() < endOffset)
                        .toList());
    }

    /** Without the entries that end at {@code startOffset} or before; the one that is left first begins no earlier. */
    public EpochHistory from(long startOffset) {
        int first = indexAt(startOffset);
        if (first < 0 || (first == 0 && entries.get(0).startOffset() == startOffset)) {
            return this;
        }
        List<EpochEntry> changed = new ArrayList<>(entries.subList(first, entries.size()));
        changed.set(0, new EpochEntry(changed.get(0).epoch(), startOffset));
        return new EpochHistory(changed);
    }

    /** The highest epoch, whether or not it has written; {@link Offsets#NO_EPOCH} if there is none. */
    public int latestEpoch() {
        return entries.isEmpty() ? Offsets.NO_EPOCH : last().epoch();
    }

    /** The epoch that wrote {@code offset}; {@link Offsets#NO_EPOCH} if that is before all of them. */
    public int epochAt(long offset) {
        int index = indexAt(offset);
        return index < 0 ? Offsets.NO_EPOCH : entries.get(index).epoch();
    }

    /** See {@link PartitionLog#endOffsetFor}. */
    public EpochEnd endOffsetFor(int epoch, long logEndOffset) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).epoch() <= epoch) {
                long end = i == entries.size() - 1
                        ? logEndOffset
                        : entries.get(i + 1).startOffset();
                return new EpochEnd(entries.get(i).epoch(), end);
            }
        }
        return EpochEnd.UNKNOWN;
    }

    private int indexAt(long offset) {
        int index = entries.size() - 1;
        while (index >= 0 && entries.get(index).startOffset() > offset) {
            index--;
        }
        return index;
    }

    private EpochEntry last() {
        return entries.get(entries.size() - 1);
    }
}
