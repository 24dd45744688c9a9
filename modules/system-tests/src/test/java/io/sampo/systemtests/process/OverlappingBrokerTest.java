package io.sampo.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R20: replicas of a broker are started on the same directories while those of its older process live. The older one stands still, so
 * that the cluster has fenced it and others lead: nothing but the lock of its directories says that it is there.
 */
class OverlappingBrokerTest {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final TopicPartition TOPIC = new TopicPartition("overlapped", 0);

    @TempDir
    private Path directory;

    @Test
    void aBrokerThatIsStartedWhileItsPredecessorLivesServesNothingAndTouchesNothing() {
        try (ProcessCluster cluster = ProcessCluster.start(3, directory);
                SampoClient client = cluster.client()) {
            // given
            int older = view(client).controllerId() % 3 + 1;
            Await.result(client.admin()
                    .createTopic(new NewTopic(
                            TOPIC.topic(),
                            1,
                            3,
                            List.of(List.of(older, older % 3 + 1, (older + 1) % 3 + 1)),
                            Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(100, WITHIN);
            cluster.broker(older).pause();
            Await.until(WITHIN, () -> "it is fenced; there is " + view(client), () -> view(client).brokers().stream()
                    .anyMatch(broker -> broker.brokerId() == older && broker.fenced()));

            // when
            try (ChildProcess successor = cluster.launchSuccessor(older)) {
                assertThat(successor.awaitExit(WITHIN)).as("it ends").isPresent();

                // then
                assertThat(String.join(" ", successor.stderr()))
                        .contains("is in use by another broker (process "
                                + cluster.broker(older).pid() + ")");
                assertThat(successor.stdout()).noneMatch(line -> line.startsWith("READY"));
            }
            traffic.awaitAcknowledged(100, WITHIN);

            // and when the older one goes on, it is in sync again with what was written meanwhile
            cluster.broker(older).resume();
            Await.until(WITHIN, () -> "all are in sync; there is " + view(client), () -> view(client).topics().stream()
                    .filter(topic -> topic.topic().equals(TOPIC.topic()))
                    .anyMatch(topic -> topic.partitions().get(0).isr().size() == 3));
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, TOPIC).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
    }

    private static ClusterView view(SampoClient client) {
        return Await.result(client.admin().describeCluster());
    }
}
