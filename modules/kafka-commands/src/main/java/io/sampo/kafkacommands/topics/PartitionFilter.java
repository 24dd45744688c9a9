package io.sampo.kafkacommands.topics;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which partitions {@code --describe} shows: all, or those that are not as they should be. */
final class PartitionFilter {
    private static final String MIN_ISR = "min.insync.replicas";
    private static final String MIN_ISR_DEFAULT = "1";

    @Option(names = "--under-replicated-partitions", description = "Only partitions that miss a replica in sync.")
    private boolean underReplicated;

    @Option(names = "--unavailable-partitions", description = "Only partitions without a leader that lives.")
    private boolean unavailable;

    @Option(names = "--under-min-isr-partitions", description = "Only partitions below min.insync.replicas.")
    private boolean underMinIsr;

    @Option(names = "--at-min-isr-partitions", description = "Only partitions at min.insync.replicas.")
    private boolean atMinIsr;

    /** True if some are left out, and with them the lines of topics. */
    boolean isGiven() {
        return underReplicated || unavailable || underMinIsr || atMinIsr;
    }

    /** @param alive brokers that are not fenced */
    boolean shows(TopicView topic, PartitionState partition, Set<Integer> alive) {
        int inSync = partition.isr().size();
        return !isGiven()
                || (underReplicated && inSync < partition.replicas().size())
                || (unavailable && !(partition.hasLeader() && alive.contains(partition.leader())))
                || (underMinIsr && inSync < minIsr(topic.config()))
                || (atMinIsr && inSync == minIsr(topic.config()));
    }

    private static int minIsr(Map<String, String> config) {
        @Nullable String set = config.get(MIN_ISR);
        return Integer.parseInt(set == null ? MIN_ISR_DEFAULT : set);
    }
}
