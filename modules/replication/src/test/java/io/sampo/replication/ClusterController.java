package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The controller of {@link SmallCluster}, as far as one partition needs it: registration with a new broker epoch, fencing,
 * election from the ISR, ISR changes by compare-and-set. It never fails; the ways to and from it do.
 */
final class ClusterController {
    private final SmallCluster cluster;
    private final Map<Integer, Long> unfenced = new HashMap<>();
    private PartitionState state =
            new PartitionState(Offsets.NO_BROKER, 0, 0, List.of(1, 2, 3), List.of(1, 2, 3), false);
    private long offset = 100;

    ClusterController(SmallCluster cluster) {
        this.cluster = cluster;
    }

    PartitionState state() {
        return state;
    }

    /** R11, R11b: a new epoch; only leadership goes, for a crash of the process loses nothing that was written. */
    long register(int broker) {
        offset++;
        long epoch = offset;
        unfenced.put(broker, epoch);
        boolean led = state.leader() == broker;
        publish(led || !state.hasLeader() ? elect(broker) : state.leader(), state.isr(), led || !state.hasLeader());
        return epoch;
    }

    /** One event: out of the ISR, but never the last one; leadership moves within the ISR. */
    void fence(int broker) {
        unfenced.remove(broker);
        List<Integer> isr = new ArrayList<>(state.isr());
        if (isr.size() > 1) {
            isr.remove((Integer) broker);
        }
        boolean led = state.leader() == broker;
        publish(led ? elect(isr) : state.leader(), isr, led);
    }

    /** A planned change, or what comes of a resignation. */
    void move() {
        List<Integer> others = new ArrayList<>(state.isr());
        others.remove((Integer) state.leader());
        int next = elect(others);
        publish(next == Offsets.NO_BROKER ? elect(state.isr()) : next, state.isr(), true);
    }

    void resign(int leaderEpoch) {
        cluster.later(() -> {
            if (leaderEpoch == state.leaderEpoch()) {
                move();
            }
        });
    }

    void propose(ClusterNode from, int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        cluster.later(() -> {
            ErrorCode error = judge(leaderEpoch, partitionEpoch, isr);
            if (error == ErrorCode.NONE) {
                publish(state.leader(), List.copyOf(isr.keySet()), false);
            } else {
                cluster.later(() -> from.isrRefused(leaderEpoch, partitionEpoch, error));
            }
        });
    }

    private ErrorCode judge(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        if (leaderEpoch != state.leaderEpoch() || partitionEpoch != state.partitionEpoch()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        boolean eligible =
                isr.entrySet().stream().allMatch(member -> member.getValue().equals(unfenced.get(member.getKey())));
        return eligible ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA;
    }

    private int elect(int preferred) {
        return state.isr().contains(preferred) ? preferred : elect(state.isr());
    }

    private int elect(List<Integer> isr) {
        return isr.stream().filter(unfenced::containsKey).findFirst().orElse(Offsets.NO_BROKER);
    }

    private void publish(int leader, List<Integer> isr, boolean newEpoch) {
        offset++;
        int leaderEpoch = newEpoch ? state.leaderEpoch() + 1 : state.leaderEpoch();
        state = new PartitionState(leader, leaderEpoch, state.partitionEpoch() + 1, state.replicas(), isr, false);
        if (newEpoch && leader != Offsets.NO_BROKER) {
            cluster.elected(leader);
        }
        tellAll();
    }

    /** Everybody hears of it, in any order; also repeated, as a feed does that begins anew. */
    void tellAll() {
        ReplicaMetadata metadata =
                new ReplicaMetadata(state, SmallCluster.MIN_ISR, cluster.durable, new HashMap<>(unfenced), offset);
        for (ClusterNode node : cluster.nodes()) {
            cluster.later(() -> node.apply(metadata));
        }
    }
}
