package io.sampo.replication;

import io.sampo.model.Offsets;
import io.sampo.records.RecordBatch;
import io.sampo.replication.FollowerProgress.Phase;
import io.sampo.replication.ReplicaFrame.LogEnd;
import io.sampo.replication.log.ByteLedger;
import io.sampo.replication.log.EpochHistory;
import io.sampo.replication.log.ReplicaLog;
import io.sampo.replication.pace.PushSettings;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a leader brings its followers to its own log end: probe, reconcile, catch up from the log by credit, then push what
 * is appended as it is appended. Within one session the pushes to a follower form one chain; whatever breaks it is sent
 * again from the last acknowledged offset (go-back-N).
 */
final class Pusher {
    /** Unanswered resends after which small probes take the place of big pushes. */
    private static final int RESENDS_MAX = 3;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final PartitionReplica replica;
    private final ReplicaLog log;
    private final PushSettings settings;
    private final int epoch;
    private final CatchUpPace pace;
    private final ByteLedger recent;
    private boolean pumping;
    private boolean begun;

    /** Where the batch begins in which the log start lies, for the log start for which that was found out. */
    private long firstBatch = Offsets.UNKNOWN;

    private long firstBatchOfStart = Offsets.UNKNOWN;

    /** Pushes of the leader epoch {@code epoch}; {@code recent} knows the bytes at the young end of the log. */
    Pusher(PartitionReplica replica, int epoch, InSyncReplicas isr, ByteLedger recent) {
        this.replica = replica;
        this.log = replica.log();
        this.settings = replica.settings().push();
        this.epoch = epoch;
        this.pace = new CatchUpPace(replica, isr);
        this.recent = recent;
    }

    /**
     * The log says that the epoch began, and pushes may leave: had this replica to start anew before, it would lead the
     * epoch again, and push other records under the same numbers (R20, P06). What waited for that leaves at once.
     */
    void epochBegun(int leaderEpoch, List<FollowerProgress> followers, long nowMs) {
        if (leaderEpoch != epoch) {
            return;
        }
        begun = true;
        for (FollowerProgress follower : followers) {
            if (follower.phase() != Phase.PROBING) {
                goOn(follower, nowMs);
            }
        }
    }

    /** A new session: nothing is known of the follower until it answers the probe (R2). */
    void open(FollowerProgress follower, long nowMs) {
        pace.release(follower);
        follower.open(replica.nextSession(), log.assignedEnd(), nowMs);
        probe(follower, nowMs);
    }

    /** It is no follower any more. */
    void leave(FollowerProgress follower) {
        pace.release(follower);
        follower.leave();
    }

    /** Its disk failed, and it goes on saying so: it is probed at the pace of probes, and not after each of its words. */
    void lost(FollowerProgress follower, long nowMs) {
        if (follower.phase() != Phase.PROBING) {
            open(follower, nowMs);
        }
    }

    /** Asks again for the tail; a follower without a current broker epoch could not answer in a way that counts. */
    void probe(FollowerProgress follower, long nowMs) {
        follower.timers.probed(nowMs, settings.probeRetryMs());
        if (follower.brokerEpoch() >= 0) {
            replica.effects()
                    .send(
                            follower.brokerId(),
                            new ReplicaFrame.Probe(
                                    replica.self().partition(),
                                    epoch,
                                    replica.self().brokerEpoch(),
                                    follower.session()));
        }
    }

    /**
     * R5: where do both logs agree? At the follower's end if its last epoch reaches as far here; else it has to cut, and
     * to say its tail again, until they do: one lookup may land on a point that is not common (KIP-279, H03).
     */
    void reconcile(FollowerProgress follower, ReplicaFrame.Tail tail, long nowMs) {
        long end = tail.logEndOffset();
        LogEnd judged = new LogEnd(end, tail.lastEpoch());
        if (tail.lastEpoch() == Offsets.NO_EPOCH) {
            // An empty log: new, or emptied because an earlier leader no longer had what lay below. Where it stands was
            // committed then, and is here, also where our own high watermark has not come back to it yet.
            if (end == firstOffset() || (end > log.logStart() && end <= log.logEnd())) {
                begin(follower, tail, nowMs);
            } else {
                cut(follower, judged, Offsets.NO_EPOCH, firstOffset(), true);
            }
            return;
        }
        EpochHistory.Bound bound = log.endOf(tail.lastEpoch());
        if (end < log.logStart() || bound.epoch() == Offsets.NO_EPOCH || bound.endOffset() < log.logStart()) {
            cut(follower, judged, Offsets.NO_EPOCH, firstOffset(), true);
        } else if (bound.epoch() == tail.lastEpoch() && end <= bound.endOffset()) {
            begin(follower, tail, nowMs);
        } else {
            cut(follower, judged, bound.epoch(), Math.min(bound.endOffset(), end), false);
        }
    }

