package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.records.BatchValidation;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.RecordBatch;
import io.sampo.replication.ReplicaFrame.Reason;
import io.sampo.replication.log.EpochHistory;
import io.sampo.replication.log.ReplicaLog;
import io.sampo.replication.pace.PushTimers;
import java.nio.ByteBuffer;

/**
 * A replica that obeys the leader of its epoch: it says its tail, cuts where it is told to (R5), appends what follows its
 * own end (R3) and acknowledges what is written, cumulatively (R4). Everything that does not fit is said, never guessed.
 */
final class Follower implements ReplicaRole {
    private static final long NO_SESSION = -1;

    private final PartitionReplica replica;
    private final ReplicaLog log;
    private long session = NO_SESSION;
    private long leaderHighWatermark = Offsets.UNKNOWN;
    private long leaderLogStart = Offsets.UNKNOWN;
    private boolean pushedTo;
    private boolean owesTail;
    private final PushTimers timers = new PushTimers();

    Follower(PartitionReplica replica) {
        this.replica = replica;
        this.log = replica.log();
    }

    @Override
    public PartitionReplica replica() {
        return replica;
    }

    /** The leader began anew under the same epoch, or stops: its sessions of before are void. */
    @Override
    public void update(ReplicaMetadata before, long nowMs) {
        int leader = replica.metadata().leader();
        if (before.brokerEpoch(leader) != replica.metadata().brokerEpoch(leader)) {
            session = NO_SESSION;
            pushedTo = false;
            timers.reset(nowMs);
            announce(nowMs);
        }
    }

    /**
     * Tells the leader that somebody waits for its probe, so that a failover does not wait for a timer. Said again until the
     * probe comes: a leader that does not know that this replica began anew, and has nothing to push, would never send one.
     */
    void announce(long nowMs) {
        timers.probed(nowMs, replica.settings().push().probeRetryMs());
        ReplicaMetadata metadata = replica.metadata();
        replica.effects()
                .send(metadata.leader(), replica.nackOf(metadata.leaderEpoch(), NO_SESSION, Reason.NO_SESSION, -1, -1));
    }

    @Override
    public void tick(long nowMs) {
        if (session == NO_SESSION && nowMs >= timers.probeAtMs()) {
            announce(nowMs);
        }
    }

    @Override
    public long nextDeadlineMs() {
        return session == NO_SESSION ? timers.probeAtMs() : Long.MAX_VALUE;
    }

    @Override
    public void fromLeader(int fromBroker, ReplicaFrame frame, long nowMs) {
        if (replica.isTruncating()) {
            return;
        }
        if (frame instanceof ReplicaFrame.Push push) {
            pushed(push, nowMs);
        } else if (frame instanceof ReplicaFrame.Probe probe) {
            probed(probe);
        } else if (frame instanceof ReplicaFrame.Truncate truncate) {
            cut(truncate);
        }
    }

    /** What was handed to the host is written, or cut. */
    @Override
    public void appended(long nowMs) {
        log.raiseHighWatermark(leaderHighWatermark);
        followLogStart();
        if (owesTail) {
            sayTail();
        } else if (pushedTo) {
            acknowledge();
        }
    }

    @Override
    public void flushed(long nowMs) {
        if (pushedTo) {
            acknowledge();
        }
    }

    private void probed(ReplicaFrame.Probe probe) {
        if (probe.session() < session) {
            return;
        }
        if (probe.session() > session) {
            session = probe.session();
            pushedTo = false;
            leaderHighWatermark = Offsets.UNKNOWN;
        }
        sayTail();
    }

    /** While something is still being written the tail is not known; it is said when it is. */
    private void sayTail() {
        owesTail = log.isWriting();
        if (owesTail) {
            return;
        }
        ReplicaIdentity self = replica.self();
        send(new ReplicaFrame.Tail(
                self.partition(),
                replica.metadata().leaderEpoch(),
                self.brokerEpoch(),
                self.directoryId(),
                session,
                log.logEnd(),
                log.lastEpoch()));
    }

    /**
     * R5. Only before the first push of the session, and only the log that was judged: a truncation that comes late, perhaps to a
     * replica that was started again meanwhile, would cut what was acknowledged since. But a
     * leader whose log start has passed this end meanwhile has nothing else to say, and takes nothing that it holds itself.
     */
    private void cut(ReplicaFrame.Truncate truncate) {
        if (truncate.session() != session || log.isWriting()) {
            return;
        }
        boolean isPassed = truncate.restart() && truncate.offset() > log.logEnd();
        boolean isMeant = truncate.judged().equals(new ReplicaFrame.LogEnd(log.logEnd(), log.lastEpoch()));
        if (!isPassed && (pushedTo || !isMeant)) {
            return;
        }
        pushedTo = false;
        long target = truncate.restart() ? truncate.offset() : commonEnd(truncate);
        if (!isTruncationSafe(target, truncate.restart())) {
            replica.fail(
                    "told to cut to " + target + " below the high watermark " + log.highWatermark(),
                    ErrorCode.KAFKA_STORAGE_ERROR);
            return;
        }
        owesTail = true;
        replica.truncate(target, truncate.restart());
    }

