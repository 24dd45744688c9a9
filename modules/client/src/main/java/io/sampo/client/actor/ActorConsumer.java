package io.sampo.client.actor;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ClientMetrics.Metric;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.client.fetch.FetchPosition;
import io.sampo.client.group.GroupMembership.Subscription;
import io.sampo.client.group.MembershipActor;
import io.sampo.client.intercept.ConsumerInterceptor;
import io.sampo.client.intercept.Interceptors;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The face of a {@link ConsumerActor}, and of the {@link MembershipActor} beside it where there is a group. */
final class ActorConsumer implements Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(ActorConsumer.class);

    /** A membership ends within five seconds by itself; this is for one that has failed, or whose actor system has ended. */
    private static final long LEAVE_TIMEOUT_S = 6;

    private static final long STOP_TIMEOUT_S = 1;

    /** Who says what is read. */
    enum Mode {
        NOBODY,
        USER,
        GROUP
    }

    private final ActorRef<ConsumerActor.Command> actor;
    private final @Nullable ActorRef<MembershipActor.Command> group;
    private final CompletableFuture<Void> stopped;
    private final Interceptors<ConsumerInterceptor> interceptors;
    private final ClientMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<Mode> mode;
    /** How what somebody waits for ends with this consumer at the latest, whatever answer is lost. */
    private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();

    private volatile boolean hasEnded;

    /** @param stopped completed when it has stopped */
    ActorConsumer(
            ActorRef<ConsumerActor.Command> actor,
            @Nullable ActorRef<MembershipActor.Command> group,
            CompletableFuture<Void> stopped,
            Interceptors<ConsumerInterceptor> interceptors,
            ClientMetrics metrics,
            AtomicReference<Mode> mode) {
        this.actor = actor;
        this.mode = mode;
        this.group = group;
        this.stopped = stopped;
        this.interceptors = interceptors;
        this.metrics = metrics;
    }

    /** The consumer as its membership sees it. */
    record Read(
            ActorRef<ConsumerActor.Command> actor,
            Interceptors<ConsumerInterceptor> interceptors,
            ClientMetrics metrics)
            implements MembershipActor.Reading {
        @Override
        public void assign(Map<TopicPartition, @Nullable StartAt> partitions, Set<TopicPartition> held) {
            metrics.add(Metric.ASSIGNMENT_CHANGE, 1);
            actor.tell(new ConsumerActor.Assign(partitions, held, true));
        }

        @Override
        public void start(Map<TopicPartition, @Nullable StartAt> starts) {
            actor.tell(new ConsumerActor.Start(starts));
        }

        @Override
        public void hold(Collection<TopicPartition> partitions) {
            actor.tell(new ConsumerActor.Rest(List.copyOf(partitions), FetchPosition.Rest.HELD, true));
        }

        @Override
        public void release(Set<TopicPartition> held) {
            actor.tell(new ConsumerActor.Rest(held, FetchPosition.Rest.HELD, false));
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> positions() {
            CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
            actor.tell(new ConsumerActor.Positions(promise, false));
            return promise;
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> processed() {
            CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
            actor.tell(new ConsumerActor.Positions(promise, true));
            return promise;
        }

        @Override
        public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
            metrics.add(Metric.COMMIT, 1);
            interceptors.each(interceptor -> interceptor.onCommit(offsets));
        }

        @Override
        public void fail(@Nullable SampoException why) {
            actor.tell(new ConsumerActor.Fail(why));
        }
    }

    @Override
    public void assign(Map<TopicPartition, StartAt> partitions) {
        enter(Mode.USER, partitions.isEmpty());
        actor.tell(new ConsumerActor.Assign(new LinkedHashMap<>(partitions), Set.of(), false));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        enter(Mode.USER, partitions.isEmpty());
        if (group != null) {
            // Now, so that what the user says next, a seek or a pause, is said of what is there.
            actor.tell(new ConsumerActor.AssignUnstarted(List.copyOf(partitions)));
            group.tell(new MembershipActor.StartCommitted(List.copyOf(partitions)));
            return;
        }
        Map<TopicPartition, @Nullable StartAt> anywhere = new LinkedHashMap<>();
        partitions.forEach(partition -> anywhere.put(partition, null));
        actor.tell(new ConsumerActor.Assign(anywhere, Set.of(), false));
    }

    @Override
    public void subscribe(Collection<String> topics, RebalanceListener listener) {
        join(new Subscription(List.copyOf(topics), ""), listener);
    }

    @Override
    public void subscribePattern(String regex, RebalanceListener listener) {
        join(new Subscription(List.of(), regex), listener);
    }

    @Override
    public void unsubscribe() {
        ActorRef<MembershipActor.Command> member = group();
        mode.set(Mode.NOBODY);
        member.tell(new MembershipActor.Subscribe(Subscription.NOTHING, RebalanceListener.NONE));
    }

    private void join(Subscription wanted, RebalanceListener listener) {
        ActorRef<MembershipActor.Command> member = group();
        enter(Mode.GROUP, wanted.equals(Subscription.NOTHING));
        member.tell(new MembershipActor.Subscribe(wanted, listener));
    }

    /** @param endsIt whether it wants nothing: then whoever comes next may say what is read */
    private void enter(Mode next, boolean endsIt) {
        Mode before = mode.getAndUpdate(now -> now == Mode.NOBODY ? next : now);
        if (before != Mode.NOBODY && before != next) {
            throw new IllegalStateException(
                    before == Mode.GROUP
                            ? "This consumer has subscribed, so its group says what it reads: unsubscribe before you assign"
                            : "This consumer reads what was assigned by hand: unsubscribe before you subscribe");
        }
        if (endsIt) {
            mode.compareAndSet(next, Mode.NOBODY);
        }
    }

    private ActorRef<MembershipActor.Command> group() {
        if (group == null) {
            throw new IllegalStateException("This consumer has no group: set group.id");
        }
        return group;
    }

    @Override
    public CompletionStage<Set<TopicPartition>> assignment() {
        CompletableFuture<Set<TopicPartition>> promise = new CompletableFuture<>();
        return asked(new MembershipActor.Assignment(promise), promise);
    }

    @Override
    public CompletionStage<Void> commit() {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        return asked(new MembershipActor.Commit(null, promise), promise);
    }

    @Override
    public CompletionStage<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        return asked(new MembershipActor.Commit(Map.copyOf(offsets), promise), promise);
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Collection<TopicPartition> partitions) {
        CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> promise = new CompletableFuture<>();
        return asked(new MembershipActor.Committed(List.copyOf(partitions), promise), promise);
    }

    /** Asks the membership, which is there until the consumer is closed, and answers until then. */
    private <T> CompletionStage<T> asked(MembershipActor.Command question, CompletableFuture<T> promise) {
        group().tell(question);
        return tracked(
                promise, () -> promise.completeExceptionally(new IllegalStateException("This consumer is closed")));
    }

    private <T> CompletableFuture<T> tracked(CompletableFuture<T> promise, Runnable ending) {
        endings.add(ending);
        promise.whenComplete((value, failure) -> endings.remove(ending));
        if (hasEnded) {
            ending.run();
        }
        return promise;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        actor.tell(new ConsumerActor.Rest(List.copyOf(partitions), FetchPosition.Rest.PAUSED, true));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        actor.tell(new ConsumerActor.Rest(List.copyOf(partitions), FetchPosition.Rest.PAUSED, false));
    }

    @Override
    public void seek(TopicPartition partition, StartAt start) {
        actor.tell(new ConsumerActor.Seek(partition, start));
        if (group != null) {
            group.tell(new MembershipActor.Sought(partition));
        }
    }

    @Override
    public CompletionStage<List<ConsumerRecord>> receive() {
        return receive(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<List<ConsumerRecord>> receive(Duration wait) {
        return receive(Math.max(0, wait.toMillis()));
    }

    private CompletionStage<List<ConsumerRecord>> receive(long waitMs) {
        CompletableFuture<List<ConsumerRecord>> promise = new CompletableFuture<>();
        if (closed.get()) {
            promise.complete(List.of());
            return promise;
        }
        actor.tell(new ConsumerActor.Demand(promise, waitMs));
        return tracked(promise, () -> promise.complete(List.of())).thenApply(this::counted);
    }

    /** Before anybody has them. */
    private List<ConsumerRecord> counted(List<ConsumerRecord> records) {
        metrics.add(Metric.RECORDS_CONSUMED, records.size());
        return records;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Long>> positions() {
        CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
        actor.tell(new ConsumerActor.Positions(promise, false));
        return tracked(promise, () -> promise.complete(Map.of()));
    }

    @Override
    public CompletionStage<Void> stop() {
        if (closed.compareAndSet(false, true)) {
            CompletableFuture<Void> left = new CompletableFuture<>();
            if (group == null) {
                left.complete(null);
            } else {
                group.tell(new MembershipActor.Leave(left));
            }
            left.completeOnTimeout(null, LEAVE_TIMEOUT_S, TimeUnit.SECONDS).whenComplete((done, failure) -> {
                CompletableFuture<Void> readsNothing = new CompletableFuture<>();
                actor.tell(new ConsumerActor.Stop(readsNothing));
                readsNothing
                        .completeOnTimeout(null, STOP_TIMEOUT_S, TimeUnit.SECONDS)
                        // What users have attached must not hold up the clock of all futures.
                        .whenCompleteAsync((nothing, ignored) -> end());
            });
        }
        return stopped.copy();
    }

    private void end() {
        hasEnded = true;
        endings.forEach(Runnable::run);
        interceptors.close();
        stopped.complete(null);
    }

    @Override
    public void close() {
        try {
            stop().toCompletableFuture().get(LEAVE_TIMEOUT_S + 2 * STOP_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("A consumer has not ended in time; what its interceptors or listeners do takes long", e);
        }
    }
}
