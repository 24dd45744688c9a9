package io.sampo.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.messages.AdminReply.VoterView;
import io.sampo.messages.ClusterView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.ProcessCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker joins a running cluster, takes a leader's place, gives it back and leaves, all under load (S75, H63). */
class MovedReplicasTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final TopicPartition TOPIC = new TopicPartition("moved", 0);

    @TempDir
    private Path directory;

    @Test
    void aFourthBrokerTakesALeadersPlaceAndGivesItBackWhileEveryRecordStaysReadableOnce() {
        try (ProcessCluster cluster = ProcessCluster.startFirst(3, 4, directory);
                SampoClient client = cluster.client()) {
            // given
            Await.result(client.admin()
                    .createTopic(NewTopic.of(TOPIC.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(200, WITHIN);
            List<Integer> original = partition(client).replicas();
            int leaving = original.get(0);
            List<Integer> target = List.of(4, original.get(1), original.get(2));
            cluster.launch(4);
            cluster.awaitReady(4);

            // when
            reassign(client, target);

            // then
            assertThat(partition(client).leader()).isEqualTo(4);
            traffic.awaitAcknowledged(100, WITHIN);
            awaitFiles(leaving, false);

            // when the replica comes back to where its files were just deleted (H63)
            reassign(client, original);

            // then
            assertThat(partition(client).leader()).isEqualTo(leaving);
            awaitFiles(leaving, true);
            awaitFiles(4, false);
            traffic.awaitAcknowledged(100, WITHIN);

            // when
            assertThatThrownBy(() -> Await.result(client.admin().unregisterBroker(4)))
                    .hasMessageContaining("is running");
            cluster.broker(4).terminate();
            assertThat(cluster.broker(4).awaitExit(WITHIN)).isEqualTo(OptionalInt.of(0));
            Await.until(WITHIN, () -> "broker 4 fenced", () -> isFenced(client, 4));
            Await.result(client.admin().unregisterBroker(4));

            // then
            assertThat(view(client).brokers())
                    .extracting(ClusterView.BrokerView::brokerId)
                    .containsExactly(1, 2, 3);
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, TOPIC).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
    }

    @Test
    void theNextControllerEndsWhatTheLastOneBegan() {
        try (ProcessCluster cluster = ProcessCluster.startFirst(3, 4, directory);
                SampoClient client = cluster.client()) {
            // given
            Await.result(client.admin()
                    .createTopic(NewTopic.of(TOPIC.topic(), 1, 3).withConfig(Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(200, WITHIN);
            cluster.launch(4);
            cluster.awaitReady(4);
            List<Integer> original = partition(client).replicas();
            int controller = view(client).controllerId();
            int other =
                    original.stream().filter(id -> id != controller).findFirst().orElseThrow();
            List<Integer> target = original.stream()
                    .map(id -> id == other ? Integer.valueOf(4) : id)
                    .toList();
            Await.result(client.admin().reassignPartitions(Map.of(TOPIC, target), 0));

            // when
            cluster.broker(controller).kill();
            cluster.launch(controller);
            cluster.awaitReady(controller);

            // then
            awaitArrived(client, target);
            assertThat(view(client).controllerId()).isPositive();
            traffic.awaitAcknowledged(100, WITHIN);

            // when a copy back is so slow that nobody waits for it
            Await.result(client.admin().reassignPartitions(Map.of(TOPIC, original), 1));
            Await.until(
                    WITHIN,
                    () -> "how far the copy is: " + Await.result(client.admin().listReassignments()),
                    () -> Await.result(client.admin().listReassignments())
                                    .get(TOPIC)
                                    .bytesBehind()
                                    .get(other)
                            > 0);
            Await.result(client.admin().cancelReassignments(List.of(TOPIC)));

            // then
            awaitArrived(client, target);
            awaitFiles(other, false);
            assertThat(Await.result(client.admin().listReassignments())).isEmpty();
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, TOPIC).holdsEachOnce(traffic.acknowledged()).isInOrder();

            aVoterGoesAndIsAskedInAgain(cluster, client);
        }
    }

    private static void aVoterGoesAndIsAskedInAgain(ProcessCluster cluster, SampoClient client) {
        // when a voter goes, and nobody takes it in again unasked
        int voter = Await.result(client.admin().listVoters()).stream()
                .filter(one -> !one.leader())
                .mapToInt(VoterView::brokerId)
                .findFirst()
                .orElseThrow();
        Await.result(client.admin().removeVoter(voter));

        // then
        assertThat(Await.result(client.admin().listVoters()).stream().filter(VoterView::voter))
                .hasSize(2)
                .noneMatch(one -> one.brokerId() == voter)
                .anyMatch(VoterView::leader);
        assertThatThrownBy(() -> Await.result(client.admin().addVoter(4)))
                .hasMessageContaining("sampo.controller.voters");
        assertThatThrownBy(() -> Await.result(client.admin().addVoter(voter)))
                .hasMessageContaining("restart it if it was removed");

        // when it starts again, and is asked in
        cluster.broker(voter).kill();
        cluster.launch(voter);
        cluster.awaitReady(voter);
        Await.until(
                WITHIN,
                () -> "broker " + voter + " waits to vote; there are "
                        + Await.result(client.admin().listVoters()),
                () -> Await.result(client.admin().listVoters()).stream()
                        .anyMatch(one -> one.brokerId() == voter && !one.voter()));
        Await.result(client.admin().addVoter(voter));

        // then
        assertThat(Await.result(client.admin().listVoters()).stream().filter(VoterView::voter))
                .hasSize(3)
                .anyMatch(one -> one.brokerId() == voter);
    }

    private static void reassign(SampoClient client, List<Integer> target) {
        Await.result(client.admin().reassignPartitions(Map.of(TOPIC, target), 0));
        awaitArrived(client, target);
    }

    private static void awaitArrived(SampoClient client, List<Integer> target) {
        Await.until(
                WITHIN,
                () -> "replicas " + target + "; there is " + partition(client) + " and "
                        + Await.result(client.admin().listReassignments()),
                () -> partition(client).replicas().equals(target)
                        && partition(client).isr().size() == target.size()
                        && partition(client).leader() == target.get(0));
    }

    private void awaitFiles(int broker, boolean there) {
        Path files = directory.resolve("data-" + broker).resolve(TOPIC.toString());
        Await.until(WITHIN, () -> files + " there: " + there, () -> Files.exists(files) == there);
    }

    private static boolean isFenced(SampoClient client, int broker) {
        return view(client).brokers().stream().anyMatch(known -> known.brokerId() == broker && known.fenced());
    }

    private static ClusterView view(SampoClient client) {
        return Await.result(client.admin().describeCluster());
    }

    private static PartitionState partition(SampoClient client) {
        return view(client).topics().get(0).partitions().get(0);
    }
}
