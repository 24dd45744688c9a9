package io.sampo.client.produce;

import io.sampo.client.produce.ProducerBatch.OutgoingRecord;
import io.sampo.client.produce.ProducerBatch.ProducerIdentity;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.records.CompressionType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a producer: what gathers, what is in flight, what is sent again. Batches leave in the order in which
 * they were begun. A sequence is given at the first attempt and kept through all repetitions, so that a broker appends each
 * batch once and in order (KIP-98); a batch that waits for its repetition holds back those behind it.
 *
 * @param <T> what the caller keeps for each record
 */
public final class PartitionQueue<T> {
    /** Sequences of one producer identity in one partition: each record takes one, from 0, and 2^31-1 is followed by 0. */
    static final class SequenceNumbers {
        private static final int MASK = 0x7fffffff;

        private int next;

        SequenceNumbers() {
            this(0);
        }

        SequenceNumbers(int next) {
            this.next = next;
        }

        /** Sequence of the first of {@code records} records, which are taken. */
        int take(int records) {
            int base = next;
            next = (next + records) & MASK;
            return base;
        }
    }

    /**
     * How the records of one partition are batched and repeated. Sizes in bytes, times in ms.
     *
     * @param idempotent batches carry producer id and sequence
     */
    public record DeliveryRules(
            int batchSizeBytes,
            long lingerMs,
            CompressionType compression,
            int maxInFlight,
            long deliveryTimeoutMs,
            long retryBackoffMs,
            long retryBackoffMaxMs,
            boolean idempotent) {
        /** The pause before attempt {@code attempts + 1}: it doubles each time. */
        long backoffMs(int attempts) {
            long doublings = Math.min(20, Math.max(0, attempts - 1));
            return Math.min(retryBackoffMaxMs, retryBackoffMs << doublings);
        }
    }

    /** What becomes of a batch that was answered. */
    public enum Verdict {
        /** It is in the log as the acks ask for. */
        ACKNOWLEDGED,
        /** It is over; the error goes to whoever sent its records. */
        FAILED,
        /** It will be polled again, with the same sequence and in the same order. */
        RETRY,
        /** As {@link #RETRY}, but the broker lost what it knew of this producer: first a new identity has to be asked for. */
        NEW_IDENTITY
    }

    private final DeliveryRules rules;
    private final RecordAccumulator<T> fresh;
    /** By ordinal: what has to be sent again, before anything fresh. */
    private final TreeMap<Long, ProducerBatch<T>> repeats = new TreeMap<>();
    /** By ordinal. */
    private final TreeMap<Long, ProducerBatch<T>> inFlight = new TreeMap<>();

    private final List<ProducerBatch<T>> abandoned = new ArrayList<>();
    private int leader = Offsets.NO_BROKER;
    private int leaderEpoch = Offsets.NO_EPOCH;
    private @Nullable ProducerIdentity identity;
    private @Nullable ProducerIdentity lostIdentity;
    private SequenceNumbers sequences = new SequenceNumbers();

    public PartitionQueue(DeliveryRules rules) {
        this.rules = rules;
        this.fresh = new RecordAccumulator<>(rules);
    }

    public void append(OutgoingRecord record, T token, long nowMs) {
        fresh.append(record, token, nowMs);
    }

    /** Everything appended so far leaves without lingering. */
    public void flush() {
        fresh.flush();
    }

    /**
     * News of the leader. Under a higher epoch everything in flight is sent again at once, to the new leader and with the
     * same sequences: the old one may have it or not.
     */
    public void leaderIs(int broker, int epoch) {
        if (epoch <= leaderEpoch) {
            return;
        }
        leader = broker;
        leaderEpoch = epoch;
        abandonInFlight();
        repeats.values().forEach(batch -> batch.retryAt(Long.MIN_VALUE));
    }

    /**
     * The next batch to send to {@link #leader()}, or null. It is in flight from here on.
     *
     * @param current the producer's identity; null while it has none
     */
    public @Nullable ProducerBatch<T> poll(long nowMs, @Nullable ProducerIdentity current) {
        if (leader == Offsets.NO_BROKER || inFlight.size() >= rules.maxInFlight() || !adopt(current)) {
            return null;
        }
        ProducerBatch<T> batch;
        if (repeats.isEmpty()) {
            batch = fresh.poll(nowMs);
        } else {
            batch = repeats.firstEntry().getValue();
            if (batch.notBeforeMs() > nowMs) {
                return null;
            }
            repeats.remove(batch.ordinal());
        }
        if (batch == null) {
            return null;
        }
        if (!batch.isStamped() || (rules.idempotent() && batch.identity() == null)) {
            batch.stamp(identity, identity == null ? -1 : sequences.take(batch.recordCount()));
        }
        batch.sent();
        inFlight.put(batch.ordinal(), batch);
        return batch;
    }

    /** True if the producer should ask for an identity before anything can leave here. */
    public boolean needsIdentity(@Nullable ProducerIdentity current) {
        return rules.idempotent() && !isIdle() && (current == null || current.equals(lostIdentity));
    }

    /**
     * The answer to a batch, with the leader that the broker knows of (KIP-951) or -1. It may cross the news that took the
     * batch out of flight: then an acknowledgement still counts, where the batch is not given up yet, and nothing else does.
     */
    public Verdict answered(ProducerBatch<T> batch, ErrorCode error, int hintedLeader, int hintedEpoch, long nowMs) {
        if (inFlight.remove(batch.ordinal()) == null) {
            boolean itsEnd = error == ErrorCode.NONE && repeats.remove(batch.ordinal()) != null;
            return itsEnd ? Verdict.ACKNOWLEDGED : Verdict.RETRY;
        }
        boolean oldest = isOldest(batch);
        Verdict verdict = judge(error, oldest);
        if (verdict == Verdict.RETRY || verdict == Verdict.NEW_IDENTITY) {
            // A batch refused only because an older one is missing goes right behind that one.
            boolean waitsForOlder = error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && !oldest;
            batch.retryAt(waitsForOlder ? nowMs : nowMs + rules.backoffMs(batch.attempts()));
            repeats.put(batch.ordinal(), batch);
        }
        if (verdict == Verdict.NEW_IDENTITY) {
            loseIdentity();
        }
        if (hintedLeader != Offsets.NO_BROKER) {
            leaderIs(hintedLeader, hintedEpoch);
        }
        return verdict;
    }

