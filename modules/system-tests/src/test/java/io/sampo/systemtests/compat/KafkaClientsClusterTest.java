package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.compat.GroupMembers.Member;
import io.sampo.systemtests.compat.GroupMembers.Protocol;
import io.sampo.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache Kafka's own clients against three brokers of which one is killed, stops, or stands still in the middle. */
class KafkaClientsClusterTest {
    @TempDir
    private static Path directory;

    private static ThreeBrokers cluster;
    private static TextClients clients;

    @BeforeAll
    static void start() {
        cluster = ThreeBrokers.start(directory);
        clients = cluster.clients();
    }

    @AfterEach
    void completeAgain() {
        cluster.startAbsent();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static int leader(Admin admin, String topic) throws Exception {
        return ThreeBrokers.describe(admin, topic).leader().id();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void aProducerGoesOnWithTheNextLeaderAndNothingIsLostDoubledOrOutOfOrder() throws Exception {
        try (Admin admin = clients.admin()) {
            cluster.createTopic(admin, "killed", 1);
            try (Numbers numbers = new Numbers(clients, "killed", 1)) {
                // given
                numbers.awaitMore(500);

                // when: killed, and then stopped in order
                cluster.broker(leader(admin, "killed")).kill();
                numbers.awaitMore(500);
                cluster.startAbsent();
                cluster.broker(leader(admin, "killed")).stop();
                numbers.awaitMore(500);
                cluster.startAbsent();

                // then
                int count = numbers.finish();
                assertThat(clients.readAll(new TopicPartition("killed", 0)))
                        .extracting(ConsumerRecord::value)
                        .isEqualTo(numbers(count));
            }
        }
    }

    @Test
    void aBatchWhoseAnswerCameTooLateIsSentAgainAndWrittenOnce() throws Exception {
        try (Admin admin = clients.admin();
                KafkaProducer<String, String> producer =
                        clients.producer("request.timeout.ms", 500, "linger.ms", 0, "batch.size", 100)) {
            // given
            cluster.createTopic(admin, "again", 1);
            producer.send(new ProducerRecord<>("again", 0, null, "0")).get();
            ThreeBrokers.Broker leader = cluster.broker(leader(admin, "again"));

            // when: it stands still with requests that it has not read yet, and reads them after they were sent again
            leader.pause();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try {
                for (int i = 1; i < 100; i++) {
                    sent.add(producer.send(new ProducerRecord<>("again", 0, null, Integer.toString(i))));
                }
                Await.until("a batch that is sent again", () -> retries(producer) > 0);
            } finally {
                leader.resume();
            }

            // then
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            assertThat(clients.readAll(new TopicPartition("again", 0)))
                    .extracting(ConsumerRecord::value)
                    .isEqualTo(numbers(100));
        }
    }

    private static double retries(KafkaProducer<?, ?> producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("record-retry-total"))
                .filter(metric -> metric.metricName().group().equals("producer-metrics"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    @Test
    void whoWritesAndReadsFollowsAPartitionToTheLeaderThatIsElected() throws Exception {
        TopicPartition partition = new TopicPartition("moved", 0);
        try (Admin admin = clients.admin()) {
            cluster.createTopic(admin, "moved", 1);
            List<Integer> replicas = ThreeBrokers.describe(admin, "moved").replicas().stream()
                    .map(Node::id)
                    .toList();
            try (Numbers numbers = new Numbers(clients, "moved", 1);
                    var consumer = clients.consumer()) {
                // given
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                assertThat(TextClients.readAtLeast(consumer, 100)).isNotEmpty();
                // when: the one that was last is preferred now
                List<Integer> preferred = List.of(replicas.get(2), replicas.get(0), replicas.get(1));
                admin.alterPartitionReassignments(
                                Map.of(partition, Optional.of(new NewPartitionReassignment(preferred))))
                        .all()
                        .get();
                Await.until("the last one to lead", () -> leads(admin, partition, preferred.get(0)));
                int count = numbers.acknowledged();
                // then
                numbers.awaitMore(500);
                assertThat(TextClients.readAtLeast(consumer, count)).isNotEmpty();
                assertThat(clients.readAll(partition).subList(0, count + 500))
                        .extracting(ConsumerRecord::value)
                        .isEqualTo(numbers(count + 500));
                assertThat(numbers.finish()).isGreaterThanOrEqualTo(count + 500);
            }
        }
    }

    /** Says whether it leads; and if not, asks for its election. */
    private static boolean leads(Admin admin, TopicPartition partition, int broker) {
        try {
            // An answer that no election is needed is none that says who leads.
            admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                    .partitions()
                    .get();
            return leader(admin, partition.topic()) == broker;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupReadsOnWhileItsCoordinatorIsKilledAndAnotherBrokerStops(Protocol protocol) throws Exception {
        String topic = "read-" + protocol.name();
        try (Admin admin = clients.admin()) {
            cluster.createTopic(admin, topic, 4);
            try (Numbers numbers = new Numbers(clients, topic, 4);
                    GroupMembers group = new GroupMembers(clients.bootstrap().get(), topic, protocol)) {
                // given
                Member first = group.member().subscribe(topic);
                Member second = group.member().subscribe(topic);
                group.untilShared(topic, 4);
                group.until(
                        "both read",
                        () -> !first.values().isEmpty() && !second.values().isEmpty());
                first.consumer().commitSync();
                second.consumer().commitSync();
                int coordinator = admin.describeConsumerGroups(List.of(topic))
                        .all()
                        .get()
                        .get(topic)
                        .coordinator()
                        .id();

                // when: killed, and then another one stopped in order
                cluster.broker(coordinator).kill();
                readOn(group, numbers, first, second);
                cluster.startAbsent();
                cluster.broker(leader(admin, topic)).stop();
                readOn(group, numbers, first, second);
                cluster.startAbsent();

                // then
                int count = numbers.finish();
                group.until("all has been read", () -> all(first, second).size() == count);
                group.untilShared(topic, 4);
                first.consumer().commitSync();
                second.consumer().commitSync();
                assertThat(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get().values().stream()
                                .mapToLong(OffsetAndMetadata::offset)
                                .sum())
                        .isEqualTo(count);
            }
        }
    }

    /** Until three hundred numbers more have gone through. */
    private static void readOn(GroupMembers group, Numbers numbers, Member first, Member second) {
        int until = all(first, second).size() + 300;
        int acknowledged = numbers.acknowledged() + 300;
        group.until(
                "it goes on",
                () -> numbers.acknowledged() >= acknowledged
                        && all(first, second).size() >= until);
    }

    private static Set<String> all(Member first, Member second) {
        Set<String> all = new HashSet<>(first.values());
        all.addAll(second.values());
        return all;
    }
}
