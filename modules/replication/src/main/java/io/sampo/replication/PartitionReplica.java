package io.sampo.replication;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.replication.log.ReplicaLog;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One replica of one partition: the machine behind {@code PartitionActor} and the simulator. Single-threaded; no I/O; time
 * is an argument, monotonic, in ms. It speaks through {@link ReplicaEffects} only.
 *
 * <p>The rules are those of REPLICATION §2.1. This class holds what both roles share: the metadata gate (R13), the epoch
 * gate (R1), and the exchange of roles.
 */
public final class PartitionReplica {
    private static final long PRODUCER_EXPIRY_MS = 24L * 60 * 60 * 1000;

    private final ReplicaIdentity self;
    private final ReplicaSettings settings;
    private final ReplicaLog log;
    private final ReplicaEffects effects;
    private final StandingReports reports = new StandingReports(this);
    private ReplicaMetadata metadata = ReplicaMetadata.NONE;
    private @Nullable ReplicaMetadata waitingMetadata;
    private ReplicaRole role = new ReplicaRole.Offline(this);
    private boolean truncating;
    private boolean flushing;
    private boolean failed;
    private boolean stopped;
    private boolean feedFresh = true;
    private long nextSession;
    private long expireAtMs = Long.MIN_VALUE;

    /**
     * A replica whose log was found as {@code found}; offline until {@link #apply}.
     *
     * @param storedHighWatermark last checkpoint, or -1; nothing is ever cut because of it (H01)
     */
    public PartitionReplica(
            ReplicaIdentity self,
            ReplicaSettings settings,
            RecoveredLog found,
            long storedHighWatermark,
            ReplicaEffects effects) {
        this.self = self;
        this.settings = settings;
        this.log = new ReplicaLog(found, storedHighWatermark);
        this.effects = effects;
        this.nextSession = self.firstSession();
    }

    /** What the metadata log says now; older news are dropped (R13). While the log is being cut, they wait. */
    public void apply(ReplicaMetadata next, long nowMs) {
        ReplicaMetadata newest = waitingMetadata == null ? metadata : waitingMetadata;
        if (!ReplicaMetadata.isNewer(next, newest)) {
            return;
        }
        if (truncating && !failed) {
            waitingMetadata = next;
            return;
        }
        reports.clear();
        ReplicaMetadata before = metadata;
        metadata = next;
        waitingMetadata = null;
        if (stopped) {
            return;
        }
        if (failed) {
            reports.resignIfNamed("it has failed before", nowMs);
            reports.sayTailIfAsked(nowMs);
            return;
        }
        boolean sameTerm = before.leaderEpoch() == next.leaderEpoch() && before.leader() == next.leader();
        if (sameTerm && isCurrentMember() && !(role instanceof ReplicaRole.Offline)) {
            role.update(before, nowMs);
        } else {
            enter(nowMs);
        }
        reports.sayTailIfAsked(nowMs);
        flushWhatCounts();
    }

    /** Append; answered by {@link ReplicaEffects#produced}. The batches passed {@code BatchValidation}. */
    public void produce(long requestId, Acks acks, int leaderEpoch, ByteBuffer batches, long timeoutMs, long nowMs) {
        role.produce(requestId, acks, leaderEpoch, batches, timeoutMs, nowMs);
    }

    /** Read; answered by {@link ReplicaEffects#serveFetch} or {@link ReplicaEffects#fetched}, at the latest after the wait. */
    public void fetch(
            long requestId, int leaderEpoch, long fromOffset, int maxBytes, int minBytes, long maxWaitMs, long nowMs) {
        long deadline = maxWaitMs >= Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + maxWaitMs;
        role.fetch(new PendingFetches.Waiting(requestId, fromOffset, maxBytes, minBytes, deadline), leaderEpoch, nowMs);
    }

    public void cancelFetch(long requestId) {
        role.cancelFetch(requestId);
    }

    /** Answered as the question says; refused by {@link ReplicaEffects#offsetListed}. */
    public void ask(OffsetQuestion question) {
        role.ask(question);
    }

    /** A frame of a peer; {@code fromBrokerEpoch} is what the stream's Hello named. */
    public void receive(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame, long nowMs) {
        if (frame instanceof ReplicaFrame.Ack
                || frame instanceof ReplicaFrame.Tail
                || frame instanceof ReplicaFrame.Nack) {
            receiveFromFollower(fromBroker, frame, nowMs);
        } else if (!frame.partition().equals(self.partition())) {
            nack(fromBroker, frame, ReplicaFrame.Reason.WRONG_ID, -1, -1);
        } else if (failed) {
            // So that it takes this replica out of the ISR at once, and does not wait for it.
            nack(fromBroker, frame, ReplicaFrame.Reason.STORAGE, -1, -1);
        } else if (passesEpochGate(fromBroker, fromBrokerEpoch, frame)) {
            role.fromLeader(fromBroker, frame, nowMs);
        }
    }

