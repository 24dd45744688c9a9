package io.sampo.systemtests.groups;

import io.sampo.client.Admin.ElectionType;
import io.sampo.client.SampoClient;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The partition of {@code __consumer_offsets} whose leader coordinates a group: where it is, and how it moves. */
final class Coordinator {
    private static final String TOPIC = "__consumer_offsets";
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final SampoClient client;
    private final int partition;

    Coordinator(SampoClient client, String group) {
        this.client = client;
        int partitions = describe(client, TOPIC).size();
        // Kafka's formula.
        this.partition = (int) (Math.abs((long) group.hashCode()) % partitions);
    }

    private static List<PartitionState> describe(SampoClient client, String topic) {
        return Await.result(client.admin().describeTopics(List.of(topic)), WITHIN)
                .get(0)
                .partitions();
    }

    private PartitionState state() {
        return describe(client, TOPIC).get(partition);
    }

    /** The broker that coordinates. */
    int broker() {
        Await.until(WITHIN, () -> "a leader of the group's partition", () -> state().hasLeader());
        return state().leader();
    }

    /** Every replica of the group's partition and of {@code topic} is in sync. */
    void awaitWhole(String topic) {
        Await.until(
                WITHIN,
                () -> "replicas in sync: " + state() + ", " + describe(client, topic),
                () -> isWhole(state()) && describe(client, topic).stream().allMatch(Coordinator::isWhole));
    }

    private static boolean isWhole(PartitionState state) {
        return state.hasLeader() && !state.isUnderReplicated();
    }

    /** Makes another replica the leader, while everybody runs. */
    void move() {
        int before = broker();
        List<Integer> replicas = new ArrayList<>(state().replicas());
        replicas.remove(Integer.valueOf(before));
        replicas.add(before);
        TopicPartition moved = new TopicPartition(TOPIC, partition);
        // Asked until it is so: an answer may be lost, and brokers put preferred leaders in their places by themselves.
        Await.until(WITHIN, () -> "leader " + replicas.get(0), () -> isLedBy(moved, replicas));
    }

    private boolean isLedBy(TopicPartition moved, List<Integer> replicas) {
        try {
            if (!state().replicas().equals(replicas)) {
                Await.result(client.admin().reassignPartitions(Map.of(moved, replicas), 0), WITHIN);
                client.admin().electLeaders(ElectionType.PREFERRED, TOPIC, List.of(partition));
            }
            return state().leader() == replicas.get(0);
        } catch (AssertionError unanswered) {
            return false;
        }
    }
}
