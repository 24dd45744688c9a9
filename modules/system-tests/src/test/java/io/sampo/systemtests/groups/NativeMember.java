package io.sampo.systemtests.groups;

import io.sampo.client.ClientSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.groups.Happening.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A member by Sampo's own client, on an actor system of its own: it can be taken away from one moment to the other. */
final class NativeMember implements GroupMember, RebalanceListener {
    private final Witness witness;
    private final String topic;
    private final SampoClient client;
    private final Consumer consumer;
    /** All that it does: what was received before a change is processed before it. */
    private final ExecutorService thread;

    private final Executor later;

    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private boolean commits;
    private volatile boolean isLeaving;
    private volatile boolean isOver;

    private NativeMember(Witness witness, String bootstrap, String group, String topic) {
        this.witness = witness;
        this.topic = topic;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, witness.member());
            made.setDaemon(true);
            return made;
        });
        this.later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS, thread);
        this.client = SampoClient.connect(ClientSettings.of(
                Map.of("bootstrap.servers", bootstrap, "client.id", witness.member(), "connect.timeout.ms", 60_000)));
        this.consumer =
                client.consumer(ConsumerSettings.of(Map.of("group.id", group, "auto.offset.reset", "earliest")));
    }

    static NativeMember join(Witness witness, String bootstrap, String group, String topic) {
        NativeMember member = new NativeMember(witness, bootstrap, group, topic);
        member.consumer.subscribe(List.of(topic), member);
        member.receive();
        return member;
    }

    private void receive() {
        if (!isOver && !isLeaving) {
            consumer.receive().whenCompleteAsync(this::received, thread);
        }
    }

    private void received(List<ConsumerRecord> records, Throwable failure) {
        if (isOver) {
            return;
        }
        if (failure != null) {
            witness.failed(failure);
            return;
        }
        Witness.Delivery delivery = witness.new Delivery();
        records.forEach(record ->
                delivery.add(record.partition().partition(), record.offset(), String.valueOf(record.valueText())));
        delivery.tell(positions);
        commitWhatIsNew();
        receive();
    }

    /** One commit at a time, and another one when there is more by then. */
    private void commitWhatIsNew() {
        if (!commits && !committed.entrySet().containsAll(positions.entrySet())) {
            commits = true;
            commit(positions)
                    .whenCompleteAsync(
                            (accepted, failure) -> {
                                commits = false;
                                (accepted ? thread : later).execute(this::commitWhatIsNew);
                            },
                            thread);
        }
    }

    /** @return whether it was accepted */
    private CompletionStage<Boolean> commit(Map<Integer, Long> of) {
        Map<Integer, Long> fresh = new TreeMap<>(of);
        fresh.entrySet().removeAll(committed.entrySet());
        if (fresh.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        fresh.forEach((partition, offset) ->
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
        committed.putAll(fresh);
        long sentNs = System.nanoTime();
        return consumer.commit(offsets)
                .handleAsync(
                        (done, refused) -> {
                            witness.committed(fresh, sentNs, refused);
                            if (refused != null) {
                                committed.entrySet().removeAll(fresh.entrySet());
                            }
                            return refused == null;
                        },
                        thread);
    }

    @Override
    public CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
        long atNs = System.nanoTime();
        return consumer.committed(partitions).handle((offsets, failure) -> {
            partitions.forEach(partition -> {
                OffsetAndMetadata offset = failure == null ? offsets.get(partition) : null;
                long first = offset == null ? Happening.NOTHING : offset.offset();
                witness.saw(new Happening(
                        Kind.ASSIGNED,
                        witness.member(),
                        partition.partition(),
                        atNs,
                        failure == null ? first : Happening.UNKNOWN,
                        atNs));
            });
            return null;
        });
    }

    @Override
    public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Map<Integer, Long> last = new TreeMap<>(positions);
                            last.keySet()
                                    .retainAll(partitions.stream()
                                            .map(TopicPartition::partition)
                                            .toList());
                            return commit(last);
                        },
                        thread)
                .thenCompose(stage -> stage)
                .thenRunAsync(() -> ended(Kind.REVOKED, partitions), thread);
    }

    @Override
    public CompletionStage<Void> onLost(Collection<TopicPartition> partitions) {
        return CompletableFuture.runAsync(() -> ended(Kind.LOST, partitions), thread);
    }

    private void ended(Kind how, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            witness.saw(how, partition.partition(), 0, 0);
            positions.remove(partition.partition());
            committed.remove(partition.partition());
        });
    }

    @Override
    public void leave() {
        isLeaving = true;
        consumer.close();
        isOver = true;
        witness.gone();
        client.close();
        thread.shutdown();
    }

    /** Is gone, and tells nobody. */
    void vanish() {
        // Between two things that it does: what it has not told it has not done.
        thread.execute(() -> {
            isOver = true;
            witness.gone();
            client.system().classicSystem().terminate();
            thread.shutdownNow();
        });
    }
}