    /** The host has written everything below {@code endOffset}. */
    public void appended(long endOffset, long nowMs) {
        log.appended(endOffset);
        if (!failed) {
            role.appended(nowMs);
            flushWhatCounts();
        }
    }

    /** The log says, whatever becomes of the process, that {@code leaderEpoch} began, as {@link ReplicaEffects#beginEpoch} asked. */
    public void epochBegun(int leaderEpoch, long nowMs) {
        if (!failed) {
            role.epochBegun(leaderEpoch, nowMs);
        }
    }

    /** The host has forced everything below {@code offset}, as {@link ReplicaEffects#flush} asked it to at {@code cuts}. */
    public void flushed(long cuts, long offset, long nowMs) {
        if (failed || !log.flushed(cuts, offset)) {
            return;
        }
        flushing = false;
        role.flushed(nowMs);
        flushWhatCounts();
    }

    /** One force at a time; what is appended meanwhile goes with the next one (group commit). */
    private void flushWhatCounts() {
        if (metadata.durable() && !flushing && !truncating && !failed && !stopped && log.durableEnd() < log.logEnd()) {
            flushing = true;
            effects.flush(log.cuts());
        }
    }

    /** The host has cut the log, and found this afterwards. */
    public void truncated(RecoveredLog found, long nowMs) {
        truncating = false;
        // Whatever a force that was asked for before says: it is void.
        flushing = false;
        log.truncated(found);
        if (failed) {
            return;
        }
        ReplicaMetadata waited = waitingMetadata;
        waitingMetadata = null;
        role.appended(nowMs);
        if (waited != null) {
            apply(waited, nowMs);
        }
        flushWhatCounts();
    }

    /** Answer to {@link ReplicaEffects#readForPush}; null if it could not be read now. The bytes must not change any more. */
    public void batchesRead(int follower, long session, long fromOffset, @Nullable ByteBuffer batches, long nowMs) {
        role.batchesRead(follower, session, fromOffset, batches, nowMs);
    }

    /** The host moved the log start, by retention. */
    public void logStartMoved(long offset) {
        log.advanceStart(offset);
    }

    /**
     * The disk failed. This replica acknowledges nothing more and does not come back; a leader resigns, because what it
     * has pushed in this epoch may be longer than its own log.
     */
    public void storageFailed(String why) {
        fail(why, ErrorCode.KAFKA_STORAGE_ERROR);
    }

    public void isrRefused(int leaderEpoch, int partitionEpoch, ErrorCode error, long nowMs) {
        if (leaderEpoch == metadata.leaderEpoch()) {
            role.isrRefused(partitionEpoch, error, nowMs);
        }
    }

    /** R26: without feed contact only acks=all is still accepted, because no safety rests on time. */
    public void feedContact(boolean fresh) {
        feedFresh = fresh;
    }

    public void tick(long nowMs) {
        role.tick(nowMs);
        reports.tick(nowMs);
        if (nowMs >= expireAtMs) {
            log.producers().expire(nowMs - PRODUCER_EXPIRY_MS);
            expireAtMs = nowMs + PRODUCER_EXPIRY_MS / 24;
        }
    }

    /** When {@link #tick} has something to do, or {@link Long#MAX_VALUE} for a partition that rests. */
    public long nextDeadlineMs() {
        return Math.min(role.nextDeadlineMs(), reports.nextDeadlineMs());
    }

