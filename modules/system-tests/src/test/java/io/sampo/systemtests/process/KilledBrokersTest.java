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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} and SIGTERM do to records that were acknowledged: nothing. */
class KilledBrokersTest {
    private static final Duration WITHIN = Duration.ofSeconds(40);
    private static final TopicPartition PARTITION = new TopicPartition("killed", 0);

    @TempDir
    private Path directory;

    private ProcessCluster cluster;

    @BeforeEach
    void start() {
        cluster = ProcessCluster.start(3, directory);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void killsOfTheLeaderAndThenOfAllBrokersLoseNothingAcknowledged() {
        try (SampoClient client = cluster.client()) {
            // given
            createTopic(client);
            NumberedTraffic traffic = NumberedTraffic.to(client, PARTITION);
            traffic.awaitAcknowledged(200, WITHIN);
            int leader = partition(client).leader();

            // when
            cluster.broker(leader).kill();

            // then
            await(
                    client,
                    "another leader",
                    state -> state.hasLeader()
                            && state.leader() != leader
                            && !state.isr().contains(leader));
            traffic.awaitAcknowledged(200, WITHIN);

            // when
            cluster.launch(leader);
            cluster.awaitReady(leader);

            // then
            await(client, "full ISR", state -> state.isr().size() == 3);
            traffic.close();
            ReadBack.of(client, PARTITION).holdsEachOnce(traffic.acknowledged()).isInOrder();

            // when
            cluster.brokers().forEach(ChildProcess::kill);
            cluster.launchAll();

            // then
            try (SampoClient after = cluster.client()) {
                await(after, "full ISR", state -> state.isr().size() == 3);
                ReadBack.of(after, PARTITION)
                        .holdsEachOnce(traffic.acknowledged())
                        .isInOrder();
            }
        }
    }

    @Test
    void sigtermHandsLeadershipOverAndEndsWithZero() {
        try (SampoClient client = cluster.client()) {
            // given
            createTopic(client);
            NumberedTraffic traffic = NumberedTraffic.to(client, PARTITION);
            traffic.awaitAcknowledged(100, WITHIN);
            int leader = partition(client).leader();

            // when
            cluster.broker(leader).terminate();

            // then
            assertThat(cluster.broker(leader).awaitExit(Duration.ofSeconds(20))).isEqualTo(OptionalInt.of(0));
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, PARTITION).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
    }

    private static void createTopic(SampoClient client) {
        Await.result(client.admin()
                .createTopic(NewTopic.of(PARTITION.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
    }

    private static PartitionState partition(SampoClient client) {
        return Await.result(client.admin().describeTopics(List.of(PARTITION.topic())))
                .get(0)
                .partitions()
                .get(0);
    }

    private static void await(SampoClient client, String what, Predicate<PartitionState> condition) {
        Await.until(WITHIN, () -> what + "; there is " + describe(client), () -> condition.test(partition(client)));
    }

    private static String describe(SampoClient client) {
        try {
            return partition(client).toString();
        } catch (AssertionError | CompletionException e) {
            return e.toString();
        }
    }
}
