package io.sampo.replication;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.records.RecordBatch;
import io.sampo.replication.FollowerProgress.Phase;
import io.sampo.replication.log.ByteLedger;
import io.sampo.replication.log.ProducerFence.Verdict;
import io.sampo.replication.log.ReplicaLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one replica that may assign offsets in its leader epoch. It hands batches to its log and to its followers, counts what
 * they acknowledge, and answers when the high watermark says so (R6, R24).
 */
final class Leader implements ReplicaRole {
    private static final int RECENT_ENTRIES = 1024;

    private final PartitionReplica replica;
    private final ReplicaLog log;
    private final ReplicaEffects effects;
    private final int epoch;
    private final long epochStart;
    private final InSyncReplicas isr;
    private final ByteLedger recent;
    private final Pusher pusher;
    private final IsrReview review;
    private final PendingProduces awaitingAppend = new PendingProduces();
    private final PendingProduces awaitingCommit = new PendingProduces();
    private final PendingFetches fetches = new PendingFetches();
    private List<FollowerProgress> followers = List.of();

    Leader(PartitionReplica replica) {
        this.replica = replica;
        this.log = replica.log();
        this.effects = replica.effects();
        this.epoch = replica.metadata().leaderEpoch();
        this.epochStart = log.assignedEnd();
        this.isr = new InSyncReplicas(replica.self().brokerId());
        this.recent = new ByteLedger(epochStart, RECENT_ENTRIES);
        this.pusher = new Pusher(replica, epoch, isr, recent);
        this.review = new IsrReview(replica, isr, epochStart);
    }

    /** Begins the epoch in the log and asks every follower for its tail. Nothing of earlier epochs counts (R9, H16). */
    void start(long nowMs) {
        log.begin(epoch);
        effects.beginEpoch(epoch);
        update(replica.metadata(), nowMs);
    }

    @Override
    public PartitionReplica replica() {
        return replica;
    }

    @Override
    public void update(ReplicaMetadata before, long nowMs) {
        ReplicaMetadata metadata = replica.metadata();
        isr.update(metadata);
        // Several changes in one: a follower may have been removed and added again in between (H16, H60).
        boolean skipped = metadata.state().partitionEpoch() > before.state().partitionEpoch() + 1;
        List<FollowerProgress> next = new ArrayList<>();
        for (int broker : metadata.state().replicas()) {
            if (broker != replica.self().brokerId()) {
                FollowerProgress known = follower(broker);
                FollowerProgress follower =
                        known == null ? new FollowerProgress(broker, effects.followerCredit()) : known;
                boolean anew = follower.updateBrokerEpoch(metadata.brokerEpoch(broker));
                next.add(follower);
                if (known == null || anew || (skipped && !isr.contains(broker))) {
                    pusher.open(follower, nowMs);
                }
            }
        }
        followers.stream().filter(known -> !next.contains(known)).forEach(pusher::leave);
        followers = next;
        if (before.durable() && !metadata.durable()) {
            followers.forEach(FollowerProgress::countAppended);
            awaitingAppend.complete(ownEnd(), effects);
        }
        advanceHighWatermark(nowMs);
        review.consider(followers, nowMs);
    }

    /** R24: what lies below the high watermark is committed whoever leads; of the rest nobody here can know. */
    @Override
    public void leave(ErrorCode error) {
        followers.forEach(pusher::leave);
        awaitingCommit.complete(log.highWatermark(), effects);
        awaitingAppend.fail(error, effects);
        awaitingCommit.fail(error, effects);
        fetches.fail(error, effects);
    }

    @Override
    public void produce(long requestId, Acks acks, int leaderEpoch, ByteBuffer batches, long timeoutMs, long nowMs) {
        ErrorCode refusal = refusalOfProduce(acks, leaderEpoch);
        RecordBatch first = RecordBatch.at(batches, batches.position());
        Verdict verdict = refusal == ErrorCode.NONE ? log.producers().check(first) : Verdict.NEW;
        refusal = refusal == ErrorCode.NONE ? verdict.error() : refusal;
        if (refusal != ErrorCode.NONE) {
            effects.produced(requestId, refusal, Offsets.UNKNOWN);
            return;
        }
        long deadlineMs = timeoutMs >= Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + timeoutMs;
        if (verdict == Verdict.DUPLICATE) {
            long original = log.producers().originalOffset(first);
            await(requestId, acks, original, original + first.lastOffsetDelta() + 1, deadlineMs);
            return;
        }
        long base = log.assignedEnd();
        assign(batches, nowMs);
        recent.add(log.assignedEnd(), batches.remaining());
        await(requestId, acks, base, log.assignedEnd(), deadlineMs);
        for (int i = 0; i < followers.size(); i++) {
            pusher.offer(followers.get(i), base, batches, nowMs);
        }
        effects.append(batches, log.assignedEnd());
    }