    /** Just assigned and not yet written: it goes to whoever is live and has credit; the others get it from the log. */
    void offer(FollowerProgress follower, long baseOffset, ByteBuffer batches, long nowMs) {
        follower.lag.expect(log.assignedEnd(), nowMs);
        if (!begun
                || follower.phase() != Phase.LIVE
                || follower.next != baseOffset
                || nowMs < pace.openAtMs(follower)) {
            return;
        }
        long inFlight = follower.inFlightBytes();
        boolean hasRoom = inFlight == 0
                || (inFlight + batches.remaining() <= settings.windowBytes() && follower.hasRoom(batches.remaining()));
        if (hasRoom && pace.reserve(follower, batches.remaining(), nowMs) > 0) {
            push(follower, batches.duplicate(), log.assignedEnd(), epoch, nowMs);
        }
    }

    /** Reads from the log what the follower lacks, as far as its credit goes (R17). */
    void pump(FollowerProgress follower, long nowMs) {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!follower.reading && readyToRead(follower, nowMs) && ask(follower, nowMs)) {
            // A host that answers within the call has the loop go on; else the answer does.
        }
        pumping = false;
    }

    /** False if the follower has no credit now. */
    private boolean ask(FollowerProgress follower, long nowMs) {
        boolean live = follower.phase() == Phase.LIVE;
        int limit = live ? settings.windowBytes() : settings.catchUpBytes();
        long credit = limit - follower.inFlightBytes();
        // Not in crumbs: wait until a quarter of the credit is back.
        if (follower.inFlightBytes() > 0 && credit < limit / 4) {
            return false;
        }
        int maxBytes = (int) Math.max(1, Math.min(credit, settings.pushBytesMax()));
        // Its own next acknowledgement has it ask again.
        if (!follower.hasRoom(maxBytes)) {
            return false;
        }
        maxBytes = pace.reserve(follower, maxBytes, nowMs);
        if (maxBytes == 0) {
            return false;
        }
        follower.reading = true;
        replica.effects()
                .readForPush(
                        follower.brokerId(),
                        follower.session(),
                        readFrom(follower),
                        maxBytes,
                        log.logEnd(),
                        live && !follower.doubted);
        return true;
    }

    /** What {@link #pump} asked for; null if it could not be read now. */
    void batchesRead(FollowerProgress follower, long fromOffset, @Nullable ByteBuffer batches, long nowMs) {
        follower.reading = false;
        if (readFrom(follower) != fromOffset) {
            pace.release(follower);
            return;
        }
        if (batches == null || !batches.hasRemaining()) {
            pace.release(follower);
            follower.timers.refused(nowMs);
            return;
        }
        RecordBatch view = RecordBatch.at(batches, batches.position());
        if (view.baseOffset() < follower.next && view.baseOffset() < log.logStart()) {
            // Our log start lies within a batch (DeleteRecords): an empty follower begins where that batch does.
            firstBatch = view.baseOffset();
            firstBatchOfStart = log.logStart();
            open(follower, nowMs);
            return;
        }
        if (view.baseOffset() < follower.next) {
            // The follower ends within a batch of ours: that cannot be one of its own. It is cut in a session of its
            // own, for it obeys no truncation that may come behind a push (R5).
            LogEnd judged = new LogEnd(follower.next, follower.nextEpoch);
            open(follower, nowMs);
            cut(follower, judged, log.epochAt(view.baseOffset() - 1), view.baseOffset(), false);
            return;
        }
        while (view.end() < batches.limit()) {
            view.wrap(batches, view.end());
        }
        push(follower, batches, view.nextOffset(), view.leaderEpoch(), nowMs);
    }

    /** Something was lost behind {@code offset}: everything from there again, one resend at a time (H39). */
    void resend(FollowerProgress follower, long offset, long nowMs) {
        if (offset > log.assignedEnd() || !follower.timers.mayResend(nowMs, settings.resendMs())) {
            return;
        }
        follower.timers.resent(nowMs);
        if (follower.timers.resends() > RESENDS_MAX) {
            open(follower, nowMs);
            return;
        }
        follower.rewind(offset, follower.epochBefore(offset, log.epochAt(offset - 1)));
        pump(follower, nowMs);
        if (follower.inFlightBytes() == 0 && !follower.reading) {
            trail(follower, nowMs);
        }
    }

    /** No batches, only the high watermark and a place to answer for. */
    void trail(FollowerProgress follower, long nowMs) {
        if (begun) {
            push(follower, NOTHING, follower.next, follower.nextEpoch, nowMs);
        }
    }

    void tick(FollowerProgress follower, long nowMs) {
        if (nowMs < deadlineMs(follower)) {
            return;
        }
        if (follower.phase() == Phase.PROBING) {
            probe(follower, nowMs);
        } else if (follower.inFlightBytes() > 0 && nowMs >= follower.timers.resendAtMs(settings.resendMs())) {
            resend(follower, follower.acked(), nowMs);
        } else if (readyToRead(follower, nowMs)) {
            pump(follower, nowMs);
        } else if (owesTrailing(follower)) {
            trail(follower, nowMs);
        }
    }

    long deadlineMs(FollowerProgress follower) {
        if (follower.brokerEpoch() < 0) {
            return Long.MAX_VALUE;
        }
        if (follower.phase() == Phase.PROBING) {
            return follower.timers.probeAtMs();
        }
        if (!begun) {
            return Long.MAX_VALUE;
        }
        long deadline = Long.MAX_VALUE;
        if (follower.inFlightBytes() > 0) {
            deadline = follower.timers.resendAtMs(settings.resendMs());
        } else if (owesTrailing(follower)) {
            deadline = follower.timers.lastPushMs() + settings.trailingMs();
        }
        if (!follower.reading && follower.next < log.logEnd() && follower.inFlightBytes() == 0) {
            deadline = Math.min(deadline, pace.openAtMs(follower));
        }
        return deadline;
    }

    /**
     * H28: the last high watermark is pushed until it is acknowledged; then there is silence. A log start that moved while
     * nothing is written is pushed too, or followers would keep for ever what retention took (R16).
     */
    private boolean owesTrailing(FollowerProgress follower) {
        return follower.inFlightBytes() == 0
                && follower.next == log.assignedEnd()
                && (follower.counted() < follower.acked()
                        || follower.ackedHighWatermark() < log.highWatermark()
                        || follower.pushedLogStart < log.logStart());
    }

    private void begin(FollowerProgress follower, ReplicaFrame.Tail tail, long nowMs) {
        follower.reconciled(tail.directoryId(), tail.logEndOffset(), tail.lastEpoch());
        follower.timers.progress(nowMs);
        follower.lag.returned(log.assignedEnd(), nowMs);
        follower.phase(backlogBytes(follower) <= settings.windowBytes() / 2 ? Phase.LIVE : Phase.CATCHING_UP);
        goOn(follower, nowMs);
    }

    private void goOn(FollowerProgress follower, long nowMs) {
        pump(follower, nowMs);
        // What was read may have sent it back to be probed: a push now would come in the way of the truncation.
        if (follower.phase() != Phase.PROBING && follower.inFlightBytes() == 0 && !follower.reading) {
            trail(follower, nowMs);
        }
    }

    private void cut(FollowerProgress follower, LogEnd judged, int commonEpoch, long offset, boolean restart) {
        replica.effects()
                .send(
                        follower.brokerId(),
                        new ReplicaFrame.Truncate(
                                replica.self().partition(),
                                epoch,
                                replica.self().brokerEpoch(),
                                follower.session(),
                                judged,
                                commonEpoch,
                                offset,
                                restart));
    }

    /** Whether the log has something for the follower, and moves it between the streams at acknowledged offsets only. */
    private boolean readyToRead(FollowerProgress follower, long nowMs) {
        if (!begun
                || follower.phase() == Phase.PROBING
                || follower.next >= log.logEnd()
                || nowMs < pace.openAtMs(follower)) {
            return false;
        }
        if (follower.next < firstOffset()) {
            open(follower, nowMs);
            return false;
        }
        boolean drained = follower.inFlightBytes() == 0;
        long backlog = backlogBytes(follower);
        if (follower.phase() == Phase.LIVE && backlog > settings.windowBytes()) {
            if (drained) {
                follower.phase(Phase.CATCHING_UP);
            }
            return drained;
        }
        if (follower.phase() == Phase.CATCHING_UP && backlog <= settings.windowBytes() / 2) {
            if (drained) {
                follower.phase(Phase.LIVE);
            }
            return drained;
        }
        return true;
    }

    /** Where a log has to begin that is to be like this one; below the log start where that lies within a batch. */
    private long firstOffset() {
        return firstBatchOfStart == log.logStart() ? firstBatch : log.logStart();
    }

    /** Nothing can be read below the log start; the batch in which it lies is read whole. */
    private long readFrom(FollowerProgress follower) {
        return Math.max(follower.next, log.logStart());
    }

    private long backlogBytes(FollowerProgress follower) {
        return follower.next == log.assignedEnd() ? 0 : recent.bytesFrom(follower.next);
    }

    private void push(FollowerProgress follower, ByteBuffer batches, long end, int lastEpoch, long nowMs) {
        ReplicaFrame frame = new ReplicaFrame.Push(
                replica.self().partition(),
                epoch,
                replica.self().brokerEpoch(),
                follower.session(),
                follower.next,
                follower.nextEpoch,
                log.highWatermark(),
                log.logStart(),
                follower.phase() == Phase.CATCHING_UP,
                batches);
        if (replica.effects().send(follower.brokerId(), frame)) {
            pace.left(follower, batches.remaining());
            follower.pushed(end, lastEpoch, batches.remaining(), nowMs);
            follower.pushedLogStart = log.logStart();
        } else {
            pace.release(follower);
            follower.timers.refused(nowMs);
            follower.timers.pushed(nowMs);
        }
    }
}
