package io.sampo.simulation;

import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatch;
import io.sampo.simulation.SimLog.Stored;
import io.sampo.simulation.engine.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is committed in one partition, kept by the simulator and believed by no broker: it grows when a replica shows a high
 * watermark, and nothing in it changes any more.
 */
final class PartitionTruth {
    private final TopicIdPartition partition;
    private final List<Stored> committed = new ArrayList<>();
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final Map<Long, TreeMap<Integer, Long>> sequences = new TreeMap<>();
    private long end;
    private long start;

    PartitionTruth(TopicIdPartition partition) {
        this.partition = partition;
    }

    TopicIdPartition partition() {
        return partition;
    }

    /** The true high watermark. */
    long end() {
        return end;
    }

    /** Offsets below may be gone: a leader's retention took them. */
    long start() {
        return start;
    }

    void retained(long upToOffset) {
        start = Math.max(start, upToOffset);
    }

    /** Offset of the newest committed batch of that producer, or {@link Long#MAX_VALUE} where there is none. */
    long lastOffsetOf(long producerId) {
        TreeMap<Integer, Long> known = sequences.get(producerId);
        return known == null ? Long.MAX_VALUE : known.lastEntry().getValue();
    }

    /** Where the batch begins that holds {@code offset}. */
    long start(long offset) {
        int index = indexAt(offset);
        return index < committed.size() ? committed.get(index).baseOffset() : end;
    }

    /** Offset of the batch of that producer with that first sequence, or -1. */
    long offsetOf(long producerId, int baseSequence) {
        TreeMap<Integer, Long> known = sequences.get(producerId);
        Long offset = known == null ? null : known.get(baseSequence);
        return offset == null ? -1 : offset;
    }

    int batchesOf(long producerId) {
        TreeMap<Integer, Long> known = sequences.get(producerId);
        return known == null ? 0 : known.size();
    }

    /** I4, I6: what {@code log} holds below {@code highWatermark} is committed; it has to be what was committed before. */
    void show(SimLog log, long highWatermark, Object who) {
        if (!isPrefix(log, Math.min(highWatermark, end))) {
            throw new Violation(
                    "I4",
                    who + " has other batches below " + highWatermark + " than are committed in " + partition + ": "
                            + difference(log));
        }
        if (highWatermark > end) {
            for (int i = log.indexAt(end); i < log.batches().size(); i++) {
                Stored batch = log.batches().get(i);
                if (batch.nextOffset() > highWatermark) {
                    break;
                }
                commit(batch, who);
            }
            if (end != highWatermark) {
                throw new Violation(
                        "I4", who + " shows high watermark " + highWatermark + ", which is no batch's end: " + log);
            }
            log.verified = end;
        }
    }

    private void commit(Stored batch, Object who) {
        if (batch.baseOffset() != end) {
            throw new Violation("I4", who + " commits " + batch + " where " + end + " is next in " + partition);
        }
        RecordBatch view = RecordBatch.at(batch.bytes(), 0);
        if (view.hasProducerId()) {
            TreeMap<Integer, Long> known = sequences.computeIfAbsent(view.producerId(), id -> new TreeMap<>());
            if (!known.isEmpty() && known.lastKey() >= view.baseSequence()) {
                throw new Violation(
                        "I12",
                        "producer " + view.producerId() + " sequence " + view.baseSequence() + " is committed at "
                                + batch.baseOffset() + " behind sequence " + known.lastKey() + " at "
                                + known.lastEntry().getValue() + " by " + who);
            }
            known.put(view.baseSequence(), view.baseOffset());
        }
        committed.add(batch);
        end = batch.nextOffset();
    }

    /** True where {@code log} holds everything committed below {@code offset} that retention has not taken. */
    boolean holds(SimLog log, long offset) {
        return log.logStartOffset() <= Math.max(start, 0) && log.logEndOffset() >= offset && isPrefix(log, offset);
    }

    private boolean isPrefix(SimLog log, long offset) {
        long from = Math.max(log.verified, log.logStartOffset());
        if (from >= offset) {
            return true;
        }
        int own = log.indexAt(from);
        int known = indexAt(from);
        while (known < committed.size() && committed.get(known).nextOffset() <= offset) {
            if (own >= log.batches().size()
                    || !committed.get(known).isSame(log.batches().get(own))) {
                return false;
            }
            log.verified = committed.get(known).nextOffset();
            own++;
            known++;
        }
        return true;
    }

    private int indexAt(long offset) {
        int low = 0;
        int high = committed.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (committed.get(middle).nextOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The batch committed at {@code offset}, or null. */
    @Nullable
    Stored at(long offset) {
        int index = indexAt(offset);
        return index < committed.size() && committed.get(index).baseOffset() == offset ? committed.get(index) : null;
    }

    /** I11: one leader for one epoch. */
    void leads(int leaderEpoch, int broker) {
        Integer before = leaders.putIfAbsent(leaderEpoch, broker);
        if (before != null && before != broker) {
            throw new Violation("I11", "brokers " + before + " and " + broker + " lead epoch " + leaderEpoch);
        }
    }

    /** For people: where the log departs from what is committed. */
    String difference(SimLog log) {
        long from = Math.max(log.verified, log.logStartOffset());
        int known = indexAt(from);
        int own = log.indexAt(from);
        return "from offset " + from + " the log has "
                + (own < log.batches().size() ? log.batches().get(own) : "nothing") + ", committed is "
                + (known < committed.size() ? committed.get(known) : "nothing") + ", log " + log;
    }

    String describe(PartitionState state) {
        return partition + " " + state + " committed to " + end + ", producers " + sequences;
    }
}