    /** The end of the largest epoch that both may have, on the side where it is shorter (KIP-101, KIP-279). */
    private long commonEnd(ReplicaFrame.Truncate truncate) {
        EpochHistory.Bound own = log.endOf(truncate.commonEpoch());
        long end = own.epoch() == Offsets.NO_EPOCH ? log.logStart() : own.endOffset();
        return Math.min(Math.min(truncate.offset(), end), log.logEnd());
    }

    /** R5: what this replica knows to be committed is never cut, except after an unclean election (R12). */
    boolean isTruncationSafe(long target, boolean restart) {
        boolean takesNothing = log.isEmpty() || (restart && target >= log.logEnd());
        return takesNothing
                || target >= log.highWatermark()
                || replica.metadata().state().recovering();
    }

    private void pushed(ReplicaFrame.Push push, long nowMs) {
        if (push.session() < session) {
            return;
        }
        if (push.session() > session || session == NO_SESSION) {
            nack(push, Reason.NO_SESSION, -1, -1);
            return;
        }
        if (!isIntact(push.batches())) {
            nack(push, Reason.CORRUPT, -1, log.assignedEnd());
            return;
        }
        if (push.prevOffset() > log.assignedEnd()) {
            nack(push, Reason.GAP, -1, log.assignedEnd());
            return;
        }
        int from = firstNewByte(push);
        if (from < 0) {
            nack(push, Reason.DIVERGED, log.lastEpoch(), log.assignedEnd());
            return;
        }
        pushedTo = true;
        append(push, from, nowMs);
    }

    /** H37: the checksum of the datagram is not enough; every batch is checked before it is appended. */
    boolean isIntact(ByteBuffer batches) {
        if (!batches.hasRemaining()) {
            return true;
        }
        try {
            BatchValidation.checkIntact(batches);
            return true;
        } catch (InvalidBatchException corrupt) {
            // The nack says it; the leader sends again.
            return false;
        }
    }

    /**
     * R3, the prefix gate: where in the push the first batch lies that follows the own end. What lies before it has to be
     * there already, with the same epochs. -1 if the push does not continue this log.
     */
    int firstNewByte(ReplicaFrame.Push push) {
        long end = log.assignedEnd();
        ByteBuffer batches = push.batches();
        if (push.prevOffset() == end) {
            return push.prevEpoch() == log.lastEpoch() && continues(batches, batches.position())
                    ? batches.position()
                    : -1;
        }
        if (log.epochAt(push.prevOffset() - 1) != push.prevEpoch() && push.prevOffset() > log.logStart()) {
            return -1;
        }
        RecordBatch view = new RecordBatch();
        int at = batches.position();
        while (at < batches.limit()) {
            view.wrap(batches, at);
            if (view.baseOffset() >= end) {
                return continues(batches, at) ? at : -1;
            }
            if (view.nextOffset() > end || log.epochAt(view.baseOffset()) != view.leaderEpoch()) {
                return -1;
            }
            at = view.end();
        }
        return at;
    }

    /** The batches from {@code from} on ascend from the own end, in offsets and in epochs. */
    private boolean continues(ByteBuffer batches, int from) {
        long offset = log.assignedEnd();
        int epoch = log.lastEpoch();
        RecordBatch view = new RecordBatch();
        int at = from;
        while (at < batches.limit()) {
            view.wrap(batches, at);
            if (view.baseOffset() < offset || view.leaderEpoch() < epoch) {
                return false;
            }
            offset = view.nextOffset();
            epoch = view.leaderEpoch();
            at = view.end();
        }
        return epoch <= replica.leaderEpoch();
    }

    private void append(ReplicaFrame.Push push, int from, long nowMs) {
        ByteBuffer batches = push.batches();
        RecordBatch view = new RecordBatch();
        int at = from;
        while (at < batches.limit()) {
            view.wrap(batches, at);
            log.assign(view, nowMs);
            at = view.end();
        }
        leaderHighWatermark = Math.max(leaderHighWatermark, push.highWatermark());
        leaderLogStart = Math.max(leaderLogStart, push.logStartOffset());
        if (from < batches.limit()) {
            replica.effects().append(batches.duplicate().position(from), log.assignedEnd());
        } else {
            log.raiseHighWatermark(leaderHighWatermark);
            acknowledge();
        }
        followLogStart();
    }

    /** R16: up to the own high watermark, which may still be behind the leader's log start. */
    private void followLogStart() {
        if (leaderLogStart > log.logStart() && log.advanceStart(leaderLogStart)) {
            replica.effects().deleteBefore(log.logStart());
        }
    }

    /** H29: only what is written is acknowledged, only what is forced as durable. */
    private void acknowledge() {
        ReplicaIdentity self = replica.self();
        send(new ReplicaFrame.Ack(
                self.partition(),
                replica.metadata().leaderEpoch(),
                self.brokerEpoch(),
                self.directoryId(),
                session,
                log.logEnd(),
                log.durableEnd(),
                log.highWatermark()));
    }

    private void nack(ReplicaFrame.Push push, Reason reason, int epoch, long offset) {
        replica.nack(replica.metadata().leader(), push, reason, epoch, offset);
    }

    private void send(ReplicaFrame frame) {
        replica.effects().send(replica.metadata().leader(), frame);
    }

    @Override
    public String toString() {
        return "follower of broker " + replica.metadata().leader() + " in epoch " + replica.leaderEpoch() + " session "
                + session;
    }
}