    @Override
    public void fetch(PendingFetches.Waiting fetch, int leaderEpoch, long nowMs) {
        ErrorCode refusal = refusalOfRead(leaderEpoch);
        if (refusal == ErrorCode.NONE && isOutOfRange(fetch.fromOffset())) {
            refusal = ErrorCode.OFFSET_OUT_OF_RANGE;
        }
        long highWatermark = log.highWatermark();
        if (refusal != ErrorCode.NONE) {
            effects.fetched(fetch.requestId(), refusal);
        } else if (PendingFetches.hasEnough(fetch.fromOffset(), fetch.minBytes(), highWatermark, recent)) {
            boolean young = recent.bytesFrom(fetch.fromOffset()) != Long.MAX_VALUE;
            effects.serveFetch(fetch.requestId(), fetch.fromOffset(), fetch.maxBytes(), highWatermark, young);
        } else if (fetch.deadlineMs() > nowMs
                && fetches.size() < replica.settings().pendingFetchesMax()) {
            fetches.add(fetch);
        } else if (fetch.fromOffset() < highWatermark) {
            effects.serveFetch(fetch.requestId(), fetch.fromOffset(), fetch.maxBytes(), highWatermark, true);
        } else {
            effects.fetched(fetch.requestId(), nothingNew());
        }
    }

    @Override
    public void cancelFetch(long requestId) {
        fetches.cancel(requestId);
    }

    @Override
    public void ask(OffsetQuestion question) {
        ErrorCode refusal = refusalOfRead(question.leaderEpoch());
        if (refusal != ErrorCode.NONE) {
            effects.offsetListed(question.requestId(), refusal, Offsets.UNKNOWN);
            return;
        }
        question.answer(log, showsAll(), effects);
    }

    @Override
    public void fromFollower(int fromBroker, ReplicaFrame frame, long nowMs) {
        FollowerProgress follower = follower(fromBroker);
        if (follower == null) {
            return;
        }
        if (frame instanceof ReplicaFrame.Ack ack) {
            acknowledged(follower, ack, nowMs);
        } else if (frame instanceof ReplicaFrame.Tail tail) {
            if (follower.phase() == Phase.PROBING
                    && tail.session() == follower.session()
                    && tail.brokerEpoch() == follower.brokerEpoch()) {
                follower.lag.heard(nowMs);
                pusher.reconcile(follower, tail, nowMs);
            }
        } else if (frame instanceof ReplicaFrame.Nack nack && nack.brokerEpoch() == follower.brokerEpoch()) {
            refused(follower, nack, nowMs);
        }
    }

    @Override
    public void epochBegun(int leaderEpoch, long nowMs) {
        pusher.epochBegun(leaderEpoch, followers, nowMs);
    }

