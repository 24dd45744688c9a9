package io.sampo.client.actor;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The face of a {@link ConsumerActor}. */
final class ActorConsumer implements Consumer {
    private final ActorRef<ConsumerActor.Command> actor;
    private volatile boolean closed;

    ActorConsumer(ActorRef<ConsumerActor.Command> actor) {
        this.actor = actor;
    }

    @Override
    public void assign(Map<TopicPartition, StartAt> partitions) {
        actor.tell(new ConsumerActor.Assign(new LinkedHashMap<>(partitions)));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        Map<TopicPartition, @Nullable StartAt> anywhere = new LinkedHashMap<>();
        partitions.forEach(partition -> anywhere.put(partition, null));
        actor.tell(new ConsumerActor.Assign(anywhere));
    }

    @Override
    public void seek(TopicPartition partition, StartAt start) {
        actor.tell(new ConsumerActor.Seek(partition, start));
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
        if (closed) {
            promise.complete(List.of());
        } else {
            actor.tell(new ConsumerActor.Demand(promise, waitMs));
        }
        return promise;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Long>> positions() {
        CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
        if (closed) {
            promise.complete(Map.of());
        } else {
            actor.tell(new ConsumerActor.Positions(promise));
        }
        return promise;
    }

    @Override
    public void close() {
        closed = true;
        actor.tell(new ConsumerActor.Stop());
    }
}
