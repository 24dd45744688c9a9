package io.sampo.client;

import io.sampo.messages.ClusterView;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What a person or a tool asks of the cluster. A stage fails with a {@link io.sampo.model.SampoException} whose message is
 * one line for a person. A change is visible to this client when its stage is done. May be used from any thread.
 */
public interface Admin {
    CompletionStage<Void> createTopic(NewTopic topic);

    /** What {@link #createTopic} would say, without doing it. */
    CompletionStage<Void> validateTopic(NewTopic topic);

    CompletionStage<Void> deleteTopic(String topic);

    /** Raises the number of partitions to {@code partitions}. */
    CompletionStage<Void> createPartitions(String topic, int partitions);

    /** Sets {@code set} and removes {@code remove} from the overrides of a topic. */
    CompletionStage<Void> alterTopicConfig(String topic, Map<String, String> set, Collection<String> remove);

    /**
     * Elects leaders.
     *
     * @param topic empty = every topic
     * @param partitions empty = every partition of the topic
     * @return one line that says how many were elected, and how many could not be; fails with
     *     {@code ELIGIBLE_LEADERS_NOT_AVAILABLE} if that is none of them
     */
    CompletionStage<String> electLeaders(ElectionType type, String topic, Collection<Integer> partitions);

    /** Names of all topics, in order. */
    CompletionStage<List<String>> listTopics();

    /** These topics, in order of name; fails with {@code UNKNOWN_TOPIC_OR_PARTITION} if one is not there. Empty = all. */
    CompletionStage<List<ClusterView.TopicView>> describeTopics(Collection<String> topics);

    /** The cluster as the client sees it at the moment. */
    CompletionStage<ClusterView> describeCluster();

    /**
     * Offsets by partition: the first at {@link StartAt#BEGINNING}, the high watermark at {@link StartAt#END}, the first
     * record that is not older at {@link StartAt#timestamp}.
     */
    CompletionStage<Map<TopicPartition, OffsetAndTimestamp>> offsets(Set<TopicPartition> partitions, StartAt at);
}
