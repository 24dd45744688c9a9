package io.sampo.messages;

import io.sampo.model.Since;
import java.util.List;
import java.util.Map;

/** What a person or a tool asks of the cluster. Decided by the controller, answered by {@link AdminReply}. */
public sealed interface AdminRequest extends WireMessage {
    /** The topic that it is about; empty where that is none, or several. */
    default String topic() {
        return "";
    }

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

    /**
     * Raises the number of partitions to {@code partitions}.
     *
     * @param assignment broker ids of each new partition, preferred leader first; empty = the controller places
     */
    record CreatePartitions(
            String topic,
            int partitions,
            @Since(2) List<List<Integer>> assignment,
            @Since(2) boolean validateOnly) implements AdminRequest {
        public CreatePartitions {
            // Null where the writer was older.
            assignment = assignment == null ? List.of() : List.copyOf(assignment);
        }

        /** Wherever the controller places them. */
        public CreatePartitions(String topic, int partitions) {
            this(topic, partitions, List.of(), false);
        }
    }

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

    /**
     * Moves partitions to other replicas, or with empty {@code replicas} keeps them where they were after all (KIP-455). All
     * or none.
     *
     * @param bytesPerSecond how fast added replicas may copy from one broker; 0 = as fast as they can, -1 = as before
     */
    record AlterReassignments(List<PartitionTarget> targets, long bytesPerSecond) implements AdminRequest {
        public AlterReassignments {
            targets = List.copyOf(targets);
        }
    }

    /** Where one partition shall be: broker ids, preferred leader first; empty = where it was. */
    record PartitionTarget(String topic, int partition, List<Integer> replicas) {
        public PartitionTarget {
            replicas = List.copyOf(replicas);
        }
    }

    /** Forgets a broker that holds no replica, is no voter and has stopped. */
    record UnregisterBroker(int brokerId) implements AdminRequest {}

    /** Makes that broker a voter of the metadata log, or ends that. */
    record AlterVoters(int brokerId, boolean add) implements AdminRequest {}

    /** Who votes in the metadata log, and who waits to. Answered with {@link AdminReply#voters}. */
    record ListVoters() implements AdminRequest {}

    /** Sets {@code set} and removes {@code remove} from the overrides of a topic. */
    record AlterTopicConfig(
            String topic,
            Map<String, String> set,
            List<String> remove,
            @Since(2) boolean validateOnly) implements AdminRequest {
        public AlterTopicConfig {
            set = Map.copyOf(set);
            remove = List.copyOf(remove);
        }

        /** To be done. */
        public AlterTopicConfig(String topic, Map<String, String> set, List<String> remove) {
            this(topic, set, remove, false);
        }
    }
}
