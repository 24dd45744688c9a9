package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import io.sampo.replication.PartitionReplica;
import io.sampo.replication.ReplicaEffects;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaIdentity;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.flush.DiskFullException;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core decides: writes the log inline, reads what is young inline and what is cold on the blocking
 * executor, sends frames, answers clients. Confined to the actor; decides nothing.
 */
final class ReplicaHost implements ReplicaEffects {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHost.class);

    private final ReplicaContext context;
    private final TopicIdPartition partition;
    private final PartitionLog log;
    private final ReplicaJobs jobs;
    private final ActorRef<PartitionMessage> self;
    private final ReplicaAnswers answers;
    private final Waiters waiters = new Waiters();
    private final UnwrittenBatches unwritten = new UnwrittenBatches();
    private final ProducerKeeping keeping;
    private final PartitionReplica core;
    private @Nullable String failure;

    ReplicaHost(
            ReplicaContext context,
            TopicIdPartition partition,
            ReplicaLogs.OpenedLog opened,
            RecoveredLog found,
            ReplicaJobs jobs,
            ActorRef<PartitionMessage> self) {
        this.context = context;
        this.partition = partition;
        this.log = opened.log();
        this.keeping = new ProducerKeeping(partition, opened.log());
        this.jobs = jobs;
        this.self = self;
        this.answers = new ReplicaAnswers(partition);
        // Sessions of a later start have to lie above: no conversation opens a thousand of them within a millisecond.
        long firstSession = Math.max(0, context.nowMs()) * 1000;
        this.core = new PartitionReplica(
                new ReplicaIdentity(
                        partition, context.brokerId(), context.brokerEpoch(), opened.directoryId(), firstSession),
                context.settings(),
                found,
                opened.highWatermark(),
                this);
    }

    PartitionReplica core() {
        return core;
    }

    PartitionLog log() {
        return log;
    }

    Waiters waiters() {
        return waiters;
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
        }
    }

    @Override
    public void append(ByteBuffer batches, long endOffset) {
        if (write(() -> log.append(batches), () -> appended(endOffset))) {
            appended(endOffset);
        }
    }

    private void appended(long endOffset) {
        keep(keeping.afterAppend(core.log()));
        core.appended(endOffset, context.nowMs());
    }

    /** A snapshot that is not taken costs time at the next start, nothing else; a disk that failed is another matter. */
    private void keep(@Nullable ProducerSnapshot producers) {
        if (producers != null) {
            jobs.tryRun(
                    () -> new ReplicaEvent.ReadEnded(keeping.keep(producers)),
                    // A fault of ours: the log is what it was.
                    e -> {
                        LOG.error("{} keeps no producers of offset {}", partition, producers.offset(), e);
                        return new ReplicaEvent.ReadEnded(null);
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
        write(() -> log.beginEpoch(leaderEpoch), () -> {});
    }

    /** True if it was done at once; on a full disk it waits, behind what waits already. */
    private boolean write(UnwrittenBatches.Write write, Runnable written) {
        if (failure != null) {
            return false;
        }
        if (unwritten.isEmpty()) {
            try {
                write.run();
                return true;
            } catch (DiskFullException full) {
                LOG.warn("{} takes no writes until there is room again: {}", partition, full.getMessage());
                jobs.later(ReplicaEvent.RetryWrites.RETRY);
            } catch (IOException e) {
                failing("append failed: " + e);
                return false;
            }
        }
        unwritten.add(write, written);
        return false;
    }

    /** Tries again what the full disk refused. */
    void retryWrites() {
        try {
            if (failure == null && !unwritten.tryAll()) {
                jobs.later(ReplicaEvent.RetryWrites.RETRY);
            } else if (failure == null) {
                LOG.info("{} takes writes again", partition);
            }
        } catch (IOException e) {
            failing("append failed: " + e);
        }
    }

    /** True while something could not be written for want of room. */
    boolean isDiskFull() {
        return !unwritten.isEmpty();
    }

    @Override
    public void truncate(long offset, boolean restart) {
        long nowMs = context.nowMs();
        jobs.run(
                () -> {
                    if (restart) {
                        log.restartAt(offset);
                    } else {
                        log.truncateTo(offset);
                    }
                    return new ReplicaEvent.LogTruncated(ReplicaRecovery.read(log, nowMs));
                },
                e -> new ReplicaEvent.LogFailed("could not truncate to " + offset + ": " + e, false));
    }

    @Override
    public void deleteBefore(long offset) {
        try {
            log.deleteBefore(offset);
        } catch (IOException e) {
            failing("could not raise the log start to " + offset + ": " + e);
        }
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
        return context.transport().send(toBroker, frame);
    }

    @Override
    public void readForPush(
            int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        if (recent) {
            core.batchesRead(follower, session, fromOffset, readNow(fromOffset, maxBytes, upToOffset), context.nowMs());
            return;
        }
        int leaderEpoch = core.leaderEpoch();
        boolean taken = jobs.tryRun(
                () -> new ReplicaEvent.BatchesRead(
                        follower, session, fromOffset, LogReads.checkedBatches(log, fromOffset, maxBytes, upToOffset)),
                e -> LogReads.isStale(e)
                        ? new ReplicaEvent.BatchesRead(follower, session, fromOffset, null)
                        : new ReplicaEvent.PushReadFailed(leaderEpoch, "could not read at " + fromOffset + ": " + e));
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
        if (recent) {
            ReplicaEvent.ReadEnded ended = serve(waiter, fromOffset, maxBytes, upToOffset, at);
            if (ended.failure() != null) {
                failing(ended.failure());
            }
            return;
        }
        boolean taken = jobs.tryRun(
                () -> serve(waiter, fromOffset, maxBytes, upToOffset, at),
                e -> new ReplicaEvent.ReadEnded("could not serve a fetch at " + fromOffset + ": " + e));
        if (!taken) {
            // Retriable: the disk is busier than it is allowed to be.
            answers.fetched(waiter, ErrorCode.KAFKA_STORAGE_ERROR, at);
        }
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
        if (waiter != null) {
            answers.offsetListed(waiter, error, offset, -1, position());
        }
    }

    @Override
    public void findTimestamp(long requestId, long timestampMs, long upToOffset) {
        Waiters.Waiter waiter = waiters.take(requestId);
        if (waiter == null) {
            return;
        }
        ReplicaAnswers.Position at = position();
        boolean taken = jobs.tryRun(
                () -> {
                    PartitionLog.OffsetAndTimestamp found = log.offsetForTimestamp(timestampMs);
                    boolean visible = found != null && found.offset() < upToOffset;
                    answers.offsetListed(
                            waiter,
                            ErrorCode.NONE,
                            visible ? found.offset() : Offsets.UNKNOWN,
                            visible ? found.timestampMs() : -1,
                            at);
                    return new ReplicaEvent.ReadEnded(null);
                },
                e -> {
                    answers.offsetListed(waiter, ErrorCode.KAFKA_STORAGE_ERROR, Offsets.UNKNOWN, -1, at);
                    return new ReplicaEvent.ReadEnded("could not look for a timestamp: " + e);
                });
        if (!taken) {
            answers.offsetListed(waiter, ErrorCode.KAFKA_STORAGE_ERROR, Offsets.UNKNOWN, -1, at);
        }
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
            return LogReads.batches(log, fromOffset, maxBytes, upToOffset);
        } catch (IOException e) {
            if (!LogReads.isStale(e)) {
                failing("could not read at " + fromOffset + ": " + e);
            }
            return null;
        }
    }

    /** Any thread. */
    private ReplicaEvent.ReadEnded serve(
            Waiters.Waiter waiter, long fromOffset, int maxBytes, long upToOffset, ReplicaAnswers.Position at) {
        try {
            LogSlice records = log.read(fromOffset, maxBytes, upToOffset);
            answers.fetched(waiter, ErrorCode.NONE, records, at);
            return new ReplicaEvent.ReadEnded(null);
        } catch (IOException e) {
            boolean stale = LogReads.isStale(e);
            answers.fetched(waiter, stale ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.KAFKA_STORAGE_ERROR, at);
            return new ReplicaEvent.ReadEnded(stale ? null : "could not serve a fetch at " + fromOffset + ": " + e);
        }
    }
}
