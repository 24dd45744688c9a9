package io.sampo.kafkacommands.topics;

import java.util.ArrayList;
import java.util.List;

/** Replicas by hand: {@code 1:2,2:3} is partition 0 on brokers 1 and 2, partition 1 on 2 and 3. Pure. */
final class ReplicaAssignment {
    private ReplicaAssignment() {}

    /**
     * Broker ids per partition, preferred leader first.
     *
     * @throws IllegalArgumentException in one line
     */
    static List<List<Integer>> parse(String text) {
        List<List<Integer>> partitions = new ArrayList<>();
        for (String partition : text.split(",", -1)) {
            List<Integer> brokers = new ArrayList<>();
            for (String broker : partition.split(":", -1)) {
                int id = id(text, broker.strip());
                if (brokers.contains(id)) {
                    throw new IllegalArgumentException(
                            "Partition replica lists may not contain duplicate entries: " + id);
                }
                brokers.add(id);
            }
            if (!partitions.isEmpty() && partitions.get(0).size() != brokers.size()) {
                throw new IllegalArgumentException(
                        "Partition " + partitions.size() + " has different replication factor: " + partition.strip());
            }
            partitions.add(brokers);
        }
        return partitions;
    }

    private static int id(String text, String broker) {
        try {
            return Integer.parseInt(broker);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--replica-assignment " + text + ": expected broker ids as 1:2,2:3, one list a partition", e);
        }
    }
}
