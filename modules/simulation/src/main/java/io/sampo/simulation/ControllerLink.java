package io.sampo.simulation;

import io.sampo.controller.PartitionAlteration.IsrMember;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A broker's way to whom it takes for the controller; what it says may arrive nowhere. */
final class ControllerLink {
    private final Simulation simulation;
    private final SimBroker broker;
    private int node = 1;

    ControllerLink(Simulation simulation, SimBroker broker) {
        this.simulation = simulation;
        this.broker = broker;
    }

    /** The node where it looks for the controller. */
    int node() {
        return node;
    }

    void guess(int next) {
        node = next;
    }

    /** Nobody has answered there. */
    void guessNext() {
        node = node % simulation.weather().brokers() + 1;
    }

    void tell(Consumer<ActiveController> message) {
        SimBroker to = simulation.broker(node);
        simulation
                .network()
                .send(
                        broker.id(),
                        to.id(),
                        Network.SESSION,
                        () -> to.arrive(() -> {
                            ActiveController there = to.controller();
                            if (there != null) {
                                message.accept(there);
                            }
                        }));
    }

    void propose(TopicIdPartition partition, int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        List<IsrMember> members = new ArrayList<>();
        isr.forEach((id, epoch) -> members.add(new IsrMember(id, epoch)));
        IsrProposal proposal = new IsrProposal(partition, leaderEpoch, partitionEpoch, members);
        long epoch = broker.brokerEpoch();
        tell(controller -> controller.alter(broker, epoch, proposal));
    }

    void resign(TopicIdPartition partition, int leaderEpoch) {
        long epoch = broker.brokerEpoch();
        tell(controller -> controller.resign(broker.id(), epoch, partition, leaderEpoch));
    }

    void reportTail(TopicIdPartition partition, int partitionEpoch, int lastEpoch, long logEndOffset) {
        long epoch = broker.brokerEpoch();
        if (logEndOffset == Offsets.UNKNOWN) {
            simulation.laws().givenUp(partition, epoch);
        }
        tell(controller -> controller.tail(broker.id(), epoch, partition, partitionEpoch, lastEpoch, logEndOffset));
    }

    void replicaFailed(TopicIdPartition partition, int partitionEpoch) {
        long epoch = broker.brokerEpoch();
        tell(controller -> controller.replicaFailed(broker.id(), epoch, partition, partitionEpoch));
    }
}
