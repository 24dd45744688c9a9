package io.sampo.client.fetch;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one partition is read: from a start that may first have to be looked up, one request at a time, to records that
 * wait until they are taken. Nothing is asked while records wait. A failure is kept until it is taken, then the partition
 * rests until the next {@link #seek}.
 */
public final class FetchPosition {
    /** Why nothing is asked or handed out for a while. */
    public enum Rest {
        /** The user has paused it. */
        PAUSED,
        /** A rebalance listener is at work on it. */
        HELD
    }

    /**
     * What to ask the leader of a partition next.
     *
     * @param lookup true to look an offset up by {@code timestampMs}, false to fetch from {@code offset}
     */
    public record FetchRequest(int leader, int leaderEpoch, boolean lookup, long offset, long timestampMs) {}

    private final TopicPartition partition;
    private final Supplier<@Nullable StartAt> reset;
    private final long retryBackoffMs;

    private StartAt target;
    private @Nullable FetchedRecords records;
    private @Nullable SampoException failure;
    private boolean resting;
    private final Set<Rest> rests = EnumSet.noneOf(Rest.class);
    private final FetchSize size = new FetchSize();
    private boolean requested;
    private long notBeforeMs = Long.MIN_VALUE;
    private int leader = Offsets.NO_BROKER;
    private int leaderEpoch = Offsets.NO_EPOCH;

    /** @param reset where it goes when its position lies outside of the log; null = nowhere, it fails */
    public FetchPosition(
            TopicPartition partition, StartAt start, Supplier<@Nullable StartAt> reset, long retryBackoffMs) {
        this.partition = partition;
        this.reset = reset;
        this.retryBackoffMs = retryBackoffMs;
        this.target = start;
    }

    /** Begins where {@code reset} says; fails where it says nothing. */
    public static FetchPosition atReset(
            TopicPartition partition, Supplier<@Nullable StartAt> reset, long retryBackoffMs) {
        FetchPosition position = new FetchPosition(partition, StartAt.BEGINNING, reset, retryBackoffMs);
        position.begin();
        return position;
    }

    /** Begins where {@code auto.offset.reset} says. */
    void begin() {
        seek(StartAt.BEGINNING);
        resetOffset("no position is given");
    }

    /** Goes on there. What waits is dropped; an answer to the request under way must not be brought any more. */
    public void seek(StartAt start) {
        target = start;
        records = null;
        failure = null;
        resting = false;
        requested = false;
        notBeforeMs = Long.MIN_VALUE;
    }

    /**
     * News of the leader.
     *
     * @return true if the request under way is void: its answer must not be brought any more
     */
    public boolean leaderIs(int broker, int epoch) {
        if (epoch <= leaderEpoch) {
            return false;
        }
        leader = broker;
        leaderEpoch = epoch;
        notBeforeMs = Long.MIN_VALUE;
        boolean abandoned = requested;
        requested = false;
        return abandoned;
    }

    /** Nothing is asked or handed out while there is any such reason; what lies here stays. */
    public void rest(Rest reason, boolean on) {
        if (on) {
            rests.add(reason);
        } else {
            rests.remove(reason);
        }
    }

    /** What to ask now, or null. It is under way from here on. */
    public @Nullable FetchRequest nextRequest(long nowMs) {
        if (requested || resting || !rests.isEmpty() || hasRecords() || failure != null) {
            return null;
        }
        if (leader == Offsets.NO_BROKER || notBeforeMs > nowMs) {
            return null;
        }
        requested = true;
        size.usedUp(nowMs);
        return new FetchRequest(leader, leaderEpoch, !target.isOffset(), target.offset(), target.timestampMs());
    }

    /** How many bytes to ask for, at most {@code bytesMax}: see {@link FetchSize}. */
    public int bytes(int bytesMax) {
        return Math.min(bytesMax, size.bytes());
    }

    /** The answer to a fetch. */
    public void fetched(ErrorCode error, ByteBuffer batches, int hintedLeader, int hintedEpoch, long nowMs) {
        requested = false;
        if (error == ErrorCode.NONE) {
            size.came(batches.remaining(), nowMs);
            records = new FetchedRecords(partition, batches, target.offset());
            hasRecords();
        } else if (error == ErrorCode.OFFSET_OUT_OF_RANGE) {
            resetOffset("offset " + target.offset() + " lies outside of the log");
        } else {
            failedRequest(error, hintedLeader, hintedEpoch, nowMs);
        }
    }

    /** The answer to a lookup; {@code offset} is -1 where no record is that young: then reading begins at the end. */
    public void lookedUp(ErrorCode error, long offset, int hintedLeader, int hintedEpoch, long nowMs) {
        requested = false;
        if (error == ErrorCode.NONE) {
            target = offset < 0 ? StartAt.END : StartAt.offset(offset);
        } else {
            failedRequest(error, hintedLeader, hintedEpoch, nowMs);
        }
    }

    /** The session was lost with the request; the same is asked again. */
    public void requestLost(long nowMs) {
        requested = false;
        notBeforeMs = nowMs + retryBackoffMs;
    }

    /**
     * Nobody is known to lead it: its topic is gone, or may be. It rests, without a word, until it is taken away or {@link #leaderIs}
     * tells of a leader, of whatever epoch: a topic of the same name begins with the first.
     */
    public void orphaned() {
        requested = false;
        records = null;
        leader = Offsets.NO_BROKER;
        leaderEpoch = Offsets.NO_EPOCH;
    }

    /** The partition cannot be read, for example because its topic is gone. No news while it rests for such a reason. */
    public void fail(ErrorCode error, String why) {
        requested = false;
        records = null;
        if (resting) {
            return;
        }
        failure = new SampoException(error, partition + ": " + why);
    }

    /** True if {@link #take} gives something. */
    public boolean hasRecords() {
        FetchedRecords waiting = records;
        if (waiting == null) {
            return false;
        }
        try {
            if (waiting.hasNext()) {
                return true;
            }
            target = StartAt.offset(waiting.position());
        } catch (RuntimeException e) {
            failure = e instanceof SampoException known
                    ? known
                    : new SampoException(ErrorCode.CORRUPT_MESSAGE, partition + ": " + e.getMessage(), e);
        }
        records = null;
        return false;
    }

    /** Takes up to {@code recordsMax} records that wait. */
    public void take(int recordsMax, List<ConsumerRecord> into) {
        for (int left = rests.isEmpty() ? recordsMax : 0; left > 0 && hasRecords(); left--) {
            FetchedRecords waiting = records;
            if (waiting != null) {
                into.add(waiting.next());
                target = StartAt.offset(waiting.position());
            }
        }
    }

    /** The failure to tell, once; the partition then rests. None while it rests for another reason: it may be sought meanwhile. */
    public @Nullable SampoException takeFailure() {
        SampoException taken = rests.isEmpty() ? failure : null;
        if (taken != null) {
            failure = null;
            resting = true;
        }
        return taken;
    }

    public boolean hasFailed() {
        return failure != null;
    }

    /** Offset of the next record to be taken, or -1 while the start is not looked up. */
    public long position() {
        return target.offset();
    }

    /** When {@link #nextRequest} may have something without news; {@code Long.MAX_VALUE} for never. */
    public long nextDeadlineMs() {
        boolean mayAsk = !requested && !resting && rests.isEmpty() && failure == null && leader != Offsets.NO_BROKER;
        return mayAsk && records == null ? notBeforeMs : Long.MAX_VALUE;
    }

    private void failedRequest(ErrorCode error, int hintedLeader, int hintedEpoch, long nowMs) {
        if (!error.retriable()) {
            failure = new SampoException(error, partition + ": " + error.text());
            return;
        }
        notBeforeMs = nowMs + retryBackoffMs;
        if (hintedLeader != Offsets.NO_BROKER) {
            leaderIs(hintedLeader, hintedEpoch);
        }
    }

    private void resetOffset(String why) {
        StartAt place = reset.get();
        if (place == null) {
            failure = new SampoException(
                    ErrorCode.OFFSET_OUT_OF_RANGE,
                    partition + ": " + why + "; seek, or set auto.offset.reset to earliest or latest");
        } else {
            target = place;
        }
    }
}