    /** The replica leaves: whoever waits is told to ask elsewhere. */
    public void stop() {
        become(new ReplicaRole.Offline(this), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        stopped = true;
        reports.clear();
    }

    public ReplicaLog log() {
        return log;
    }

    public boolean isLeader() {
        return role instanceof Leader;
    }

    /** Broker id of the leader that the metadata name, for the hint of KIP-951; or -1. */
    public int leader() {
        return metadata.leader();
    }

    public int leaderEpoch() {
        return metadata.leaderEpoch();
    }

    /** Offsets that the slowest follower lacks, or -1 where this is not the leader. */
    public long largestLag() {
        return role.largestLag();
    }

    /** True where this replica leads and commits nothing that {@code brokerId} has not acknowledged (R7). */
    public boolean waitsFor(int brokerId) {
        return role.waitsFor(brokerId);
    }

    /** True for a follower that an election may choose: in the ISR, or eligible without it (R10). */
    public boolean mayBecomeLeader() {
        return metadata.isElectable(self.brokerId()) && !isLeader() && !failed && !stopped && isCurrentMember();
    }

    /** R1, R14, R20: only the leader of exactly this epoch is obeyed; an epoch is never learnt from a peer (H09, H11). */
    private boolean passesEpochGate(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {
        if (frame.leaderEpoch() < metadata.leaderEpoch()) {
            nack(fromBroker, frame, ReplicaFrame.Reason.FENCED, metadata.leaderEpoch(), -1);
            return false;
        }
        if (frame.leaderEpoch() > metadata.leaderEpoch()) {
            effects.newerEpochSeen(frame.leaderEpoch());
            nack(fromBroker, frame, ReplicaFrame.Reason.AHEAD, metadata.leaderEpoch(), -1);
            return false;
        }
        long known = metadata.brokerEpoch(fromBroker);
        return fromBroker == metadata.leader() && (known < 0 || known == fromBrokerEpoch);
    }

    private void receiveFromFollower(int fromBroker, ReplicaFrame frame, long nowMs) {
        if (!frame.partition().equals(self.partition())) {
            return;
        }
        if (frame instanceof ReplicaFrame.Nack nack && nack.reason() == ReplicaFrame.Reason.FENCED) {
            if (nack.epoch() > metadata.leaderEpoch()) {
                effects.newerEpochSeen(nack.epoch());
            }
        } else if (frame.leaderEpoch() > metadata.leaderEpoch()) {
            effects.newerEpochSeen(frame.leaderEpoch());
        } else if (frame.leaderEpoch() == metadata.leaderEpoch()) {
            role.fromFollower(fromBroker, frame, nowMs);
        }
    }

    private void enter(long nowMs) {
        if (!isCurrentMember() || !metadata.state().hasLeader()) {
            become(new ReplicaRole.Offline(this), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        } else if (metadata.leader() != self.brokerId()) {
            Follower follower = new Follower(this);
            become(follower, ErrorCode.NOT_LEADER_OR_FOLLOWER);
            follower.announce(nowMs);
        } else if (mayLead(metadata.leaderEpoch())) {
            Leader leader = new Leader(this);
            become(leader, ErrorCode.NOT_LEADER_OR_FOLLOWER);
            leader.start(nowMs);
        } else {
            become(new ReplicaRole.Offline(this), ErrorCode.NOT_LEADER_OR_FOLLOWER);
            reports.resignIfNamed("this epoch was begun before by an earlier start of the replica", nowMs);
        }
    }

    /**
     * R20, P06: an epoch is led once. An earlier start of this actor may have pushed, in the same epoch, what its log does
     * not hold; to go on would give two batches the same (offset, epoch) (H06, H07).
     */
    boolean mayLead(int leaderEpoch) {
        return leaderEpoch > log.begunEpoch();
    }

    private void become(ReplicaRole next, ErrorCode error) {
        ReplicaRole before = role;
        role = next;
        before.leave(error);
    }

    /** One of the replicas, in the incarnation that the metadata name; a broker that is fenced or stops is in none of its maps. */
    boolean isCurrentMember() {
        long named = metadata.brokerEpoch(self.brokerId());
        return metadata.state().replicas().contains(self.brokerId()) && (named < 0 || named == self.brokerEpoch());
    }

    /** R23: never a default; with the hint of KIP-951 the client finds the leader. */
    ErrorCode notLeader() {
        return failed ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    void fail(String why, ErrorCode error) {
        if (failed) {
            return;
        }
        failed = true;
        metadata = waitingMetadata == null ? metadata : waitingMetadata;
        waitingMetadata = null;
        become(new ReplicaRole.Offline(this), error);
        effects.failed(why);
        if (metadata.leader() == self.brokerId()) {
            effects.resign(metadata.leaderEpoch(), why);
            reports.resignAgain();
        } else if (metadata.state().hasLeader()) {
            effects.send(metadata.leader(), nackOf(metadata.leaderEpoch(), -1, ReplicaFrame.Reason.STORAGE, -1, -1));
        }
    }

    /** The host is asked to cut; nothing else is taken until it has. */
    void truncate(long offset, boolean restart) {
        truncating = true;
        log.cutBegins();
        effects.truncate(offset, restart);
    }

    boolean isTruncating() {
        return truncating;
    }

    boolean isFailed() {
        return failed;
    }

    void nack(int toBroker, ReplicaFrame refused, ReplicaFrame.Reason reason, int epoch, long offset) {
        effects.send(toBroker, nackOf(refused.leaderEpoch(), refused.session(), reason, epoch, offset));
    }

    ReplicaFrame.Nack nackOf(int leaderEpoch, long session, ReplicaFrame.Reason reason, int epoch, long offset) {
        return new ReplicaFrame.Nack(self.partition(), leaderEpoch, self.brokerEpoch(), session, reason, epoch, offset);
    }

    long nextSession() {
        return nextSession++;
    }

    ReplicaIdentity self() {
        return self;
    }

    ReplicaSettings settings() {
        return settings;
    }

    ReplicaEffects effects() {
        return effects;
    }

    ReplicaMetadata metadata() {
        return metadata;
    }

    boolean isFeedFresh() {
        return feedFresh;
    }

    /** For people: role and log. */
    @Override
    public String toString() {
        return "replica " + self.partition() + " on broker " + self.brokerId() + ", " + role + ", " + log
                + (truncating ? ", truncating" : "") + (failed ? ", failed" : "");
    }
}
