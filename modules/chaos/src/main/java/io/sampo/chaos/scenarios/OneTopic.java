package io.sampo.chaos.scenarios;

import io.sampo.chaos.model.Payload;
import io.sampo.chaos.model.Values;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A topic of one partition in an example: what was acknowledged, and whether it is there. For one thread. */
final class OneTopic {
    private static final int PATIENCE_S = 60;
    private static final int GIVE_UP_MS = 4_000;

    private final SampoClient client;
    private final String name;
    private final List<Long> acknowledged = new ArrayList<>();
    private long next;

    private OneTopic(SampoClient client, String name) {
        this.client = client;
        this.name = name;
    }

    static OneTopic create(SampoClient client, String name, List<Integer> replicas, int minInsyncReplicas)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> config = Map.of("min.insync.replicas", Integer.toString(minInsyncReplicas));
        client.admin()
                .createTopic(new NewTopic(name, -1, -1, List.of(replicas), config))
                .toCompletableFuture()
                .get(PATIENCE_S, TimeUnit.SECONDS);
        return new OneTopic(client, name);
    }

    /** Sends so many records; how many of them were acknowledged within a few seconds. */
    int send(int count, String acks) throws InterruptedException {
        Map<String, Object> settings = Map.of("acks", acks, "delivery.timeout.ms", acksAllGivesUp(acks));
        int before = acknowledged.size();
        try (Producer producer = client.producer(ProducerSettings.of(settings))) {
            List<CompletionStage<Long>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long value = Values.of(1, next++);
                sent.add(producer.send(new ProducerRecord(name, null, Payload.of(value)).toPartition(0))
                        .thenApply(metadata -> value));
            }
            for (CompletionStage<Long> each : sent) {
                settle(each);
            }
        }
        return acknowledged.size() - before;
    }

    private static int acksAllGivesUp(String acks) {
        return acks.equals("all") ? GIVE_UP_MS : 2 * GIVE_UP_MS;
    }

    private void settle(CompletionStage<Long> sent) throws InterruptedException {
        try {
            acknowledged.add(sent.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            // Not acknowledged: nothing is promised of it.
            return;
        }
    }

    /**
     * How many of the acknowledged records are missing when everything is read from the beginning, or out of their
     * order.
     */
    int missing() throws InterruptedException, ExecutionException, TimeoutException {
        TopicPartition partition = new TopicPartition(name, 0);
        List<Long> read = new ArrayList<>();
        try (Consumer consumer = client.consumer(ConsumerSettings.load())) {
            consumer.assign(Map.of(partition, StartAt.BEGINNING));
            List<ConsumerRecord> records = poll(consumer);
            while (!records.isEmpty()) {
                records.forEach(record -> read.add(Payload.read(record.value())));
                records = poll(consumer);
            }
        }
        int at = 0;
        for (long value : read) {
            if (at < acknowledged.size() && acknowledged.get(at) == value) {
                at++;
            }
        }
        return acknowledged.size() - at;
    }

    private static List<ConsumerRecord> poll(Consumer consumer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return consumer.receive(Duration.ofSeconds(2)).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    PartitionState state() throws InterruptedException, ExecutionException, TimeoutException {
        return client.admin()
                .describeTopics(List.of(name))
                .toCompletableFuture()
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .get(0)
                .partitions()
                .get(0);
    }

    /** Waits until the partition is so; whether it came to that. */
    boolean becomes(Predicate<PartitionState> condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S / 2);
        while (System.nanoTime() < deadlineNs) {
            try {
                if (condition.test(state())) {
                    return true;
                }
            } catch (ExecutionException | TimeoutException e) {
                // Nobody answers at the moment.
                TimeUnit.MILLISECONDS.sleep(100);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return false;
    }
}
