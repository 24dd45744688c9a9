package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.messages.PartitionMessage.CancelFetch;
import io.sampo.messages.PartitionMessage.Delete;
import io.sampo.messages.PartitionMessage.FeedContact;
import io.sampo.messages.PartitionMessage.Fetch;
import io.sampo.messages.PartitionMessage.IsrRefused;
import io.sampo.messages.PartitionMessage.OffsetRequest;
import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.messages.PartitionMessage.ReportStatus;
import io.sampo.messages.PartitionMessage.Start;
import io.sampo.messages.PartitionMessage.Stop;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One replica of one partition. Its first {@link ApplyState} opens the log, and {@code ReplicaStarted} tells the broker that
 * it serves; until then it refuses, and drops frames. It ends with {@link Stop} or {@link Delete}, answered by
 * {@code ReplicaStopped}. A replica whose disk failed stays, to say so, until it is told to leave.
 */
public final class PartitionActor extends AbstractBehavior<PartitionMessage> {
    private final ActorRef<PartitionMessage> self;
    private final ReplicaContext replica;
    private final TopicIdPartition partition;
    private final TimerScheduler<PartitionMessage> timers;
    private final ReplicaJobs jobs;
    private final ReplicaAnswers answers;
    private @Nullable ApplyState latest;
    private @Nullable ServingReplica serving;
    private ErrorCode closedError = ErrorCode.NOT_LEADER_OR_FOLLOWER;
    private final UnopenedReplica unopened = new UnopenedReplica();
    private boolean feedFresh = true;
    private boolean leaving;
    private boolean deleting;
    private @Nullable String damage;
    private boolean closing;
    private boolean closed;

    private PartitionActor(
            ActorContext<PartitionMessage> context,
            TimerScheduler<PartitionMessage> timers,
            ReplicaContext replica,
            TopicIdPartition partition) {
        super(context);
        this.self = context.getSelf();
        this.timers = timers;
        this.replica = replica;
        this.partition = partition;
        this.jobs = new ReplicaJobs(context, replica.blocking());
        this.answers = new ReplicaAnswers(partition);
    }

    /** The behavior of the replica of {@code id} on the broker that {@code context} stands for. */
    public static Behavior<PartitionMessage> create(ReplicaContext context, TopicIdPartition id) {
        return Behaviors.setup(actor -> Behaviors.withTimers(timers -> new PartitionActor(actor, timers, context, id)));
    }

