package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.BatchAdmission;
import io.sampo.records.InvalidBatchException;
import io.sampo.replication.OffsetQuestion;
import io.sampo.replication.PartitionReplica;
import io.sampo.replication.ReplicaMetadata;
import io.sampo.replication.actor.waiting.EarlyProduces;
import io.sampo.replication.actor.waiting.Waiters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica whose log is open: turns messages into calls of the core and keeps its clock. Confined to the actor. A
 * partition that rests arms no timer.
 */
final class ServingReplica {
    private static final Logger LOG = LoggerFactory.getLogger(ServingReplica.class);
    private static final long NEVER = Long.MAX_VALUE;
    private static final long TICK_WAIT_MAX_MS = 60_000;

    private final ReplicaContext context;
    private final TopicIdPartition partition;
    private final ReplicaHost host;
    private final ReplicaJobs jobs;
    private final PartitionReplica core;
    private final ProduceLine line = new ProduceLine();
    private BatchAdmission admission = BatchAdmission.of(TopicConfig.DEFAULTS);
    private final EarlyProduces early = new EarlyProduces();
    private boolean leads;
    private @Nullable TopicConfig config;
    private long tickAtMs = NEVER;
    private long checkpointAtMs = NEVER;
    private long retentionAtMs = NEVER;
    private long checkpointed;

    ServingReplica(ReplicaContext context, TopicIdPartition partition, ReplicaHost host, ReplicaJobs jobs) {
        this.jobs = jobs;
        this.context = context;
        this.partition = partition;
        this.host = host;
        this.core = host.core();
        this.checkpointed = core.log().highWatermark();
    }

    PartitionReplica core() {
        return core;
    }

    ReplicaHost host() {
        return host;
    }

    void apply(PartitionMessage.ApplyState state) {
        TopicConfig next = context.inForce(state.config());
        if (!next.equals(config)) {
            reconfigure(next);
        }
        core.apply(
                new ReplicaMetadata(
                        state.state(),
                        next.minInsyncReplicas(),
                        next.forcesBeforeAck(),
                        state.brokerEpochs(),
                        state.metadataOffset(),
                        state.adding()),
                context.nowMs());
        if (!core.isLeader()) {
            retentionAtMs = NEVER;
        } else if (retentionAtMs == NEVER) {
            retentionAtMs = context.nowMs() + context.settings().retentionCheckMs();
        }
    }

    void receive(ReplicaFrameReceived received) {
        host.arrivals()
                .during(
                        received.arrival(),
                        () -> core.receive(
                                received.fromBroker(), received.fromBrokerEpoch(), received.frame(), context.nowMs()));
    }

    void batchesRead(ReplicaEvent.BatchesRead read) {
        core.batchesRead(read.follower(), read.session(), read.fromOffset(), read.batches(), context.nowMs());
    }

    void isrRefused(PartitionMessage.IsrRefused refused) {
        core.isrRefused(refused.leaderEpoch(), refused.partitionEpoch(), refused.error(), context.nowMs());
    }

    /** Requests are appended in the order in which they came, also where one has to be packed anew first. */
    void produce(PartitionMessage.Produce produce) {
        if (core.mayBecomeLeader() && early.hold(produce, core.leaderEpoch(), context.nowMs())) {
            return;
        }
        if (!core.isLeader() || (line.isEmpty() && !admission.isLongWork(produce.batches()))) {
            admit(produce);
        } else if (line.add(produce)) {
            advance();
        } else {
            refuse(produce, ErrorCode.THROTTLING_QUOTA_EXCEEDED, "too much waits to be packed");
        }
    }

    /** The batches of the request at the head of the line were worked on. */
    void admitted(ReplicaEvent.Admitted event) {
        PartitionMessage.Produce produce = line.take();
        if (event.error() != ErrorCode.NONE) {
            refuse(produce, event.error(), event.why());
        } else {
            append(produce, event.batches());
        }
        advance();
    }

