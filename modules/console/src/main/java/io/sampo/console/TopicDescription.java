package io.sampo.console;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One topic as Apache Kafka 4.3.1's {@code kafka-topics.sh --describe} prints it, and as JSON. */
public final class TopicDescription {
    private TopicDescription() {}

    /** A line for the topic and one for each partition, as Kafka prints them, tabs included. */
    public static String text(TopicView topic) {
        StringBuilder out = new StringBuilder(head(topic));
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
            out.append('\n').append(partition(topic, partition));
        }
        return out.toString();
    }

    /** The line of the topic. */
    public static String head(TopicView topic) {
        return "Topic: " + topic.topic()
                + "\tTopicId: " + topic.topicId()
                + "\tPartitionCount: " + topic.partitions().size()
                + "\tReplicationFactor: " + replicationFactor(topic)
                + "\tConfigs: " + configs(topic);
    }

    /** The line of one of its partitions. */
    public static String partition(TopicView topic, int partition) {
        PartitionState state = topic.partitions().get(partition);
        return "\tTopic: " + topic.topic()
                + "\tPartition: " + partition
                + "\tLeader: " + (state.hasLeader() ? String.valueOf(state.leader()) : "none")
                + "\tReplicas: " + ids(state.replicas())
                + "\tIsr: " + ids(state.isr())
                + "\tElr: " + ids(state.elr())
                + "\tLastKnownElr: " + ids(state.lastKnownElr());
    }

    /** The same for {@link Json}. */
    public static Map<String, Object> json(TopicView topic) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", topic.topic());
        json.put("topicId", topic.topicId().toString());
        json.put("partitionCount", topic.partitions().size());
        json.put("replicationFactor", replicationFactor(topic));
        json.put("configs", new TreeMap<>(topic.config()));
        List<Map<String, Object>> partitions = new java.util.ArrayList<>();
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
            partitions.add(json(partition, topic.partitions().get(partition)));
        }
        json.put("partitions", partitions);
        return json;
    }

    private static Map<String, Object> json(int partition, PartitionState state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("partition", partition);
        json.put("leader", state.hasLeader() ? state.leader() : null);
        json.put("leaderEpoch", state.leaderEpoch());
        json.put("partitionEpoch", state.partitionEpoch());
        json.put("replicas", state.replicas());
        json.put("isr", state.isr());
        json.put("elr", state.elr());
        json.put("lastKnownElr", state.lastKnownElr());
        json.put("leaderRecoveryState", state.recovering() ? "RECOVERING" : "RECOVERED");
        return json;
    }

    private static int replicationFactor(TopicView topic) {
        return topic.partitions().isEmpty()
                ? 0
                : topic.partitions().get(0).replicas().size();
    }

    private static String configs(TopicView topic) {
        return new TreeMap<>(topic.config())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String ids(List<Integer> brokers) {
        return brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
