package io.sampo.streams;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.RebalanceListener;
import io.sampo.model.TopicPartition;
import io.sampo.streams.Subscriptions.ManualSubscription;
import io.sampo.streams.progress.Assignment;
import io.sampo.streams.progress.Assignment.Phase;
import io.sampo.streams.progress.Ending;
import io.sampo.streams.progress.OffsetBatch.Next;
import io.sampo.streams.progress.ReadBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Shape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * What every source does: it asks its consumer for records when somebody wants some, at most once at a time; hands on those
 * whose assignment is not over; carries out commits; and lives, without outlets, until what it has handed out is committed or
 * nobody is left who would do so. Subclasses say who gets what.
 */
abstract class SourceLogic extends TimerGraphStageLogic implements Consumer.Control {
    private enum Timer {
        POSITIONS,
        LATE,
        END
    }

    /** Partitions that go when what was handed out of them is committed, or when their time is up. */
    private record Revocation(Collection<TopicPartition> partitions, CompletableFuture<Void> promise) {}

    /** How often a bounded source looks whether it is at its end where no record tells it. */
    private static final Duration POSITIONS_INTERVAL = Duration.ofMillis(100);

    private final SourcePlan plan;
    private final AsyncCallback<Runnable> inStage = createAsyncCallback(Runnable::run);
    private final CompletableFuture<Done> stopped = new CompletableFuture<>();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();
    private final SourceCommits commits;
    private final List<Revocation> revocations = new ArrayList<>();
    private final ReadBounds bounds;
    private final RebalanceListener listener;
    private final Reading reading;
    private Assignment assignment = Assignment.NONE;
    private io.sampo.client.@Nullable Consumer consumer;
    private boolean isReceiving;
    private @Nullable Ending ending;

    SourceLogic(Shape shape, SourcePlan plan) {
        super(shape);
        this.plan = plan;
        this.reading = new Reading(plan.groupId(), new Orders());
        this.commits = new SourceCommits(plan.commits(), plan.isMember(), this::later, this::recheck);
        this.bounds = plan.bounds();
        this.listener = plan.listener();
    }

    // What subclasses say.

    /** Records that are to be handed out, of partitions that are owned. */
    abstract void accept(List<ConsumerRecord> records);

    /** True if somebody waits for a record and none is here. */
    abstract boolean wantsRecords();

    /** True if records are here that nobody has asked for. */
    abstract boolean hasRecords();

    /** These are owned; records of them come when the stage is done. */
    abstract CompletionStage<Void> take(Collection<TopicPartition> partitions);

    /** Records of these that are here are dropped. */
    abstract void discard(Collection<TopicPartition> partitions);

    /** True while a record is on its way out that nobody else will see: outlets end when it has left. */
    boolean isEmitting() {
        return false;
    }

    /** The stream is over, well or, with a failure, not. Called a second time when it is late: then outlets end at once. */
    abstract void endOutlets(@Nullable Throwable failure);

    // What subclasses may do.

    final Reading reading() {
        return reading;
    }

    final io.sampo.client.Consumer consumer() {
        return Objects.requireNonNull(consumer, "not started");
    }

    final boolean owns(TopicPartition partition) {
        return assignment.owns(partition);
    }

    /** Runs it in the stage; from any thread. */
    final void later(Runnable step) {
        inStage.invoke(step);
    }

    /** A record leaves; called for each. */
    final void handsOut(ConsumerRecord record) {
        commits.handsOut(record);
    }

    /** Asks for records, unless that is under way. */
    final void demand() {
        if (!isReceiving && ending == null && consumer != null) {
            isReceiving = true;
            consumer.receive()
                    .whenComplete((records, failure) ->
                            later(() -> received(records == null ? List.of() : records, failure)));
        }
    }