    private void advance() {
        while (line.isReady()) {
            PartitionMessage.Produce next = line.head();
            if (core.isLeader() && admission.isLongWork(next.batches())) {
                line.work(admission, context.wallClockMs(), jobs);
            } else {
                admit(line.take());
            }
        }
    }

    /** Here and now; whoever does not lead says so, whatever the batches are. */
    private void admit(PartitionMessage.Produce produce) {
        ByteBuffer batches = produce.batches();
        if (core.isLeader()) {
            try {
                batches = admission.admit(batches, context.wallClockMs());
            } catch (InvalidBatchException invalid) {
                refuse(produce, invalid.error(), invalid.getMessage());
                return;
            }
        }
        append(produce, batches);
    }

    private void append(PartitionMessage.Produce produce, ByteBuffer batches) {
        if (core.isLeader() && host.writes().isDiskFull()) {
            refuse(produce, ErrorCode.KAFKA_STORAGE_ERROR, "the disk is full");
            return;
        }
        if (core.isLeader() && !host.writes().hasRoomFor(batches.remaining())) {
            refuse(produce, ErrorCode.THROTTLING_QUOTA_EXCEEDED, "too much waits to be written");
            return;
        }
        long stampedMs = -1;
        if (core.isLeader() && admission.stampsLogAppendTime()) {
            stampedMs = context.wallClockMs();
            BatchAdmission.stamp(batches, stampedMs);
        }
        long nowMs = context.nowMs();
        if (produce.acks() == Acks.NONE) {
            core.produce(Waiters.NOBODY, Acks.NONE, produce.leaderEpoch(), batches, produce.timeoutMs(), nowMs);
            return;
        }
        host.waiters()
                .during(
                        new Waiters.Waiter(produce.replyTo(), produce.requestId(), stampedMs),
                        id -> core.produce(
                                id, produce.acks(), produce.leaderEpoch(), batches, produce.timeoutMs(), nowMs));
    }

    private void refuse(PartitionMessage.Produce produce, ErrorCode error, @Nullable String why) {
        LOG.debug("{} refuses a batch: {}", partition, why);
        if (produce.acks() != Acks.NONE) {
            host.answers()
                    .produced(
                            new Waiters.Waiter(produce.replyTo(), produce.requestId(), -1), error, -1, host.position());
        }
    }

    void fetch(PartitionMessage.Fetch fetch) {
        host.waiters()
                .during(
                        new Waiters.Waiter(fetch.replyTo(), fetch.requestId(), fetch.committed()),
                        id -> core.fetch(
                                id,
                                fetch.leaderEpoch(),
                                fetch.fromOffset(),
                                fetch.maxBytes(),
                                fetch.minBytes(),
                                fetch.maxWaitMs(),
                                context.nowMs()));
    }

    void cancelFetch(PartitionMessage.CancelFetch cancel) {
        long id = host.waiters().cancel(cancel.replyTo(), cancel.requestId());
        if (id != Waiters.NOBODY) {
            core.cancelFetch(id);
        }
    }

    void ask(PartitionMessage.OffsetRequest ask) {
        boolean committed = false;
        LongFunction<OffsetQuestion> question;
        if (ask instanceof PartitionMessage.ListOffset list) {
            committed = list.committed() && list.timestampMs() != Offsets.EARLIEST_TIMESTAMP;
            question = id -> new OffsetQuestion.ForTimestamp(id, list.leaderEpoch(), list.timestampMs());
        } else if (ask instanceof PartitionMessage.FindEpochEnd find) {
            question = id -> new OffsetQuestion.EpochEnd(id, find.leaderEpoch(), find.epoch());
        } else {
            long offset = ((PartitionMessage.DeleteRecords) ask).offset();
            if (config != null && !config.deletesOld()) {
                // As in Kafka: a compacted topic has no past to give up.
                host.answers()
                        .offsetListed(
                                new Waiters.Waiter(ask.replyTo(), ask.requestId()),
                                ErrorCode.POLICY_VIOLATION,
                                Offsets.UNKNOWN,
                                -1,
                                host.position());
                return;
            }
            question = id -> new OffsetQuestion.DeleteBefore(id, Offsets.NO_EPOCH, offset);
        }
        host.waiters()
                .during(
                        new Waiters.Waiter(ask.replyTo(), ask.requestId(), committed),
                        id -> core.ask(question.apply(id)));
    }

