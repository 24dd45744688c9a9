package io.sampo.systemtests.groups;

import io.sampo.systemtests.groups.Happening.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A member by kafka-clients with the protocol of KIP-848, polled by a thread of its own. */
final class KafkaMember implements GroupMember, ConsumerRebalanceListener, Runnable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Witness witness;
    private final String topic;
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;
    /** What it was told that it has. */
    private final Set<Integer> given = new HashSet<>();

    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private boolean commits;
    private volatile boolean isOver;

    private KafkaMember(Witness witness, String bootstrap, String group, String topic) {
        this.witness = witness;
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "client.id",
                        witness.member(),
                        "group.id",
                        group,
                        "group.protocol",
                        "consumer",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false),
                new StringDeserializer(),
                new StringDeserializer());
        this.thread = new Thread(this, witness.member());
        thread.setDaemon(true);
    }

    static KafkaMember join(Witness witness, String bootstrap, String group, String topic) {
        KafkaMember member = new KafkaMember(witness, bootstrap, group, topic);
        member.consumer.subscribe(List.of(topic), member);
        member.thread.start();
        return member;
    }

    @Override
    public void run() {
        try {
            while (!isOver) {
                poll();
            }
        } catch (KafkaException e) {
            witness.failed(e);
        }
        consumer.close();
        witness.gone();
    }

    private void poll() {
        Witness.Delivery delivery = witness.new Delivery();
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            delivery.add(record.partition(), record.offset(), record.value());
        }
        delivery.tell(positions);
        Map<Integer, Long> fresh = fresh(positions);
        if (!commits && !fresh.isEmpty()) {
            commits = true;
            committed.putAll(fresh);
            long sentNs = System.nanoTime();
            // Answered while it polls, so that nothing waits for it.
            consumer.commitAsync(offsets(fresh), (offsets, refused) -> {
                commits = false;
                witness.committed(fresh, sentNs, refused);
                if (refused != null) {
                    committed.entrySet().removeAll(fresh.entrySet());
                }
            });
        }
    }

    private Map<Integer, Long> fresh(Map<Integer, Long> of) {
        Map<Integer, Long> fresh = new TreeMap<>(of);
        fresh.entrySet().removeAll(committed.entrySet());
        return fresh;
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Map<Integer, Long> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        of.forEach((partition, offset) ->
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
        return offsets;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        long atNs = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = null;
        try {
            offsets = consumer.committed(Set.copyOf(partitions));
        } catch (KafkaException e) {
            System.err.println(witness.member() + ": what is committed cannot be read: " + e);
        }
        for (TopicPartition partition : partitions) {
            given.add(partition.partition());
            long first = Happening.UNKNOWN;
            if (offsets != null) {
                OffsetAndMetadata offset = offsets.get(partition);
                first = offset == null ? Happening.NOTHING : offset.offset();
            }
            witness.saw(new Happening(Kind.ASSIGNED, witness.member(), partition.partition(), atNs, first, atNs));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<Integer, Long> last = fresh(positions);
        last.keySet()
                .retainAll(partitions.stream().map(TopicPartition::partition).toList());
        long sentNs = System.nanoTime();
        try {
            if (!last.isEmpty()) {
                consumer.commitSync(offsets(last));
                witness.committed(last, sentNs, null);
            }
        } catch (KafkaException e) {
            witness.committed(last, sentNs, e);
        }
        ended(Kind.REVOKED, partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        ended(Kind.LOST, partitions);
    }

    private void ended(Kind how, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            if (!given.remove(partition.partition())) {
                System.err.println(witness.member() + ": lets go partition " + partition.partition()
                        + (isOver ? ", while it closes" : "") + ", and was not told that it has it");
            }
            witness.saw(how, partition.partition(), 0, 0);
            positions.remove(partition.partition());
            committed.remove(partition.partition());
        });
    }

    @Override
    public void leave() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
