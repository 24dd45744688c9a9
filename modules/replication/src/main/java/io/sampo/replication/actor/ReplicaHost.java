package io.sampo.replication.actor;

import io.sampo.logfiles.DiskFullException;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.PartitionReplica;
import io.sampo.replication.ReplicaEffects;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaIdentity;
import io.sampo.replication.actor.credit.HeldArrivals;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.replication.actor.waiting.Waiters;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.replication.pace.CatchUpBudget;
import io.sampo.replication.pace.FollowerCredit;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core decides: writes the log, reads what is young inline and what is cold on the blocking executor,
 * sends frames, answers clients. Confined to the actor; decides nothing.
 */
final class ReplicaHost implements ReplicaEffects {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHost.class);

    private final ReplicaContext context;
    private final TopicIdPartition partition;
    private final PartitionLog log;
    private final DirectoryWriter writer;
    private final ReplicaJobs jobs;
    private final ActorRef<PartitionMessage> self;
    private final ReplicaAnswers answers;
    private final Waiters waiters = new Waiters();
    private final HeldArrivals arrivals = new HeldArrivals();
    private final InFlightBytes.Share inFlight;
    private final LogWrites writes;
    private final CumulativeAcks acks;
    private final LogReads reads;
    private final ProducerKeeping keeping;
    private final PartitionReplica core;
    private @Nullable String failure;

    ReplicaHost(
            ReplicaContext context,
            TopicIdPartition partition,
            ReplicaEvent.LogOpened event,
            ReplicaJobs jobs,
            ActorRef<PartitionMessage> self) {
        ReplicaLogs.OpenedLog opened = event.opened();
        this.context = context;
        this.inFlight = context.inFlight().open();
        this.partition = partition;
        this.log = opened.log();
        this.writer = opened.writer();
        this.keeping = new ProducerKeeping(partition, opened.log());
        this.jobs = jobs;
        this.self = self;
        this.answers = new ReplicaAnswers(partition);
        this.acks = new CumulativeAcks(context.transport(), self);
        this.writes = new LogWrites(partition, log, opened.writer(), jobs, this::failing);
        this.reads = new LogReads(partition, log, answers);
        // Sessions of a later start have to lie above: no conversation opens a thousand of them within a millisecond.
        long firstSession = Math.max(0, context.nowMs()) * 1000;
        this.core = new PartitionReplica(
                new ReplicaIdentity(
                        partition, context.brokerId(), context.brokerEpoch(), opened.directoryId(), firstSession),
                context.settings(),
                event.found(),
                opened.highWatermark(),
                this);
    }

    PartitionReplica core() {
        return core;
    }

    PartitionLog log() {
        return log;
    }

    LogWrites writes() {
        return writes;
    }

    CumulativeAcks acks() {
        return acks;
    }

    /** Nothing is under way any more. Blocks: forces what is not forced. Any thread. */
    void close() throws IOException {
        writer.forget(log);
        log.close();
    }

    /** Nothing is under way any more, and nothing more is to be had from this log: somebody else closes it. */
    void forsake() {
        arrivals.release();
        writes.drop();
        writer.forget(log);
    }

    /** Threads of the log's directory, for work that waits for its disk. */
    Executor diskThreads() {
        return writer.background();
    }

    Waiters waiters() {
        return waiters;
    }

    HeldArrivals arrivals() {
        return arrivals;
    }

    /** The actor has ended without leaving: whatever of the broker's credit it has is given back. */
    void abandonCredit() {
        arrivals.close();
        inFlight.close();
    }

    @Override
    public FollowerCredit followerCredit() {
        return inFlight;
    }

    ReplicaAnswers answers() {
        return answers;
    }

    ReplicaAnswers.Position position() {
        return new ReplicaAnswers.Position(
                core.log().highWatermark(), core.log().logStart(), core.leader(), core.leaderEpoch());
    }

    /** The disk failed, here or in a job; the core hears of it when its present call has ended. */
    void failing(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** After every call of the core: tells it of a failure that happened within. */
    void settle() {
        if (failure != null) {
            core.storageFailed(failure);
            arrivals.release();
        }
    }

    @Override
    public void append(ByteBuffer batches, long endOffset) {
        arrivals.appending();
        writes.append(batches, () -> log.append(batches), () -> appended(endOffset));
    }

    private void appended(long endOffset) {
        arrivals.written();
        keep(keeping.afterAppend(core.log()));
        core.appended(endOffset, context.nowMs());
    }

    /** A snapshot that is not taken costs time at the next start, nothing else; a disk that failed is another matter. */
    private void keep(@Nullable ProducerSnapshot producers) {
        if (producers != null) {
            jobs.tryRun(
                    () -> new ReplicaEvent.JobEnded(keeping.keep(producers)),
                    // A fault of ours: the log is what it was.
                    e -> {
                        LOG.error("{} keeps no producers of offset {}", partition, producers.offset(), e);
                        return new ReplicaEvent.JobEnded(null);
                    });
        }
    }

    /** What is to be kept of the producers when the log is closed; null if nothing has come since. */
    @Nullable
    ProducerSnapshot producersAtClose() {
        return failure == null ? keeping.atClose(core.log()) : null;
    }

    ProducerKeeping keeping() {
        return keeping;
    }

    @Override
    public void beginEpoch(int leaderEpoch) {
        writes.change(() -> log.beginEpoch(leaderEpoch), () -> core.epochBegun(leaderEpoch, context.nowMs()));
    }

    @Override
    public void truncate(long offset, boolean restart) {
        long nowMs = context.nowMs();
        ReplicaJobs.Job cut = () -> {
            if (restart) {
                log.restartAt(offset);
            } else {
                log.truncateTo(offset);
            }
            return new ReplicaEvent.LogTruncated(ReplicaRecovery.read(log, nowMs));
        };
        writes.pauseFor(() -> jobs.runOn(
                diskThreads(),
                cut,
                e -> e instanceof DiskFullException full
                        ? new ReplicaEvent.WritesEnded(0, full)
                        : new ReplicaEvent.LogFailed("could not truncate to " + offset + ": " + e)));
    }

    /** The log was cut, and this is what is left of it. */
    void truncated(RecoveredLog found) {
        core.truncated(found, context.nowMs());
        writes.resume();
    }

    @Override
    public void deleteBefore(long offset) {
        writes.retain(() -> log.deleteBefore(offset), () -> {});
    }

    /** No job of the log's: closing it waits for the force that runs, and lets no later one begin. */
    @Override
    public void flush(long cuts) {
        try {
            log.flushLater(offset -> self.tell(new ReplicaEvent.Flushed(cuts, offset)));
        } catch (IOException e) {
            failing("could not force the log: " + e);
        }
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        return acks.send(toBroker, frame);
    }

    @Override
    public void readForPush(
            int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        if (recent && !log.isBeingCut()) {
            core.batchesRead(follower, session, fromOffset, readNow(fromOffset, maxBytes, upToOffset), context.nowMs());
            return;
        }
        int leaderEpoch = core.leaderEpoch();
        boolean taken = jobs.tryRun(
                () -> new ReplicaEvent.BatchesRead(
                        follower, session, fromOffset, reads.checkedBatches(fromOffset, maxBytes, upToOffset)),
                e -> LogReads.isStale(e)
                        ? new ReplicaEvent.BatchesRead(follower, session, fromOffset, null)
                        : new ReplicaEvent.PushReadFailed(
                                leaderEpoch, "could not read at " + fromOffset + ": " + e, LogReads.isDamage(e)));
        if (!taken) {
            core.batchesRead(follower, session, fromOffset, null, context.nowMs());
        }
    }

    @Override
    public void produced(long requestId, ErrorCode error, long baseOffset) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter != null) {
            answers.produced(waiter, error, baseOffset, position());
        }
    }

    @Override
    public void serveFetch(long requestId, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter == null) {
            return;
        }
        ReplicaAnswers.Position at = position();
        Runnable read = waiter.committed()
                ? () -> reads.serveCommitted(waiter, fromOffset, maxBytes, upToOffset, at)
                : () -> reads.serveCold(waiter, fromOffset, maxBytes, upToOffset, at);
        if (recent && !waiter.committed() && !log.isBeingCut()) {
            reads.serve(waiter, fromOffset, maxBytes, upToOffset, at);
        } else if (!readLater(read)) {
            // Retriable: the disk is busier than it is allowed to be.
            answers.fetched(waiter, ErrorCode.KAFKA_STORAGE_ERROR, at);
        }
    }

    /** {@code read} answers whoever asked, whatever happens; false if the blocking executor takes nothing now. */
    private boolean readLater(Runnable read) {
        return jobs.tryRun(
                () -> {
                    read.run();
                    return new ReplicaEvent.JobEnded(null);
                },
                e -> {
                    // A fault of ours: whoever asked is answered by its own deadline.
                    LOG.error("{} could not serve a read", partition, e);
                    return new ReplicaEvent.JobEnded(null);
                });
    }

    @Override
    public void fetched(long requestId, ErrorCode error) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter != null) {
            answers.fetched(waiter, error, position());
        }
    }

    @Override
    public void offsetListed(long requestId, ErrorCode error, long offset) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter == null) {
            return;
        }
        ReplicaAnswers.Position at = position();
        if (error != ErrorCode.NONE || !waiter.committed()) {
            answers.offsetListed(waiter, error, offset, -1, at);
        } else if (!readLater(() -> reads.findStableEnd(waiter, offset, at))) {
            answers.offsetListed(waiter, ErrorCode.KAFKA_STORAGE_ERROR, Offsets.UNKNOWN, -1, at);
        }
    }

    @Override
    public void epochEndFound(long requestId, int epoch, long endOffset) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter != null) {
            answers.epochEndFound(waiter, epoch, endOffset);
        }
    }

    @Override
    public void findTimestamp(long requestId, long timestampMs, long upToOffset) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter == null) {
            return;
        }
        ReplicaAnswers.Position at = position();
        if (!readLater(() -> reads.findTimestamp(waiter, timestampMs, upToOffset, at))) {
            answers.offsetListed(waiter, ErrorCode.KAFKA_STORAGE_ERROR, Offsets.UNKNOWN, -1, at);
        }
    }

    @Override
    public CatchUpBudget catchUpBudget() {
        return context.catchUpBudget();
    }

    @Override
    public void proposeIsr(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        List<IsrMember> members = new ArrayList<>(isr.size());
        isr.forEach((broker, epoch) -> members.add(new IsrMember(broker, epoch)));
        context.broker().tell(new BrokerMessage.ProposeIsr(partition, leaderEpoch, partitionEpoch, members));
    }

    @Override
    public void resign(int leaderEpoch, String why) {
        context.broker().tell(new BrokerMessage.Resign(partition, leaderEpoch, why));
    }

    @Override
    public void reportTail(int partitionEpoch, int lastEpoch, long logEndOffset) {
        context.broker().tell(new BrokerMessage.ReplicaTail(partition, partitionEpoch, lastEpoch, logEndOffset));
    }

    @Override
    public void newerEpochSeen(int leaderEpoch) {
        context.broker().tell(new BrokerMessage.NewerEpochSeen(partition, leaderEpoch));
    }

    @Override
    public void failed(String why) {
        context.broker().tell(new BrokerMessage.ReplicaFailed(partition, why));
    }

    private @Nullable ByteBuffer readNow(long fromOffset, int maxBytes, long upToOffset) {
        try {
            return reads.batches(fromOffset, maxBytes, upToOffset);
        } catch (IOException e) {
            if (!LogReads.isStale(e)) {
                failing("could not read at " + fromOffset + ": " + e);
            }
            return null;
        }
    }
}
