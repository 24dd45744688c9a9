package io.sampo.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker is started on another machine while its older process lives: no lock of directories says so ({@link
 * OverlappingBrokerTest}), and in the Pekko cluster two nodes carry its role, of which the older one is the home of its
 * replicas. Broker epochs keep the older one from everything (R1, R2, R11), and it has to let the replicas go.
 */
class MovedBrokerTest {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final TopicPartition TOPIC = new TopicPartition("moved", 0);
    /** No voter. */
    private static final int MOVED = 4;

    @TempDir
    private Path directory;

    @TempDir
    private Path second;

    @TempDir
    private Path third;

    /** Both in one run: five JVMs that start twice would cost more than all the rest. */
    @Test
    void theReplicasOfABrokerThatWasStartedElsewhereStartWhenThoseOfItsLivingPredecessorHaveEnded() {
        try (ProcessCluster cluster = ProcessCluster.start(4, directory);
                SampoClient client = cluster.client()) {
            // given
            Await.result(client.admin()
                    .createTopic(new NewTopic(
                            TOPIC.topic(), 1, 3, List.of(List.of(MOVED, 1, 2)), Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(100, WITHIN);

            try (ChildProcess successor = cluster.launchElsewhere(MOVED, second)) {
                // when the older one stands still just long enough to lose its place to the one that waits for it
                successor.awaitLine(line -> line.contains("Welcome from"), WITHIN);
                ChildProcess older = cluster.broker(MOVED);
                standsStillUntilAnotherIsRegistered(client, older);
                older.resume();

                // then
                awaitThatItLeads(client, traffic, successor);

                // when it stands still itself, and does not go on before the next one has its place
                ChildProcess displaced = successor;
                displaced.pause();
                await(client, "it is fenced", view -> moved(view).fenced());
                try (ChildProcess next = cluster.launchElsewhere(MOVED, third)) {
                    // then
                    awaitThatItLeads(client, traffic, next);

                    // and nobody is disturbed when it goes on
                    long epoch = moved(view(client)).brokerEpoch();
                    displaced.resume();
                    displaced.awaitLine(line -> line.contains("a new incarnation begins"), WITHIN);
                    awaitThatItLeads(client, traffic, next);
                    assertThat(moved(view(client)).brokerEpoch()).isEqualTo(epoch);
                    traffic.close();
                    ReadBack.of(client, TOPIC)
                            .holdsEachOnce(traffic.acknowledged())
                            .isInOrder();
                }
            }
        }
    }

    private static void standsStillUntilAnotherIsRegistered(SampoClient client, ChildProcess older) {
        long epoch = moved(view(client)).brokerEpoch();
        older.pause();
        await(client, "another one is registered", view -> moved(view).brokerEpoch() > epoch);
    }

    private static void awaitThatItLeads(SampoClient client, NumberedTraffic traffic, ChildProcess process) {
        process.awaitLine(line -> line.startsWith("READY"), WITHIN);
        await(
                client,
                process.name() + " leads, ISR of three",
                view -> partition(view).leader() == MOVED
                        && partition(view).isr().size() == 3);
        traffic.awaitAcknowledged(100, WITHIN);
    }

    private static void await(SampoClient client, String what, Predicate<ClusterView> condition) {
        new SeenCluster(client, WITHIN).await(what, condition);
    }

    private static BrokerView moved(ClusterView view) {
        return view.brokers().stream()
                .filter(broker -> broker.brokerId() == MOVED)
                .findFirst()
                .orElseThrow();
    }

    private static PartitionState partition(ClusterView view) {
        return SeenCluster.partition(view, TOPIC.topic());
    }

    private static ClusterView view(SampoClient client) {
        return new SeenCluster(client, WITHIN).view();
    }
}
