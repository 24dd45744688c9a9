package io.sampo.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code kill -9} and SIGTERM do to records that were acknowledged: nothing. The tests share the brokers, because starts
 * are what costs; each has its own topic and leaves three brokers running.
 */
class KilledBrokersTest {
    private static final Duration WITHIN = Duration.ofSeconds(40);

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
    void killsOfTheLeaderAndThenOfAllBrokersLoseNothingAcknowledged() {
        TopicPartition topic = new TopicPartition("killed", 0);
        try (SampoClient client = cluster.client()) {
            // given
            createTopic(client, topic);
            NumberedTraffic traffic = NumberedTraffic.to(client, topic);
            traffic.awaitAcknowledged(200, WITHIN);
            int leader = partition(client, topic).leader();

            // when
            cluster.broker(leader).kill();

            // then
            await(
                    client,
                    topic,
                    "another leader",
                    state -> state.hasLeader()
                            && state.leader() != leader
                            && !state.isr().contains(leader));
            traffic.awaitAcknowledged(200, WITHIN);

            // when
            cluster.launch(leader);
            cluster.awaitReady(leader);

            // then
            await(client, topic, "full ISR", state -> state.isr().size() == 3);
            traffic.close();
            ReadBack.of(client, topic).holdsEachOnce(traffic.acknowledged()).isInOrder();

            // when
            cluster.brokers().forEach(ChildProcess::kill);
            cluster.launchAll();

            // then
            try (SampoClient after = cluster.client()) {
                await(after, topic, "full ISR", state -> state.isr().size() == 3);
                ReadBack.of(after, topic).holdsEachOnce(traffic.acknowledged()).isInOrder();
            }
        }
    }

    @Test
    void sigtermHandsLeadershipOverAndEndsWithZero() {
        TopicPartition topic = new TopicPartition("terminated", 0);
        try (SampoClient client = cluster.client()) {
            // given
            createTopic(client, topic);
            NumberedTraffic traffic = NumberedTraffic.to(client, topic);
            traffic.awaitAcknowledged(100, WITHIN);
            int leader = partition(client, topic).leader();

            // when
            cluster.broker(leader).terminate();

            // then
            assertThat(cluster.broker(leader).awaitExit(Duration.ofSeconds(20))).isEqualTo(OptionalInt.of(0));
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, topic).holdsEachOnce(traffic.acknowledged()).isInOrder();
            cluster.launchAll();
        }
    }

    private static void createTopic(SampoClient client, TopicPartition topic) {
        Await.result(client.admin()
                .createTopic(NewTopic.of(topic.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
    }

    private static PartitionState partition(SampoClient client, TopicPartition topic) {
        return Await.result(client.admin().describeTopics(List.of(topic.topic())))
                .get(0)
                .partitions()
                .get(0);
    }

    private static void await(
            SampoClient client, TopicPartition topic, String what, Predicate<PartitionState> condition) {
        Await.until(
                WITHIN,
                () -> what + "; there is " + describe(client, topic),
                () -> condition.test(partition(client, topic)));
    }

    private static String describe(SampoClient client, TopicPartition topic) {
        try {
            return partition(client, topic).toString();
        } catch (AssertionError | CompletionException e) {
            return e.toString();
        }
    }
}
