package io.sampo.systemtests.process;

import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.NumberedTraffic;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.ProcessCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGSTOP of the controller's node until another one has taken over, then SIGCONT: for a moment there are two controllers,
 * and the older one finds a request that nobody but the log can refuse (R13, H55).
 */
class StoppedControllerTest {
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final TopicPartition TOPIC = new TopicPartition("stopped", 0);
    private static final String ASKED_OF_THE_OLDER = "asked-of-the-older";

    @TempDir
    private Path directory;

    @Test
    void aControllerThatStoodStillWhileAnotherTookOverDecidesNothingMore() {
        try (ProcessCluster cluster = ProcessCluster.startWithKafka(3, directory);
                SampoClient client = cluster.client()) {
            // given
            ClusterView before = view(client);
            int older = before.controllerId();
            List<Integer> replicas = List.of(older % 3 + 1, (older + 1) % 3 + 1, older);
            Await.result(client.admin()
                    .createTopic(new io.sampo.client.NewTopic(
                            TOPIC.topic(), 1, 3, List.of(replicas), Map.of("min.insync.replicas", "2"))));
            NumberedTraffic traffic = NumberedTraffic.to(client, TOPIC);
            traffic.awaitAcknowledged(100, WITHIN);

            try (Admin asker = adminAt(cluster, older)) {
                List<NewTopic> wanted = List.of(new NewTopic(ASKED_OF_THE_OLDER, 1, (short) 3));
                // It knows its controller from then on, and has a connection to it.
                Await.until(
                        WITHIN,
                        () -> "an answer of the controller",
                        () -> isAcknowledged(asker.createTopics(wanted, new CreateTopicsOptions().validateOnly(true))));

                // when it stands still, asked for a decision that it will find when it goes on
                cluster.broker(older).pause();
                CreateTopicsResult asked = asker.createTopics(wanted);
                await(
                        client,
                        "another controller, which has fenced the older one's broker",
                        view -> view.controllerEpoch() > before.controllerEpoch()
                                && view.controllerId() != older
                                && isFenced(view, older));
                traffic.awaitAcknowledged(100, WITHIN);
                cluster.broker(older).resume();

                // then it is a broker like the others
                await(
                        client,
                        "ISR of three",
                        view -> !isFenced(view, older) && partition(view).isr().size() == 3);
                if (isAcknowledged(asked)) {
                    await(client, ASKED_OF_THE_OLDER + ", which was acknowledged", view -> view.topics().stream()
                            .anyMatch(topic -> topic.topic().equals(ASKED_OF_THE_OLDER)));
                }
            }
            traffic.awaitAcknowledged(100, WITHIN);
            traffic.close();
            ReadBack.of(client, TOPIC).holdsEachOnce(traffic.acknowledged()).isInOrder();
        }
    }

    /** Kafka's own admin asks the controller itself, and here nobody else a second time. */
    private static Admin adminAt(ProcessCluster cluster, int broker) {
        String ready = cluster.broker(broker).awaitLine(line -> line.startsWith("READY"), WITHIN);
        return Admin.create(Map.of(
                "bootstrap.servers",
                ready.replaceAll(".* kafka=(\\S+) .*", "$1"),
                "retries",
                0,
                "request.timeout.ms",
                (int) WITHIN.toMillis(),
                "default.api.timeout.ms",
                (int) WITHIN.toMillis()));
    }

    private static boolean isAcknowledged(CreateTopicsResult asked) {
        Await.until(WITHIN, () -> "an answer of the older controller", () -> asked.all()
                .isDone());
        return !asked.all().isCompletedExceptionally();
    }

    private static void await(SampoClient client, String what, Predicate<ClusterView> condition) {
        new SeenCluster(client, WITHIN).await(what, condition);
    }

    private static boolean isFenced(ClusterView view, int broker) {
        return view.brokers().stream().anyMatch(known -> known.brokerId() == broker && known.fenced());
    }

    private static PartitionState partition(ClusterView view) {
        return SeenCluster.partition(view, TOPIC.topic());
    }

    private static ClusterView view(SampoClient client) {
        return new SeenCluster(client, WITHIN).view();
    }
}
