package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaMetadata;
import io.sampo.simulation.engine.Trace;
import java.util.ArrayList;
import java.util.List;

/** What a broker does with an image that has moved: topics go, replicas start, and hear what is new. */
final class SimImage {
    private SimImage() {}

    private static boolean isReplica(SimBroker broker, TopicIdPartition partition, ClusterMetadata metadata) {
        PartitionState state = metadata.partition(partition);
        return state != null && state.replicas().contains(broker.id());
    }

    /** R15, as {@code ImageChange} and {@code LogClaims} have it: only for a record, and none that is older than what is known. */
    private static void leave(
            Simulation simulation,
            SimBroker broker,
            TopicIdPartition partition,
            ClusterMetadata before,
            ClusterMetadata metadata) {
        ReplicaRemoval removal = metadata.removal(partition, broker.id());
        PartitionState known = before.partition(partition);
        boolean ordered = removal != null && (known == null || removal.partitionEpoch() >= known.partitionEpoch());
        simulation
                .laws()
                .require(ordered, "R15", "broker " + broker.id() + " loses " + partition + " without a record");
        simulation.trace("remove", broker.id(), removal.partitionEpoch(), Trace.NONE, partition);
        broker.remove(partition);
    }

    private static boolean isCorrupt(SimBroker broker, TopicIdPartition partition) {
        SimLog log = broker.logs().get(partition);
        return log != null && log.quarantined;
    }

    /**
     * @param before what was applied last; empty in a process that has just begun
     */
    static void apply(Simulation simulation, SimBroker broker, ClusterMetadata before, ClusterMetadata metadata) {
        for (TopicId deleted : metadata.deletedTopics().values()) {
            broker.remove(deleted);
        }
        for (TopicIdPartition partition : List.copyOf(broker.logs().keySet())) {
            if (!isReplica(broker, partition, metadata)) {
                leave(simulation, broker, partition, before, metadata);
            }
        }
        List<TopicIdPartition> here = new ArrayList<>();
        metadata.forEachPartition((partition, state) -> {
            if (state.replicas().contains(broker.id())) {
                here.add(partition);
            }
        });
        for (TopicIdPartition partition : here) {
            PartitionState state = metadata.partition(partition);
            SimReplica replica = broker.replicas().get(partition);
            if (replica == null && broker.disk().hasFailed(partition)) {
                broker.failed().add(partition);
                continue;
            }
            if (replica == null && isCorrupt(broker, partition)) {
                if (!broker.failed().mayBeginAnew(state)) {
                    broker.failed().add(partition);
                    continue;
                }
                broker.failed().beginAnew(partition, broker.logs().get(partition));
            }
            if (replica == null) {
                SimLog log = broker.logs()
                        .computeIfAbsent(
                                partition,
                                added -> new SimLog(simulation.weather().segmentBatches()));
                replica = new SimReplica(simulation, broker, partition, log);
                broker.replicas().put(partition, replica);
                broker.failed().remove(partition);
            }
            replica.apply(new ReplicaMetadata(
                    state,
                    metadata.topic(partition.topicId()).config().minInsyncReplicas(),
                    simulation.weather().durable(),
                    metadata.brokerEpochs(state.replicas()),
                    metadata.offset()));
        }
    }
}
