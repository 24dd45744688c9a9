package io.sampo.replication;

import io.sampo.model.Offsets;
import io.sampo.replication.log.ByteLedger;
import io.sampo.replication.log.ReplicaLog;
import io.sampo.replication.pace.FollowerCredit;
import io.sampo.replication.pace.LagWatch;
import io.sampo.replication.pace.PushTimers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The leader's view of one follower: its session, what it has acknowledged in it (R2, R4), what is on its way, and since
 * when it lags. Says nothing about what to do; {@link Pusher} and {@link Leader} do.
 */
final class FollowerProgress {
    /** How the follower is served. */
    enum Phase {
        /** Its tail is not known yet: it is probed. Nothing it said earlier counts. */
        PROBING,
        /** Served from the log on the catch-up stream, by a part of the credit. */
        CATCHING_UP,
        /** Gets what is appended as it is appended. */
        LIVE
    }

    private final int brokerId;
    private long brokerEpoch = -1;
    private long session = -1;
    private Phase phase = Phase.PROBING;
    private @Nullable UUID directoryId;
    private long acked = Offsets.UNKNOWN;
    private long counted = Offsets.UNKNOWN;
    private long ackedHighWatermark = Offsets.UNKNOWN;
    private long startOffset;
    private int startEpoch;
    private final ByteLedger inFlight = new ByteLedger(0, Integer.MAX_VALUE);
    private final FollowerCredit credit;
    /** What of {@link #inFlight} is counted over all partitions. */
    private long credited;

    private boolean left;

    /** Next offset to push and the epoch of the record before it. */
    long next;

    int nextEpoch;
    boolean reading;

    /** Bytes of the catch-up budget that are spent for what has not left yet. */
    int reserved;

    /** What was pushed from memory of the young end arrived damaged: until it moves on, the log is read and checked (R22). */
    boolean doubted;

    /** Log start of the leader that was pushed last in this session, or {@link Offsets#UNKNOWN}. */
    long pushedLogStart = Offsets.UNKNOWN;

    final PushTimers timers = new PushTimers();
    final LagWatch lag = new LagWatch();

    /** @param credit of this leader's broker; follows what is in flight here */
    FollowerProgress(int brokerId, FollowerCredit credit) {
        this.brokerId = brokerId;
        this.credit = credit;
    }

    int brokerId() {
        return brokerId;
    }

    /** The incarnation that the metadata names, or -1 while its broker is fenced or stops. */
    long brokerEpoch() {
        return brokerEpoch;
    }

    long session() {
        return session;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase next) {
        phase = next;
    }

    /** End of what it has appended in this session, or {@link Offsets#UNKNOWN}. */
    long acked() {
        return acked;
    }

    /** Offsets of {@code log} that it has not acknowledged, as far as is known. */
    long lag(ReplicaLog log) {
        return log.assignedEnd() - (acked == Offsets.UNKNOWN ? log.logStart() : acked);
    }

    /** The offset that counts for the high watermark: its log end, or its durable end in durable mode. */
    long counted() {
        return counted;
    }

    long ackedHighWatermark() {
        return ackedHighWatermark;
    }

    /** True if the metadata name another incarnation than before: everything it said is void (R2). */
    boolean updateBrokerEpoch(long epoch) {
        boolean changed = epoch != brokerEpoch;
        brokerEpoch = epoch;
        return changed;
    }

    /** A new session: acknowledged becomes <em>unknown</em>, never the largest of both (H35). */
    void open(long newSession, long leaderEnd, long nowMs) {
        session = newSession;
        phase = Phase.PROBING;
        directoryId = null;
        acked = Offsets.UNKNOWN;
        counted = Offsets.UNKNOWN;
        ackedHighWatermark = Offsets.UNKNOWN;
        inFlight.reset(0);
        settleCredit();
        reading = false;
        pushedLogStart = Offsets.UNKNOWN;
        timers.reset(nowMs);
        lag.expect(leaderEnd, nowMs);
    }

    /** Its log is a prefix of the leader's up to {@code offset}; nothing counts before its first ack (R9). */
    void reconciled(UUID directory, long offset, int epoch) {
        directoryId = directory;
        acked = offset;
        startOffset = offset;
        startEpoch = epoch;
        rewind(offset, epoch);
    }

    /** Go back: everything from {@code offset} on is pushed again. */
    void rewind(long offset, int epoch) {
        next = offset;
        nextEpoch = epoch;
        inFlight.reset(offset);
        settleCredit();
    }

    /** The epoch of the record before {@code offset} where the session began, else {@code fromLog}. */
    int epochBefore(long offset, int fromLog) {
        return offset == startOffset ? startEpoch : fromLog;
    }

    /** A push of {@code bytes} left. */
    void pushed(long endOffset, int lastEpoch, int bytes, long nowMs) {
        if (inFlight.bytes() == 0) {
            timers.waitFrom(nowMs);
        }
        if (bytes > 0) {
            inFlight.add(endOffset, bytes);
            settleCredit();
        }
        next = endOffset;
        nextEpoch = lastEpoch;
        timers.pushed(nowMs);
    }

    /** Nobody waits for its acknowledgements any more: it is no replica now, or this is no leader. */
    void leave() {
        left = true;
        settleCredit();
    }

    /** Everybody else's credit follows every change of what is in flight here. */
    private void settleCredit() {
        long bytes = left ? 0 : inFlight.bytes();
        if (bytes != credited) {
            credit.moved(brokerId, bytes - credited);
            credited = bytes;
        }
    }

    /** True if its broker may be sent {@code bytes} more. With nothing in flight it may always: nothing else wakes it. */
    boolean hasRoom(int bytes) {
        return inFlight.bytes() == 0 || credit.hasRoom(brokerId, bytes);
    }

    long inFlightBytes() {
        return inFlight.bytes();
    }

    /** R2: the incarnation gate of acknowledgements. */
    boolean counts(ReplicaFrame.Ack ack) {
        return phase != Phase.PROBING
                && ack.session() == session
                && ack.brokerEpoch() == brokerEpoch
                && ack.directoryId().equals(directoryId);
    }

    /** Forced bytes do not matter any more: what it has appended counts. */
    void countAppended() {
        if (counted != Offsets.UNKNOWN) {
            counted = Math.max(counted, acked);
        }
    }

    /** R4: cumulative, monotone within the session. */
    void acknowledged(ReplicaFrame.Ack ack, boolean durable, long leaderEnd, long nowMs) {
        if (ack.logEndOffset() > acked) {
            doubted = false;
            acked = ack.logEndOffset();
            inFlight.releaseTo(acked);
            settleCredit();
            timers.progress(nowMs);
        }
        counted = Math.max(counted, durable ? ack.durableOffset() : ack.logEndOffset());
        ackedHighWatermark = Math.max(ackedHighWatermark, ack.highWatermark());
        lag.reached(counted, leaderEnd, nowMs);
    }

    @Override
    public String toString() {
        return "broker " + brokerId + " " + phase + " epoch " + brokerEpoch + " session " + session + " acked " + acked
                + " counted " + counted + " next " + next + " in flight " + inFlight.bytes()
                + (reading ? " reading" : "");
    }
}