    /** Nothing more is handed out; lives on for commits. */
    final void endReading(@Nullable Throwable failure, Ending how) {
        if (ending == null) {
            Collection<TopicPartition> all = assignment.partitions();
            setKeepGoing(true);
            // First: what is discarded is at an end, and would not hear of the failure.
            endOutlets(failure);
            discard(all);
            if (consumer != null) {
                consumer.pause(all);
            }
        }
        if (ending == null || how.compareTo(ending) > 0) {
            ending = how;
            if (how != Ending.READ) {
                change(assignment.to(Phase.FINISHING, assignment.partitions()));
                scheduleOnce(Timer.LATE, plan.settings().drainTimeout());
            }
            cancelTimer(Timer.END);
            if (how != Ending.STOP) {
                scheduleOnce(Timer.END, plan.settings().drainTimeout());
            }
        }
        recheck();
    }

    /** Ends a bounded source once its last record has left. */
    final void endIfAllIsRead() {
        if (ending == null && bounds.isReached() && !hasRecords()) {
            endReading(null, Ending.READ);
        }
    }

    // The life of the stage.

    @Override
    public void preStart() {
        io.sampo.client.Consumer opened = plan.consumers().get();
        consumer = opened;
        plan.begin(opened, new Rebalances());
        if (plan.subscription() instanceof ManualSubscription manual) {
            change(assignment.taken(manual.partitions().keySet()));
        }
        if (bounds.isBounded()) {
            bounds.starts().forEach(this::at);
            scheduleWithFixedDelay(Timer.POSITIONS, POSITIONS_INTERVAL, POSITIONS_INTERVAL);
            endIfAllIsRead();
        }
    }

    @Override
    public void postStop() {
        reading.end(commits.committed(), reading.nobodyCommits() ? 0 : commits.open());
        stopped.complete(Done.getInstance());
        if (consumer == null) {
            ended.complete(Done.getInstance());
        } else {
            consumer.stop().whenComplete((done, failure) -> ended.complete(Done.getInstance()));
        }
    }

    @Override
    public void onTimer(Object key) {
        if (key == Timer.POSITIONS) {
            lookAtPositions();
        } else if (key == Timer.LATE) {
            change(assignment.to(Phase.LATE, assignment.partitions()));
            endOutlets(null);
            recheck();
        } else if (key == Timer.END && ending != Ending.CLOSE && !reading.isWithoutCommitters()) {
            scheduleOnce(Timer.END, plan.settings().drainTimeout());
        } else if (key == Timer.END) {
            completeStage();
        } else if (key instanceof Revocation revocation && revocations.remove(revocation)) {
            gone(revocation);
        }
    }

    @Override
    public CompletionStage<Done> stop() {
        later(() -> endReading(null, Ending.STOP));
        return stopped;
    }

    @Override
    public CompletionStage<Done> shutdown() {
        later(() -> endReading(null, Ending.CLOSE));
        return ended;
    }

    @Override
    public <T> CompletionStage<T> drainAndShutdown(CompletionStage<T> streamCompletion, Executor executor) {
        CompletionStage<T> drained = Consumer.Control.super.drainAndShutdown(streamCompletion, executor);
        return reading.inTime(drained, ended, plan.settings().drainTimeout(), executor);
    }

    @Override
    public CompletionStage<Done> isShutdown() {
        return ended;
    }

    // Records.

    private void received(List<ConsumerRecord> records, @Nullable Throwable failure) {
        isReceiving = false;
        if (ending != null) {
            return;
        }
        if (failure != null) {
            endReading(Refusals.cause(failure), Ending.DRAIN);
        } else if (records.isEmpty()) {
            // The client was closed under the stream.
            endReading(null, Ending.CLOSE);
        } else {
            // Those of a partition that has gone meanwhile are its next owner's.
            accept(records.stream()
                    .filter(record ->
                            assignment.owns(record.partition()) && bounds.includes(record.partition(), record.offset()))
                    .toList());
            records.forEach(record -> at(record.partition(), record.offset() + 1));
            endIfAllIsRead();
            if (wantsRecords()) {
                demand();
            }
        }
    }

    private void lookAtPositions() {
        if (ending == null && isReceiving) {
            consumer()
                    .positions()
                    .whenComplete((positions, failure) -> later(() -> {
                        if (failure == null && ending == null && !hasRecords()) {
                            positions.forEach(this::at);
                            endIfAllIsRead();
                        }
                    }));
        }
    }