    @Override
    public void appended(long nowMs) {
        awaitingAppend.complete(ownEnd(), effects);
        advanceHighWatermark(nowMs);
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            if (follower.next < log.logEnd()) {
                pusher.pump(follower, nowMs);
            }
        }
    }

    @Override
    public void flushed(long nowMs) {
        awaitingAppend.complete(ownEnd(), effects);
        advanceHighWatermark(nowMs);
    }

    @Override
    public void batchesRead(int broker, long session, long fromOffset, @Nullable ByteBuffer batches, long nowMs) {
        FollowerProgress follower = follower(broker);
        if (follower != null && follower.session() == session) {
            pusher.batchesRead(follower, fromOffset, batches, nowMs);
            // Where the host answers within the call this does nothing: the loop that asked goes on by itself.
            pusher.pump(follower, nowMs);
        }
    }

    @Override
    public void isrRefused(int partitionEpoch, ErrorCode error, long nowMs) {
        if (isr.refused(partitionEpoch, error)) {
            review.refused(nowMs);
            advanceHighWatermark(nowMs);
        }
    }

    @Override
    public void tick(long nowMs) {
        ErrorCode late = isr.hasMinimum() ? ErrorCode.REQUEST_TIMED_OUT : ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
        awaitingAppend.expire(nowMs, ErrorCode.REQUEST_TIMED_OUT, effects);
        awaitingCommit.expire(nowMs, late, effects);
        fetches.expire(nowMs, log.highWatermark(), nothingNew(), effects);
        for (int i = 0; i < followers.size(); i++) {
            pusher.tick(followers.get(i), nowMs);
        }
        review.consider(followers, nowMs);
    }

    @Override
    public long nextDeadlineMs() {
        long deadline = Math.min(awaitingAppend.nextDeadlineMs(), awaitingCommit.nextDeadlineMs());
        deadline = Math.min(deadline, fetches.nextDeadlineMs());
        for (int i = 0; i < followers.size(); i++) {
            deadline = Math.min(deadline, pusher.deadlineMs(followers.get(i)));
        }
        return Math.min(deadline, review.deadlineMs(followers));
    }

    @Override
    public long largestLag() {
        return followers.stream().mapToLong(one -> one.lag(log)).max().orElse(0);
    }

    @Override
    public boolean waitsFor(int brokerId) {
        return isr.maximalContains(brokerId);
    }

    private void assign(ByteBuffer batches, long nowMs) {
        RecordBatch view = new RecordBatch();
        int at = batches.position();
        while (at < batches.limit()) {
            view.wrap(batches, at);
            view.assign(log.assignedEnd(), epoch);
            log.assign(view, nowMs);
            at = view.end();
        }
    }

    /** When is a produce answered? A repeated batch like the original: not before it is committed (H70). */
    private void await(long requestId, Acks acks, long base, long end, long deadlineMs) {
        long passed = acks == Acks.ALL ? log.highWatermark() : ownEnd();
        if (acks == Acks.NONE) {
            return;
        }
        if (end <= passed) {
            effects.produced(requestId, ErrorCode.NONE, base);
        } else {
            (acks == Acks.ALL ? awaitingCommit : awaitingAppend).add(requestId, base, end, deadlineMs);
        }
    }

    private void acknowledged(FollowerProgress follower, ReplicaFrame.Ack ack, long nowMs) {
        if (!follower.counts(ack) || ack.logEndOffset() > log.assignedEnd()) {
            return;
        }
        follower.acknowledged(ack, replica.metadata().durable(), log.assignedEnd(), nowMs);
        long acked = follower.acked();
        if (follower.next < acked) {
            // A resend was on its way although the first copy had arrived.
            follower.rewind(acked, follower.epochBefore(acked, log.epochAt(acked - 1)));
        }
        advanceHighWatermark(nowMs);
        if (!isr.contains(follower.brokerId())) {
            review.consider(followers, nowMs);
        }
        pusher.pump(follower, nowMs);
    }

    private void refused(FollowerProgress follower, ReplicaFrame.Nack nack, long nowMs) {
        follower.lag.heard(nowMs);
        boolean current = nack.session() == follower.session() && follower.phase() != Phase.PROBING;
        switch (nack.reason()) {
            case NO_SESSION -> {
                if (nack.session() < 0 && follower.phase() == Phase.PROBING) {
                    pusher.probe(follower, nowMs);
                } else if (nack.session() < 0 || current) {
                    pusher.open(follower, nowMs);
                }
            }
            case GAP, CORRUPT -> {
                follower.doubted |= nack.reason() == ReplicaFrame.Reason.CORRUPT;
                if (current && nack.offset() >= follower.acked()) {
                    pusher.resend(follower, nack.offset(), nowMs);
                }
            }
            case DIVERGED -> {
                if (current) {
                    pusher.open(follower, nowMs);
                }
            }
            case STORAGE -> {
                pusher.lost(follower, nowMs);
                follower.lag.giveUp(nowMs, replica.settings().inSync().lagTimeMaxMs());
                review.consider(followers, nowMs);
            }
            // It has other news than we do; the probe is repeated until the metadata agree.
            case AHEAD, FENCED, WRONG_ID -> {}
        }
    }

    /** H29: what counts of the leader's own log. */
    private long ownEnd() {
        return replica.metadata().durable() ? log.durableEnd() : log.logEnd();
    }

    private void advanceHighWatermark(long nowMs) {
        long before = log.highWatermark();
        if (log.raiseHighWatermark(HighWatermark.of(isr, followers, ownEnd()))) {
            awaitingCommit.complete(log.highWatermark(), effects);
            fetches.advanced(log.highWatermark(), recent, effects);
            if (before < epochStart && showsAll()) {
                review.consider(followers, nowMs);
            }
        }
    }

    private ErrorCode refusalOfProduce(Acks acks, int leaderEpoch) {
        if (acks == Acks.ALL && !isr.hasPromised()) {
            return ErrorCode.NOT_ENOUGH_REPLICAS;
        }
        if (acks != Acks.ALL && !replica.isFeedFresh()) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        if (acks != Acks.NONE
                && awaitingAppend.size() + awaitingCommit.size()
                        >= replica.settings().pendingProducesMax()) {
            return ErrorCode.NOT_ENOUGH_REPLICAS;
        }
        return refusalOfEpoch(leaderEpoch);
    }

    private ErrorCode refusalOfRead(int leaderEpoch) {
        return replica.isFeedFresh() ? refusalOfEpoch(leaderEpoch) : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    private ErrorCode refusalOfEpoch(int leaderEpoch) {
        if (leaderEpoch == Offsets.NO_EPOCH || leaderEpoch == epoch) {
            return ErrorCode.NONE;
        }
        return leaderEpoch < epoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
    }

    /** H26: an offset up to the log end is never out of range, though it may not be shown yet. */
    private boolean isOutOfRange(long offset) {
        return offset < log.logStart() || offset > log.assignedEnd();
    }

    /** H26, R23: until everything that was here at the start is committed, nobody can say where the log ends for readers. */
    private boolean showsAll() {
        return log.highWatermark() >= epochStart;
    }

    private ErrorCode nothingNew() {
        return showsAll() ? ErrorCode.NONE : ErrorCode.OFFSET_NOT_AVAILABLE;
    }

    private @Nullable FollowerProgress follower(int broker) {
        for (int i = 0; i < followers.size(); i++) {
            if (followers.get(i).brokerId() == broker) {
                return followers.get(i);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "leader of epoch " + epoch + " from " + epochStart + " isr " + isr.members() + " proposed "
                + isr.proposed() + " followers " + followers;
    }
}
