package io.sampo.cli.output;

import io.sampo.console.Json;
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
        StringBuilder out = new StringBuilder();
        out.append("Topic: ")
                .append(topic.topic())
                .append("\tTopicId: ")
                .append(topic.topicId())
                .append("\tPartitionCount: ")
                .append(topic.partitions().size())
                .append("\tReplicationFactor: ")
                .append(replicationFactor(topic))
                .append("\tConfigs: ")
                .append(configs(topic));
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
            PartitionState state = topic.partitions().get(partition);
            out.append("\n\tTopic: ")
                    .append(topic.topic())
                    .append("\tPartition: ")
                    .append(partition)
                    .append("\tLeader: ")
                    .append(state.hasLeader() ? String.valueOf(state.leader()) : "none")
                    .append("\tReplicas: ")
                    .append(ids(state.replicas()))
                    .append("\tIsr: ")
                    .append(ids(state.isr()))
                    .append("\tElr: ")
                    .append(ids(state.elr()))
                    .append("\tLastKnownElr: ")
                    .append(ids(state.lastKnownElr()));
        }
        return out.toString();
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