    /**
     * Gives up what is older than the delivery timeout, in flight or not; oldest first. What was sent may be in the log
     * nevertheless: then the broker finds a gap in the sequences of the next batch and a new identity closes it.
     */
    public List<ProducerBatch<T>> expire(long nowMs) {
        return removeOlderThan(nowMs - rules.deliveryTimeoutMs());
    }

    /** Gives up everything, oldest first. */
    public List<ProducerBatch<T>> drain() {
        return removeOlderThan(Long.MAX_VALUE);
    }

    /** When something may be due without news from outside; {@code Long.MAX_VALUE} for never. */
    public long nextDeadlineMs() {
        long oldest = Math.min(fresh.oldestMs(), Math.min(oldestMs(inFlight), oldestMs(repeats)));
        if (oldest == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long deadline = oldest + rules.deliveryTimeoutMs();
        if (leader != Offsets.NO_BROKER && inFlight.size() < rules.maxInFlight()) {
            deadline = Math.min(
                    deadline,
                    repeats.isEmpty()
                            ? fresh.lingerDeadlineMs()
                            : repeats.firstEntry().getValue().notBeforeMs());
        }
        return deadline;
    }

    /** Attempts that nobody waits for any more, to be cancelled; each is given out once. */
    public List<ProducerBatch<T>> takeAbandoned() {
        List<ProducerBatch<T>> taken = List.copyOf(abandoned);
        abandoned.clear();
        return taken;
    }

    /** Every batch that is neither acknowledged nor failed, oldest first. */
    public List<ProducerBatch<T>> unfinished() {
        List<ProducerBatch<T>> all = new ArrayList<>(inFlight.values());
        all.addAll(repeats.values());
        all.addAll(fresh.batches());
        all.sort(Comparator.comparingLong(ProducerBatch::ordinal));
        return all;
    }

    public boolean isIdle() {
        return fresh.isEmpty() && repeats.isEmpty() && inFlight.isEmpty();
    }

    public int leader() {
        return leader;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    private Verdict judge(ErrorCode error, boolean oldest) {
        return switch (error) {
            // A repetition that the broker knows it has, but so old that it no longer knows where.
            case NONE, DUPLICATE_SEQUENCE_NUMBER -> Verdict.ACKNOWLEDGED;
            case OUT_OF_ORDER_SEQUENCE_NUMBER -> sequenceVerdict(oldest ? Verdict.NEW_IDENTITY : Verdict.RETRY);
            case UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH -> sequenceVerdict(Verdict.NEW_IDENTITY);
            default -> error.retriable() ? Verdict.RETRY : Verdict.FAILED;
        };
    }

    private Verdict sequenceVerdict(Verdict ifIdempotent) {
        return rules.idempotent() ? ifIdempotent : Verdict.FAILED;
    }

    private boolean isOldest(ProducerBatch<T> batch) {
        return inFlight.headMap(batch.ordinal()).isEmpty()
                && repeats.headMap(batch.ordinal()).isEmpty();
    }

    /** True if batches may be stamped. A new identity begins at sequence 0, once nothing of the old one is left. */
    private boolean adopt(@Nullable ProducerIdentity current) {
        if (!rules.idempotent()) {
            return true;
        }
        if (current == null || current.equals(lostIdentity)) {
            return false;
        }
        boolean nothingOfTheOld =
                inFlight.isEmpty() && repeats.values().stream().allMatch(b -> b.identity() == null);
        if (!current.equals(identity) && nothingOfTheOld) {
            identity = current;
            sequences = new SequenceNumbers();
        }
        return true;
    }

    /**
     * Everything unacknowledged is stamped anew. It cannot be in the log: the broker refused the oldest batch, and with it
     * everything behind.
     */
    private void loseIdentity() {
        lostIdentity = identity;
        identity = null;
        abandonInFlight();
        repeats.values().forEach(ProducerBatch::clearIdentity);
    }

    private void abandonInFlight() {
        for (ProducerBatch<T> batch : inFlight.values()) {
            abandoned.add(batch);
            batch.retryAt(Long.MIN_VALUE);
            repeats.put(batch.ordinal(), batch);
        }
        inFlight.clear();
    }

    private List<ProducerBatch<T>> removeOlderThan(long createdMs) {
        List<ProducerBatch<T>> old = new ArrayList<>();
        for (ProducerBatch<T> batch : List.copyOf(inFlight.values())) {
            if (batch.createdMs() <= createdMs) {
                inFlight.remove(batch.ordinal());
                abandoned.add(batch);
                old.add(batch);
            }
        }
        for (ProducerBatch<T> batch : List.copyOf(repeats.values())) {
            if (batch.createdMs() <= createdMs) {
                repeats.remove(batch.ordinal());
                old.add(batch);
            }
        }
        old.addAll(fresh.removeOlderThan(createdMs));
        old.sort(Comparator.comparingLong(ProducerBatch::ordinal));
        return old;
    }

    private static <T> long oldestMs(NavigableMap<Long, ProducerBatch<T>> batches) {
        return batches.isEmpty()
                ? Long.MAX_VALUE
                : batches.firstEntry().getValue().createdMs();
    }
}
