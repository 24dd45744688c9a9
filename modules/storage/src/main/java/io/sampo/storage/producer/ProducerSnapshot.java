package io.sampo.storage.producer;

import io.sampo.model.Offsets;
import io.sampo.model.ProducerState;
import java.util.List;
import java.util.Map;

/**
 * The producers of a log as the batches below {@code offset} make them (R18): who has it needs to read only from there on.
 *
 * @param lastEpoch leader epoch of the record before {@code offset}; {@link Offsets#NO_EPOCH} where it is not known, as in
 *     the files of Kafka
 * @param openTransactions first offset of what is open at {@code offset}, by producer id
 */
public record ProducerSnapshot(
        long offset, int lastEpoch, List<ProducerState> producers, Map<Long, Long> openTransactions) {
    public ProducerSnapshot {
        producers = List.copyOf(producers);
        openTransactions = Map.copyOf(openTransactions);
    }

    /** Of who knows no transactions; the log that keeps it adds them. */
    public ProducerSnapshot(long offset, int lastEpoch, List<ProducerState> producers) {
        this(offset, lastEpoch, producers, Map.of());
    }

    /** The same with these transactions open. */
    public ProducerSnapshot withOpenTransactions(Map<Long, Long> open) {
        return new ProducerSnapshot(offset, lastEpoch, producers, open);
    }

    /**
     * True if it may stand for the beginning of a log from {@code logStartOffset} to {@code logEndOffset}. What lies beyond
     * the end was cut since; another epoch before {@code offset} tells of a history that was cut and written anew.
     *
     * @param epochBefore leader epoch of the record before {@link #offset} in that log, or {@link Offsets#NO_EPOCH}
     */
    public boolean fits(long logStartOffset, long logEndOffset, int epochBefore) {
        return offset >= logStartOffset
                && offset <= logEndOffset
                && (lastEpoch == epochBefore || lastEpoch == Offsets.NO_EPOCH || epochBefore == Offsets.NO_EPOCH);
    }
}