    BrokerMessage.ReplicaStatus status() {
        return new BrokerMessage.ReplicaStatus(
                partition,
                core.isLeader(),
                core.leaderEpoch(),
                core.log().logStart(),
                core.log().highWatermark(),
                core.log().logEnd(),
                host.log().sizeInBytes(),
                core.largestLag());
    }

    void tick() {
        tickAtMs = NEVER;
        long nowMs = context.nowMs();
        core.tick(nowMs);
        if (nowMs >= early.deadlineMs()) {
            answerEarly(this::admit);
        }
        if (nowMs >= checkpointAtMs) {
            checkpoint();
        }
        if (nowMs >= retentionAtMs) {
            applyRetention();
            retentionAtMs = nowMs + context.settings().retentionCheckMs();
        }
    }

    /** After every message: failures reach the core, the next deadline gets its timer. */
    void settle(TimerScheduler<PartitionMessage> timers) {
        long nowMs = context.nowMs();
        leadershipSettles(nowMs);
        host.settle();
        if (checkpointAtMs == NEVER && core.log().highWatermark() != checkpointed) {
            checkpointAtMs = nowMs + context.settings().checkpointMs();
        }
        long deadline =
                Math.min(Math.min(core.nextDeadlineMs(), early.deadlineMs()), Math.min(checkpointAtMs, retentionAtMs));
        if (deadline < tickAtMs) {
            // A client may have asked for a wait longer than the scheduler bears; one tick too many does no harm.
            long waitMs = deadline <= nowMs ? 1 : Math.min(deadline - nowMs, TICK_WAIT_MAX_MS);
            tickAtMs = nowMs + waitMs;
            timers.startSingleTimer(ReplicaEvent.Tick.TICK, ReplicaEvent.Tick.TICK, Duration.ofMillis(waitMs));
        }
    }

    private void leadershipSettles(long nowMs) {
        if (leads && !core.isLeader()) {
            early.ledUntil(nowMs);
        }
        leads = core.isLeader();
        if (leads) {
            answerEarly(this::produce);
        }
    }

    private void answerEarly(Consumer<PartitionMessage.Produce> answer) {
        for (PartitionMessage.Produce next = early.next(); next != null; next = early.next()) {
            answer.accept(next);
        }
    }

    /** Nothing more is served; whoever waits is answered. May be called again. */
    void stop() {
        core.stop();
        answerEarly(this::admit);
    }

    void checkpoint() {
        checkpointAtMs = NEVER;
        checkpointed = core.log().highWatermark();
        context.logs().checkpoint(partition, checkpointed);
    }

    /** The actor dies without having been told to; the broker hears of it when the log is closed. */
    void abandon(ActorRef<PartitionMessage> self) {
        host.abandonCredit();
        host.writes().afterAll(() -> {
            try {
                host.close();
            } catch (IOException e) {
                LOG.error("{} could not close its log", partition, e);
            }
            context.broker().tell(new BrokerMessage.ReplicaStopped(partition, self, false));
        });
    }

    private void reconfigure(TopicConfig next) {
        admission = BatchAdmission.of(next);
        try {
            if (config != null) {
                context.logs().reconfigure(host.log(), next);
            }
            config = next;
        } catch (IOException e) {
            host.failing("could not reconfigure the log: " + e);
        }
    }

    /** Renames files and waits until the new log start is durable. */
    private void applyRetention() {
        if (core.log().isEmpty() || host.writes().isRetaining()) {
            return;
        }
        long highWatermark = core.log().highWatermark();
        host.writes()
                .retain(
                        () -> host.log().applyRetention(highWatermark, context.retentionClockMs()),
                        () -> core.logStartMoved(host.log().logStartOffset()));
    }
}
