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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The face of a {@link ConsumerActor}, and of the {@link MembershipActor} beside it where there is a group. */
final class ActorConsumer implements Consumer {
    private static final long STOP_TIMEOUT_S = 6;

    private final ActorRef<ConsumerActor.Command> actor;
    private final @Nullable ActorRef<MembershipActor.Command> group;
    private final CompletableFuture<Void> stopped;
    private final Interceptors<ConsumerInterceptor> interceptors;
    private final ClientMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param stopped completed when it has stopped */
    ActorConsumer(
            ActorRef<ConsumerActor.Command> actor,
            @Nullable ActorRef<MembershipActor.Command> group,
            CompletableFuture<Void> stopped,
            Interceptors<ConsumerInterceptor> interceptors,
            ClientMetrics metrics) {
        this.actor = actor;
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
            metrics.add(Metric.REBALANCE, 1);
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
            actor.tell(new ConsumerActor.Positions(promise));
            return promise;
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> processed() {
            CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
            actor.tell(new ConsumerActor.Processed(promise));
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
        actor.tell(new ConsumerActor.Assign(new LinkedHashMap<>(partitions), Set.of(), false));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
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
        group().tell(new MembershipActor.Subscribe(new Subscription(List.copyOf(topics), ""), listener));
    }

    @Override
    public void subscribePattern(String regex, RebalanceListener listener) {
        group().tell(new MembershipActor.Subscribe(new Subscription(List.of(), regex), listener));
    }

    @Override
    public void unsubscribe() {
        group().tell(new MembershipActor.Subscribe(Subscription.NOTHING, RebalanceListener.NONE));
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
        ActorRef<MembershipActor.Command> member = group();
        if (closed.get()) {
            promise.completeExceptionally(new IllegalStateException("This consumer is closed"));
        } else {
            member.tell(question);
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
        } else {
            actor.tell(new ConsumerActor.Demand(promise, waitMs));
        }
        return handedOut(promise);
    }

    private CompletionStage<List<ConsumerRecord>> handedOut(CompletableFuture<List<ConsumerRecord>> received) {
        CompletableFuture<List<ConsumerRecord>> handedOut = new CompletableFuture<>();
        received.whenComplete((records, failure) -> {
            if (failure != null) {
                handedOut.completeExceptionally(failure);
                return;
            }
            metrics.add(Metric.RECORDS_CONSUMED, records.size());
            handedOut.complete(
                    records.isEmpty() ? records : interceptors.through(records, ConsumerInterceptor::onConsume));
        });
        return handedOut;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Long>> positions() {
        CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
        if (closed.get()) {
            promise.complete(Map.of());
        } else {
            actor.tell(new ConsumerActor.Positions(promise));
        }
        return promise;
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
            left.whenComplete((done, failure) -> {
                actor.tell(new ConsumerActor.Stop());
                interceptors.close();
                stopped.complete(null);
            });
        }
        return stopped.copy();
    }

    @Override
    public void close() {
        try {
            stop().toCompletableFuture().get(STOP_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // Its actor system has ended before it, and its membership with that.
            actor.tell(new ConsumerActor.Stop());
        }
    }
}
