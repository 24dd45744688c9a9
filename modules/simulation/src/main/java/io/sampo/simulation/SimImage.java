package io.sampo.simulation;

import io.sampo.controller.ClusterMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaMetadata;
import java.util.ArrayList;
import java.util.List;

/** What a broker does with an image that has moved: topics go, replicas start, and hear what is new. */
final class SimImage {
    private SimImage() {}

    private static boolean isCorrupt(SimBroker broker, TopicIdPartition partition) {
        SimLog log = broker.logs().get(partition);
        return log != null && log.quarantined;
    }

    static void apply(Simulation simulation, SimBroker broker, ClusterMetadata metadata) {
        for (TopicId deleted : metadata.deletedTopics().values()) {
            broker.remove(deleted);
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
            if (replica == null && isCorrupt(broker, partition)) {
                if (!broker.failed().mayBeginAnew(state)) {
                    broker.failed().add(partition);
                    continue;
                }
                broker.failed().begunAnew(partition);
                broker.logs().remove(partition);
            }
            if (replica == null) {
                SimLog log = broker.logs()
                        .computeIfAbsent(
                                partition,
                                added -> new SimLog(simulation.weather().segmentBatches()));
                replica = new SimReplica(simulation, broker, partition, log);
                broker.replicas().put(partition, replica);
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
