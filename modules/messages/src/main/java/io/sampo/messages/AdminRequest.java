package io.sampo.messages;

import java.util.List;
import java.util.Map;

/** What a person or a tool asks of the cluster. Decided by the controller, answered by {@link AdminReply}. */
public sealed interface AdminRequest extends WireMessage {
    /**
     * @param partitions -1 = the cluster's default
     * @param replicationFactor -1 = the cluster's default
     * @param assignment broker ids per partition, preferred leader first; empty = the controller places
     */
    record CreateTopic(
            String topic,
            int partitions,
            int replicationFactor,
            List<List<Integer>> assignment,
            Map<String, String> config,
            boolean validateOnly)
            implements AdminRequest {
        public CreateTopic {
            assignment = List.copyOf(assignment);
            config = Map.copyOf(config);
        }
    }

    record DeleteTopic(String topic) implements AdminRequest {}

    /** Raises the number of partitions to {@code partitions}. */
    record CreatePartitions(String topic, int partitions) implements AdminRequest {}

    /**
     * Elects leaders: the preferred replicas, or with {@code unclean} anybody that is alive where nobody eligible is left.
     *
     * @param topic empty = every topic; then {@code partitions} is empty as well
     * @param partitions empty = every partition of the topic
     */
    record ElectLeaders(String topic, List<Integer> partitions, boolean unclean) implements AdminRequest {
        public ElectLeaders {
            partitions = List.copyOf(partitions);
        }
    }

    /** Sets {@code set} and removes {@code remove} from the overrides of a topic. */
    record AlterTopicConfig(String topic, Map<String, String> set, List<String> remove) implements AdminRequest {
        public AlterTopicConfig {
            set = Map.copyOf(set);
            remove = List.copyOf(remove);
        }
    }
}
