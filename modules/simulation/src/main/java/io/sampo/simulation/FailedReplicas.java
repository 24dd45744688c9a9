package io.sampo.simulation;

import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The replicas of one broker whose logs cannot be used, as {@code PartitionActor} and {@code UnopenedReplica} speak for them
 * (R22): said again and again until nobody counts on them.
 */
final class FailedReplicas {
    private final Simulation simulation;
    private final SimBroker broker;
    private final Set<TopicIdPartition> failed = new TreeSet<>();
    private final Map<TopicIdPartition, Long> endsBeforeDamage = new HashMap<>();

    FailedReplicas(Simulation simulation, SimBroker broker) {
        this.simulation = simulation;
        this.broker = broker;
    }

    void add(TopicIdPartition partition) {
        failed.add(partition);
        say(partition);
    }

    void clear() {
        failed.clear();
    }

    /** A corrupt log is not opened; another one begins in its place once another broker leads and nobody counts on this one. */
    boolean mayBeginAnew(PartitionState state) {
        return state.hasLeader()
                && state.leader() != broker.id()
                && !state.isr().contains(broker.id())
                && !state.elr().contains(broker.id());
    }

    /** Another log begins in the place of {@code damaged}. */
    void beginAnew(TopicIdPartition partition, SimLog damaged) {
        SimLog log = new SimLog(simulation.weather().segmentBatches());
        log.endBeforeLoss = damaged.endBeforeLoss;
        broker.logs().put(partition, log);
        endsBeforeDamage.merge(partition, damaged.logEndOffset(), Math::max);
    }

    /** It is no replica here any more, and nobody counts on what it held. */
    void forget(TopicIdPartition partition) {
        failed.remove(partition);
        endsBeforeDamage.remove(partition);
    }

    /** The furthest that a log of that partition had reached which was damaged and set aside, or -1. */
    long endBeforeDamage(TopicIdPartition partition) {
        return endsBeforeDamage.getOrDefault(partition, Offsets.UNKNOWN);
    }

    void remove(TopicIdPartition partition) {
        failed.remove(partition);
    }

    void sayAgain() {
        failed.forEach(this::say);
        if (failed.stream().anyMatch(this::waitsToBegin)) {
            broker.applyImage();
        }
    }

    private boolean waitsToBegin(TopicIdPartition partition) {
        PartitionState state = broker.image().partition(partition);
        SimLog log = broker.logs().get(partition);
        return state != null
                && log != null
                && log.quarantined
                && !broker.replicas().containsKey(partition)
                && mayBeginAnew(state);
    }

    /** In a moment nothing reads or writes the damaged log any more: the replica is as one that found it at its start. */
    void setAside(SimReplica replica) {
        broker.after(1 + simulation.disks().delayMs(broker.id()), () -> {
            if (broker.replicas().remove(replica.partition(), replica)) {
                replica.stop();
            }
        });
    }

    private void say(TopicIdPartition partition) {
        PartitionState state = broker.image().partition(partition);
        if (state == null) {
            return;
        }
        if (state.isr().contains(broker.id()) || state.elr().contains(broker.id())) {
            broker.link().replicaFailed(partition, state.partitionEpoch());
        }
        if (state.leader() == broker.id()) {
            broker.link().resign(partition, state.leaderEpoch());
        } else if (state.hasLeader()) {
            SimBroker leader = simulation.broker(state.leader());
            int from = broker.id();
            long epoch = broker.brokerEpoch();
            ReplicaFrame nack = new ReplicaFrame.Nack(
                    partition, state.leaderEpoch(), epoch, -1, ReplicaFrame.Reason.STORAGE, -1, -1);
            simulation
                    .network()
                    .send(
                            from,
                            leader.id(),
                            Network.LIVE,
                            () -> leader.arrive(() -> leader.receive(from, epoch, nack)));
        } else if (state.lastKnownElr().contains(broker.id())) {
            broker.link().reportTail(partition, state.partitionEpoch(), Offsets.NO_EPOCH, Offsets.UNKNOWN);
        }
    }
}
