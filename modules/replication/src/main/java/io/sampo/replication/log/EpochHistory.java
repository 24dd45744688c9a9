package io.sampo.replication.log;

import io.sampo.model.Offsets;
import java.util.Arrays;

/**
 * Which leader epoch wrote which offsets (KIP-101): epochs ascending, each with the offset where it begins and at least
 * one record. Epochs in which nothing was written have no entry, so that elections without writes cannot keep two
 * replicas apart (KAFKA-10706).
 */
public final class EpochHistory {
    private int[] epochs = new int[4];
    private long[] starts = new long[4];
    private int size;

    /** The end of an epoch in a log; {@link #UNKNOWN} where every epoch of the log is larger. */
    public record Bound(int epoch, long endOffset) {
        public static final Bound UNKNOWN = new Bound(Offsets.NO_EPOCH, Offsets.UNKNOWN);
    }

    /**
     * A batch of {@code epoch} begins at {@code startOffset}.
     *
     * @throws IllegalArgumentException if the epoch falls
     */
    public void append(int epoch, long startOffset) {
        int last = lastEpoch();
        if (epoch == last) {
            return;
        }
        if (epoch < last) {
            throw new IllegalArgumentException("epoch " + epoch + " follows epoch " + last);
        }
        if (size == epochs.length) {
            epochs = Arrays.copyOf(epochs, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
        }
        epochs[size] = epoch;
        starts[size++] = startOffset;
    }

    /** Epoch of the last record, or {@link Offsets#NO_EPOCH}. */
    public int lastEpoch() {
        return size == 0 ? Offsets.NO_EPOCH : epochs[size - 1];
    }

    /** Epoch that wrote {@code offset}, an offset below the log end; {@link Offsets#NO_EPOCH} where it is not known. */
    public int epochAt(long offset) {
        for (int i = size - 1; i >= 0; i--) {
            if (starts[i] <= offset) {
                return epochs[i];
            }
        }
        return Offsets.NO_EPOCH;
    }

    /** The largest epoch that is {@code <= epoch}, and where it ends in a log that ends at {@code logEndOffset}. */
    public Bound endOf(int epoch, long logEndOffset) {
        for (int i = size - 1; i >= 0; i--) {
            if (epochs[i] <= epoch) {
                return new Bound(epochs[i], i == size - 1 ? logEndOffset : starts[i + 1]);
            }
        }
        return Bound.UNKNOWN;
    }

    /** Forgets what lies at or behind {@code offset}. */
    public void truncateTo(long offset) {
        while (size > 0 && starts[size - 1] >= offset) {
            size--;
        }
    }

    /** Forgets epochs that end at or below {@code logStartOffset}; the last one stays. */
    public void dropBefore(long logStartOffset) {
        int drop = 0;
        while (drop < size - 1 && starts[drop + 1] <= logStartOffset) {
            drop++;
        }
        if (drop > 0) {
            System.arraycopy(epochs, drop, epochs, 0, size - drop);
            System.arraycopy(starts, drop, starts, 0, size - drop);
            size -= drop;
        }
    }

    /** {@code [epoch@start, …]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(epochs[i]).append('@').append(starts[i]);
        }
        return text.append(']').toString();
    }
}