    private void at(TopicPartition partition, long position) {
        if (bounds.at(partition, position)) {
            consumer().pause(List.of(partition));
        }
    }

    // Partitions that come and go.

    /** Turns calls of the client into steps of the stage; the client waits for them, so that none overtakes another. */
    private final class Rebalances implements RebalanceListener {
        @Override
        public CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
            return step(promise -> assigned(partitions, promise));
        }

        @Override
        public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
            return step(promise -> revoked(partitions, promise)).thenCompose(done -> listener.onRevoked(partitions));
        }

        @Override
        public CompletionStage<Void> onLost(Collection<TopicPartition> partitions) {
            return step(promise -> {
                        discard(partitions);
                        gone(new Revocation(partitions, promise));
                    })
                    .thenCompose(done -> listener.onLost(partitions));
        }

        private CompletionStage<Void> step(java.util.function.Consumer<CompletableFuture<Void>> step) {
            CompletableFuture<Void> promise = new CompletableFuture<>();
            reading.completeAtEnd(promise, null);
            later(() -> step.accept(promise));
            return promise;
        }
    }

    private void assigned(Collection<TopicPartition> partitions, CompletableFuture<Void> promise) {
        if (ending != null) {
            consumer().pause(partitions);
            promise.complete(null);
            return;
        }
        change(assignment.taken(partitions));
        take(partitions).thenCompose(done -> listener.onAssigned(partitions)).whenComplete((done, failure) -> {
            if (failure != null) {
                later(() -> endReading(Refusals.cause(failure), Ending.DRAIN));
            }
            promise.complete(null);
        });
    }

    private void revoked(Collection<TopicPartition> partitions, CompletableFuture<Void> promise) {
        discard(partitions);
        Revocation revocation = new Revocation(partitions, promise);
        revocations.add(revocation);
        change(assignment.to(Phase.FINISHING, partitions));
        scheduleOnce(revocation, plan.settings().drainTimeout());
        recheck();
    }

    private void gone(Revocation revocation) {
        cancelTimer(revocation);
        change(assignment.to(Phase.GONE, revocation.partitions()));
        commits.forget(revocation.partitions());
        revocation.promise().complete(null);
        recheck();
    }

    private void change(Assignment next) {
        assignment = next;
        reading.change(next);
    }

    // Commits, and what waits for them.

    /** What offsets and the stages behind ask of this one. */
    private final class Orders implements Reading.Stage {
        @Override
        public void commit(Map<TopicPartition, Next> offsets, CompletableFuture<Done> promise) {
            later(() -> {
                commits.carryOut(consumer(), assignment, offsets, promise);
                prolong();
            });
        }

        @Override
        public void discardedFrom(TopicPartition partition, int epoch, long offset) {
            later(() -> {
                if (assignment.epochOf(partition) == epoch) {
                    commits.discardedFrom(partition, offset);
                    recheck();
                }
            });
        }

        @Override
        public void committersChanged() {
            later(SourceLogic.this::prolong);
        }

        @Override
        public void giveUp() {
            later(() -> {
                endReading(null, Ending.CLOSE);
                completeStage();
            });
        }
    }

    /** Something has been done: the next commit has as much time again. */
    private void prolong() {
        if (isTimerActive(Timer.END) && ending != Ending.CLOSE) {
            scheduleOnce(Timer.END, plan.settings().drainTimeout());
        }
        recheck();
    }

    private void recheck() {
        for (Revocation revocation : List.copyOf(revocations)) {
            boolean isDone = commits.areSettled(revocation.partitions()) || reading.nobodyCommits();
            if (isDone && revocations.remove(revocation)) {
                gone(revocation);
            }
        }
        if (ending != null && !isEmitting()) {
            stopped.complete(Done.getInstance());
            if (!commits.isUnderWay() && (commits.areSettled() || reading.nobodyCommits())) {
                completeStage();
            }
        }
    }
}
