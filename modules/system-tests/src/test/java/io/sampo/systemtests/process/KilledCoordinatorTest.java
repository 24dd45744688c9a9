package io.sampo.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.testkit.Await;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} of the broker that coordinates a group does to the group: it goes on, and forgets nothing. */
class KilledCoordinatorTest {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final TopicPartition TOPIC = new TopicPartition("read", 0);
    private static final String GROUP = "readers";

    @TempDir
    private static Path directory;

    private static ProcessCluster cluster;

    @BeforeAll
    static void start() {
        cluster = ProcessCluster.start(3, directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aGroupGoesOnWithoutItsCoordinatorAndItsOffsetsSurviveThatOfAllBrokers() {
        long committed;
        try (SampoClient client = cluster.client()) {
            // given
            Await.result(client.admin()
                    .createTopic(NewTopic.of(TOPIC.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            List<Long> read = new ArrayList<>();
            try (Consumer member = member(client)) {
                member.subscribe(List.of(TOPIC.topic()));
                readAndCommit(member, read, 200);
                int coordinator = coordinator(client);

                // when
                cluster.broker(coordinator).kill();
                long killedNs = System.nanoTime();
                readAndCommit(member, read, read.size() + 1);

                // then
                System.out.println("group went on " + (System.nanoTime() - killedNs) / 1_000_000
                        + " ms after kill -9 of its coordinator");
                assertThat(coordinator(client)).isNotEqualTo(coordinator);
                readAndCommit(member, read, read.size() + 200);
                cluster.launch(coordinator);
                cluster.awaitReady(coordinator);
                traffic.close();
                readAndCommit(member, read, traffic.acknowledged().size());
            }
            assertThat(read)
                    .as("in order, nothing skipped, nothing twice")
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(read).containsAll(traffic.acknowledged().keySet());
            committed = committed(client);
            assertThat(committed).isGreaterThanOrEqualTo(read.size());
        }

        // when
        cluster.brokers().forEach(ChildProcess::kill);
        cluster.launchAll();

        // then
        try (SampoClient after = cluster.client()) {
            assertThat(committed(after)).isEqualTo(committed);
        }
    }

    private static Consumer member(SampoClient client) {
        return client.consumer(ConsumerSettings.of(Map.of("group.id", GROUP, "auto.offset.reset", "earliest")));
    }

    /** Until {@code count} numbers in all were read, each committed before the next are asked for. */
    private static void readAndCommit(Consumer member, List<Long> read, int count) {
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (read.size() < count) {
            assertThat(System.nanoTime())
                    .as("%s of %s were read", read.size(), count)
                    .isLessThan(deadlineNs);
            List<ConsumerRecord> records = Await.result(member.receive(Duration.ofMillis(500)));
            records.forEach(record -> read.add(Long.parseLong(record.valueText())));
            Await.result(member.commit());
        }
    }

    private static long committed(SampoClient client) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                Await.result(client.admin().groups().offsets(GROUP));
        return offsets.get(TOPIC).offset();
    }

    /** The broker that leads the group's partition of {@code __consumer_offsets}, by Kafka's formula. */
    private static int coordinator(SampoClient client) {
        ClusterView.TopicView topic = Await.result(client.admin().describeTopics(List.of("__consumer_offsets")))
                .get(0);
        int number =
                (int) (Math.abs((long) GROUP.hashCode()) % topic.partitions().size());
        Await.until(
                "a leader of the group's partition", () -> state(client, number).hasLeader());
        return state(client, number).leader();
    }

    private static PartitionState state(SampoClient client, int number) {
        return Await.result(client.admin().describeTopics(List.of("__consumer_offsets")))
                .get(0)
                .partitions()
                .get(number);
    }
}
