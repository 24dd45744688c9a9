package io.sampo.replication.log;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.ProducerState;
import io.sampo.records.RecordBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Idempotence (KIP-98, KIP-360): which sequences of which producer the log holds. A function of the batch headers, kept by
 * every replica while it appends and built anew after a truncation (R18), so that a retry after a failover is known as
 * one (H68) and a truncated batch is not (H69).
 */
public final class ProducerFence {
    /** Batches remembered for each producer: as many as a client may have in flight (H71). */
    static final int WINDOW = 5;

    private static final int SEQUENCES = 0x7fffffff;

    /** What a leader may do with a batch. */
    public enum Verdict {
        /** Append it. */
        NEW(ErrorCode.NONE),
        /** It is there already, at {@link #originalOffset}. */
        DUPLICATE(ErrorCode.NONE),
        /** It was there once; its offset is forgotten. */
        FORGOTTEN(ErrorCode.DUPLICATE_SEQUENCE_NUMBER),
        /** Something between is missing. */
        OUT_OF_ORDER(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER),
        /** A newer epoch of that producer has written. */
        FENCED(ErrorCode.INVALID_PRODUCER_EPOCH);

        private final ErrorCode error;

        Verdict(ErrorCode error) {
            this.error = error;
        }

        /** What its producer is told; {@link ErrorCode#NONE} where it is, or will be, in the log. */
        public ErrorCode error() {
            return error;
        }
    }

    private final Map<Long, Producer> producers = new HashMap<>();
    private long lastId = RecordBatch.NO_PRODUCER_ID;
    private @Nullable Producer last;

    /**
     * Judges a batch that was not assigned yet. Changes nothing.
     *
     * <p>A producer that is not known begins with 0. Kafka takes any first sequence; but where the first batch was refused
     * and the second one comes through, that turns the repeated first one into a {@link Verdict#FORGOTTEN}, which its
     * producer counts as acknowledged although it is nowhere.
     */
    public Verdict check(RecordBatch batch) {
        if (!batch.hasProducerId()) {
            return Verdict.NEW;
        }
        Producer producer = producer(batch.producerId());
        if (producer == null) {
            return batch.baseSequence() == 0 ? Verdict.NEW : Verdict.OUT_OF_ORDER;
        }
        return producer.check(batch);
    }

    /** Base offset of the batch that {@code duplicate} repeats, or {@link Offsets#UNKNOWN}. */
    public long originalOffset(RecordBatch duplicate) {
        Producer producer = producer(duplicate.producerId());
        int slot = producer == null ? -1 : producer.slotOf(duplicate);
        return slot < 0 ? Offsets.UNKNOWN : producer.baseOffsets[slot];
    }

    /** {@code batch} was given its offset and is, or will be, in the log. */
    public void record(RecordBatch batch, long nowMs) {
        if (!batch.hasProducerId() || batch.isControl()) {
            return;
        }
        Producer producer = producer(batch.producerId());
        if (producer == null) {
            producer = new Producer();
            producers.put(batch.producerId(), producer);
            lastId = batch.producerId();
            last = producer;
        }
        producer.record(batch, nowMs);
    }

    /** Forgets producers that wrote nothing since {@code beforeMs}; far longer than any delivery timeout (H72). */
    public void expire(long beforeMs) {
        if (producers.values().removeIf(producer -> producer.lastWriteMs < beforeMs)) {
            lastId = RecordBatch.NO_PRODUCER_ID;
            last = null;
        }
    }

    /** Producers that a snapshot of this log knew (R18); they count as seen at {@code nowMs}. Newer batches follow. */
    public static ProducerFence of(List<ProducerState> known, long nowMs) {
        ProducerFence fence = new ProducerFence();
        for (ProducerState state : known) {
            Producer producer = new Producer();
            producer.restore(state, nowMs);
            fence.producers.put(state.producerId(), producer);
        }
        return fence;
    }

    /** What is known of every producer, in order of their ids: {@link #of} makes the same of it. */
    public List<ProducerState> states() {
        List<ProducerState> states = new ArrayList<>(producers.size());
        producers.forEach((id, producer) -> states.add(producer.state(id)));
        states.sort(Comparator.comparingLong(ProducerState::producerId));
        return states;
    }

    /** Producers known. */
    public int size() {
        return producers.size();
    }

    /** Sequence behind {@code sequence} when {@code count} records follow it: 0 comes after 2^31-1. */
    static int advance(int sequence, int count) {
        return (int) (((long) sequence + count) & SEQUENCES);
    }

    private @Nullable Producer producer(long producerId) {
        if (producerId != lastId) {
            Producer found = producers.get(producerId);
            if (found == null) {
                return null;
            }
            lastId = producerId;
            last = found;
        }
        return last;
    }

    private static final class Producer {
        private final int[] firstSequences = new int[WINDOW];
        private final int[] lastSequences = new int[WINDOW];
        private final long[] baseOffsets = new long[WINDOW];
        private short epoch = -1;
        private int count;
        private int newest = -1;
        private long lastWriteMs;
        private long lastTimestampMs;

        Verdict check(RecordBatch batch) {
            if (batch.producerEpoch() < epoch) {
                return Verdict.FENCED;
            }
            int sequence = batch.baseSequence();
            if (batch.producerEpoch() > epoch) {
                return sequence == 0 ? Verdict.NEW : Verdict.OUT_OF_ORDER;
            }
            int expected = advance(lastSequences[newest], 1);
            if (sequence == expected) {
                return Verdict.NEW;
            }
            if (slotOf(batch) >= 0) {
                return Verdict.DUPLICATE;
            }
            // The circle of sequences is cut opposite of what is expected: one half is the past.
            int ahead = (sequence - expected) & SEQUENCES;
            return ahead > SEQUENCES / 2 ? Verdict.FORGOTTEN : Verdict.OUT_OF_ORDER;
        }

        int slotOf(RecordBatch batch) {
            if (batch.producerEpoch() != epoch) {
                return -1;
            }
            for (int i = 0; i < count; i++) {
                if (firstSequences[i] == batch.baseSequence() && lastSequences[i] == batch.lastSequence()) {
                    return i;
                }
            }
            return -1;
        }

        void record(RecordBatch batch, long nowMs) {
            if (batch.producerEpoch() != epoch) {
                epoch = batch.producerEpoch();
                count = 0;
                newest = -1;
            }
            newest = (newest + 1) % WINDOW;
            count = Math.min(count + 1, WINDOW);
            firstSequences[newest] = batch.baseSequence();
            lastSequences[newest] = batch.lastSequence();
            baseOffsets[newest] = batch.baseOffset();
            lastWriteMs = nowMs;
            lastTimestampMs = batch.maxTimestamp();
        }

        void restore(ProducerState state, long nowMs) {
            epoch = state.epoch();
            for (ProducerState.Batch batch : state.batches()) {
                newest = (newest + 1) % WINDOW;
                count = Math.min(count + 1, WINDOW);
                firstSequences[newest] = batch.firstSequence();
                lastSequences[newest] = batch.lastSequence();
                baseOffsets[newest] = batch.baseOffset();
            }
            lastWriteMs = nowMs;
            lastTimestampMs = state.lastTimestampMs();
        }

        ProducerState state(long producerId) {
            List<ProducerState.Batch> batches = new ArrayList<>(count);
            for (int i = count - 1; i >= 0; i--) {
                int slot = Math.floorMod(newest - i, WINDOW);
                batches.add(new ProducerState.Batch(firstSequences[slot], lastSequences[slot], baseOffsets[slot]));
            }
            return new ProducerState(producerId, epoch, batches, lastTimestampMs);
        }
    }
}
