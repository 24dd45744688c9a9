package io.sampo.controller;

import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;

/** One topic: its identity, what was configured, and the state of each partition by number. */
public record TopicMetadata(TopicId id, String name, TopicConfig config, List<PartitionState> partitions) {
    public TopicMetadata {
        partitions = List.copyOf(partitions);
    }

    /** Identity of partition {@code number}. */
    public TopicIdPartition partition(int number) {
        return new TopicIdPartition(id, number);
    }

    public int replicationFactor() {
        return partitions.get(0).replicas().size();
    }

    TopicMetadata withConfig(TopicConfig changed) {
        return new TopicMetadata(id, name, changed, partitions);
    }

    TopicMetadata withMore(List<PartitionState> added) {
        List<PartitionState> all = new ArrayList<>(partitions);
        all.addAll(added);
        return new TopicMetadata(id, name, config, all);
    }

    TopicMetadata withReplicas(PartitionChange.OfReplicas change) {
        List<PartitionState> all = new ArrayList<>(partitions);
        int number = change.partition().partition();
        all.set(number, change.applyTo(all.get(number)));
        return new TopicMetadata(id, name, config, all);
    }

    TopicMetadata withChanges(List<PartitionChange> changes) {
        List<PartitionState> all = new ArrayList<>(partitions);
        changes.forEach(change -> {
            int number = change.partition().partition();
            all.set(number, change.applyTo(all.get(number)));
        });
        return new TopicMetadata(id, name, config, all);
    }
}