    @Override
    public Receive<PartitionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(ReplicaFrameReceived.class, this::onReplicaFrameReceived)
                .onMessage(Produce.class, this::onProduce)
                .onMessage(Fetch.class, this::onFetch)
                .onMessage(CancelFetch.class, this::onCancelFetch)
                .onMessage(ReplicaEvent.Admitted.class, this::onAdmitted)
                .onMessage(ReplicaEvent.AckDue.class, due -> onAckDue())
                .onMessage(ReplicaEvent.Tick.class, tick -> onTick())
                .onMessage(ReplicaEvent.Flushed.class, this::onFlushed)
                .onMessage(ReplicaEvent.BatchesRead.class, this::onBatchesRead)
                .onMessage(ReplicaEvent.PushReadFailed.class, this::onPushReadFailed)
                .onMessage(ReplicaEvent.JobEnded.class, this::onJobEnded)
                .onMessage(ReplicaEvent.WritesEnded.class, this::onWritesEnded)
                .onMessage(OffsetRequest.class, this::onOffsetRequest)
                .onMessage(ApplyState.class, this::onApplyState)
                .onMessage(IsrRefused.class, this::onIsrRefused)
                .onMessage(StorageFailed.class, this::onStorageFailed)
                .onMessage(ReplicaEvent.RetryWrites.class, retry -> onRetryWrites())
                .onMessage(FeedContact.class, this::onFeedContact)
                .onMessage(ReportStatus.class, this::onReportStatus)
                .onMessage(ReplicaEvent.LogOpened.class, this::onLogOpened)
                .onMessage(ReplicaEvent.LogTruncated.class, this::onLogTruncated)
                .onMessage(ReplicaEvent.LogFailed.class, this::onLogFailed)
                .onMessage(ReplicaEvent.OpenFailed.class, this::onOpenFailed)
                .onMessage(ReplicaEvent.LogClosed.class, this::onLogClosed)
                .onMessage(ReplicaEvent.RetryJob.class, this::onRetryJob)
                .onMessage(Delete.class, this::onDelete)
                .onMessage(Stop.class, stop -> onStop())
                .onMessage(Start.class, start -> onStart())
                .onSignal(PostStop.class, stopped -> onPostStop())
                .build();
    }

    /** Sharding has created the entity; what it needs comes with the first {@link ApplyState}. */
    private Behavior<PartitionMessage> onStart() {
        return this;
    }

    private Behavior<PartitionMessage> onApplyState(ApplyState state) {
        if (leaving || !state.partition().equals(partition)) {
            return this;
        }
        boolean first = latest == null;
        if (first || state.metadataOffset() >= latest.metadataOffset()) {
            latest = state;
        }
        if (serving != null) {
            serving.apply(state);
            settle();
        } else if (first) {
            return open(state);
        } else if (unopened.mayBeginAnew(replica.brokerId(), state)) {
            unopened.recover(replica, jobs, state, true);
        } else {
            sayUnopened();
        }
        return this;
    }

    /** R20: only at home, only while the metadata name this broker, is a log opened. */
    private Behavior<PartitionMessage> open(ApplyState state) {
        if (!state.state().replicas().contains(replica.brokerId())) {
            getContext().getLog().warn("{} has no replica on broker {}", partition, replica.brokerId());
            replica.broker().tell(new BrokerMessage.ReplicaStopped(partition, self, false));
            return Behaviors.stopped();
        }
        unopened.recover(replica, jobs, state, false);
        return this;
    }

    private Behavior<PartitionMessage> onLogOpened(ReplicaEvent.LogOpened opened) {
        jobs.ended();
        ReplicaHost host = new ReplicaHost(replica, partition, opened, jobs, self);
        serving = new ServingReplica(replica, partition, host, jobs);
        if (leaving) {
            return close();
        }
        // First the address book, then the first word to the leader: its answer has to find us.
        replica.broker()
                .tell(new BrokerMessage.ReplicaStarted(
                        partition, self, opened.found().logEndOffset()));
        host.core().feedContact(feedFresh);
        serving.apply(Objects.requireNonNull(latest));
        return settle();
    }

    private Behavior<PartitionMessage> onReplicaFrameReceived(ReplicaFrameReceived received) {
        if (serving != null && !leaving) {
            serving.receive(received);
            return settle();
        }
        received.arrival().release();
        return this;
    }

    private Behavior<PartitionMessage> onProduce(Produce produce) {
        if (serving == null || leaving) {
            answers.refuse(produce, closedError, latest == null ? null : latest.state());
            return this;
        }
        serving.produce(produce);
        return settle();
    }

    private Behavior<PartitionMessage> onAdmitted(ReplicaEvent.Admitted event) {
        jobs.ended();
        Objects.requireNonNull(serving).admitted(event);
        return settle();
    }

    private Behavior<PartitionMessage> onFetch(Fetch fetch) {
        if (serving == null || leaving) {
            answers.refuse(fetch, closedError, latest == null ? null : latest.state());
            return this;
        }
        serving.fetch(fetch);
        return settle();
    }

    private Behavior<PartitionMessage> onCancelFetch(CancelFetch cancel) {
        if (serving != null) {
            serving.cancelFetch(cancel);
        }
        return this;
    }

    private Behavior<PartitionMessage> onOffsetRequest(OffsetRequest ask) {
        if (serving == null || leaving) {
            answers.refuse(ask, closedError, latest == null ? null : latest.state());
            return this;
        }
        serving.ask(ask);
        return settle();
    }

    private Behavior<PartitionMessage> onIsrRefused(IsrRefused refused) {
        return whileServing(it -> it.isrRefused(refused));
    }

    private Behavior<PartitionMessage> onStorageFailed(StorageFailed failed) {
        return whileServing(it -> {
            it.host().failing(failed.why());
            damage = failed.damaged() ? failed.why() : damage;
        });
    }

    private Behavior<PartitionMessage> onRetryWrites() {
        return whileServing(it -> it.host().writes().retry());
    }

    private Behavior<PartitionMessage> onFeedContact(FeedContact contact) {
        feedFresh = contact.fresh();
        if (serving != null) {
            serving.core().feedContact(feedFresh);
        }
        return this;
    }

    private Behavior<PartitionMessage> onReportStatus(ReportStatus report) {
        return whileServing(it -> report.replyTo().tell(it.status()));
    }

    private Behavior<PartitionMessage> onTick() {
        if (serving != null && !leaving) {
            serving.tick();
        }
        if (latest != null && !leaving) {
            unopened.tryAgain(replica, jobs, latest);
        }
        sayUnopened();
        return settle();
    }

    private Behavior<PartitionMessage> onAckDue() {
        return whileServing(it -> it.host().acks().due());
    }

    private Behavior<PartitionMessage> onFlushed(ReplicaEvent.Flushed flushed) {
        return whileServing(it -> it.core().flushed(flushed.cuts(), flushed.offset(), replica.nowMs()));
    }

    private Behavior<PartitionMessage> onBatchesRead(ReplicaEvent.BatchesRead read) {
        jobs.ended();
        return whileServing(it -> it.batchesRead(read));
    }

    /**
     * A fault of the disk only while the reader still leads: as a follower this replica may have cut, in the middle of the
     * read, what was not committed.
     */
    private Behavior<PartitionMessage> onPushReadFailed(ReplicaEvent.PushReadFailed failed) {
        jobs.ended();
        if (serving != null && serving.core().isLeader() && serving.core().leaderEpoch() == failed.leaderEpoch()) {
            serving.host().failing(failed.why());
            damage = failed.damaged() ? failed.why() : damage;
        }
        return settle();
    }

    private Behavior<PartitionMessage> onWritesEnded(ReplicaEvent.WritesEnded ended) {
        return afterJob(it -> it.host().writes().ended(ended));
    }

    private Behavior<PartitionMessage> onJobEnded(ReplicaEvent.JobEnded ended) {
        String failure = ended.failure();
        return afterJob(it -> {
            if (failure != null) {
                it.host().failing(failure);
            }
        });
    }

    private Behavior<PartitionMessage> onLogTruncated(ReplicaEvent.LogTruncated truncated) {
        return afterJob(it -> it.host().truncated(truncated.found()));
    }

    private Behavior<PartitionMessage> onLogFailed(ReplicaEvent.LogFailed failure) {
        getContext().getLog().error("{} stops serving: {}", partition, failure.why());
        closedError = ErrorCode.KAFKA_STORAGE_ERROR;
        return afterJob(it -> it.host().failing(failure.why()));
    }

    private Behavior<PartitionMessage> onOpenFailed(ReplicaEvent.OpenFailed event) {
        jobs.ended();
        closedError = ErrorCode.KAFKA_STORAGE_ERROR;
        unopened.failed(replica, partition, event.failure());
        sayUnopened();
        return settle();
    }

    private void sayUnopened() {
        if (unopened.isFailed() && latest != null && !leaving) {
            unopened.say(replica, latest);
            timers.startSingleTimer(ReplicaEvent.Tick.TICK, ReplicaEvent.Tick.TICK, UnopenedReplica.REPEAT);
        }
    }

    private Behavior<PartitionMessage> onRetryJob(ReplicaEvent.RetryJob retry) {
        jobs.submit(retry.threads(), retry.job());
        return this;
    }

    private Behavior<PartitionMessage> onStop() {
        leaving = true;
        return close();
    }

    /** R15: only a record of the metadata log, not older than what is known here, deletes. */
    private Behavior<PartitionMessage> onDelete(Delete delete) {
        if (latest != null
                && (delete.metadataOffset() < latest.metadataOffset()
                        || delete.partitionEpoch() < latest.state().partitionEpoch())) {
            getContext().getLog().warn("{} keeps its files: the deletion is older than its state", partition);
            return this;
        }
        leaving = true;
        deleting = true;
        return close();
    }

    private Behavior<PartitionMessage> onLogClosed(ReplicaEvent.LogClosed event) {
        jobs.ended();
        closed = true;
        if (event.failure() != null) {
            getContext().getLog().error("{} did not close cleanly: {}", partition, event.failure());
        }
        replica.broker().tell(new BrokerMessage.ReplicaStopped(partition, self, event.deleted()));
        return Behaviors.stopped();
    }

    /** An end that nobody ordered: the log must not stay open below a later start of the replica. */
    private Behavior<PartitionMessage> onPostStop() {
        if (serving != null && !closed) {
            serving.abandon(self);
        }
        return this;
    }

    private Behavior<PartitionMessage> afterJob(Consumer<ServingReplica> does) {
        jobs.ended();
        if (serving != null) {
            does.accept(serving);
        }
        return settle();
    }

    private Behavior<PartitionMessage> whileServing(Consumer<ServingReplica> does) {
        if (serving != null && !leaving) {
            does.accept(serving);
        }
        return settle();
    }

    private Behavior<PartitionMessage> settle() {
        if (serving != null) {
            serving.settle(timers);
            if (damage != null && !leaving && jobs.isIdle()) {
                setAside(serving, damage);
            }
        }
        return leaving ? close() : this;
    }

    /** R22: nothing reads or writes the damaged log any more; from now on the replica is as one that found it at its start. */
    private void setAside(ServingReplica damaged, String why) {
        serving = null;
        damage = null;
        closedError = ErrorCode.KAFKA_STORAGE_ERROR;
        damaged.stop();
        damaged.host().forsake();
        UnopenedReplica.setAside(replica, jobs, Objects.requireNonNull(latest), why);
    }

    /** Leaves as soon as no job uses the log any more. */
    private Behavior<PartitionMessage> close() {
        if (serving != null) {
            serving.stop();
        }
        if (closing || !jobs.isIdle()) {
            return this;
        }
        closing = true;
        timers.cancelAll();
        ReplicaClosing.run(jobs, replica, partition, serving, deleting ? latest : null);
        return this;
    }
}
