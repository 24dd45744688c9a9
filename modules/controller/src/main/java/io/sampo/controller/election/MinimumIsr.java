package io.sampo.controller.election;

import io.sampo.controller.EligibleLeaders;
import io.sampo.controller.PartitionChange;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * What another {@code min.insync.replicas} does to the partitions of a topic (R10). Each gets a new partition epoch, so
 * that nothing a leader has proposed under the old minimum is accepted any more; and where the ISR has the new one, its
 * leader commits by itself from that record on: nobody else may be elected (H22).
 */
public final class MinimumIsr {
    private MinimumIsr() {}

    /** One change of each partition, or none if {@code config} leaves the minimum as it is. */
    public static List<PartitionChange> changes(TopicMetadata topic, TopicConfig config) {
        List<PartitionChange> changes = new ArrayList<>();
        if (config.minInsyncReplicas() != topic.config().minInsyncReplicas()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                PartitionState state = topic.partitions().get(number);
                changes.add(PartitionChange.of(
                        topic.partition(number),
                        state,
                        state.leader(),
                        state.isr(),
                        EligibleLeaders.after(state, state.isr(), config.minInsyncReplicas(), id -> false)));
            }
        }
        return changes;
    }
}
