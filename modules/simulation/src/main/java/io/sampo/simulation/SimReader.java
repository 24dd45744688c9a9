package io.sampo.simulation;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Violation;

/** Reads one partition from its beginning, as a consumer does; {@link Laws} look at what it gets. */
final class SimReader {
    private final Simulation simulation;
    private final Rng random;
    private final TopicIdPartition partition;
    private long position;
    /** The newest it has heard of: a leader that was replaced answers for itself no more (KIP-320). */
    private int leaderEpoch = -1;

    private boolean stopped;

    SimReader(Simulation simulation, TopicIdPartition partition, Rng random) {
        this.simulation = simulation;
        this.partition = partition;
        this.random = random;
    }

    void run() {
        if (stopped || !simulation.isLoaded()) {
            return;
        }
        SimBroker asked =
                simulation.broker(1 + random.below(simulation.weather().brokers()));
        var state = asked.isUp() ? asked.image().partition(partition) : null;
        if (state != null && state.hasLeader()) {
            leaderEpoch = Math.max(leaderEpoch, state.leaderEpoch());
            SimBroker leader = simulation.broker(state.leader());
            simulation.schedule().after(1 + random.below(3), () -> leader.arrive(() -> fetch(leader)));
        }
        simulation.schedule().after(20 + random.below(40), this::run);
    }

    void stop() {
        stopped = true;
    }

    TopicIdPartition partition() {
        return partition;
    }

    private void fetch(SimBroker leader) {
        SimReplica replica = leader.replicas().get(partition);
        if (replica == null || stopped) {
            return;
        }
        long from = position;
        replica.fetch(leaderEpoch, from, (error, fromOffset, upToOffset) -> {
            if (error == ErrorCode.OFFSET_OUT_OF_RANGE) {
                long start = simulation.laws().truth(partition).start();
                // H26: what was read up to here is committed; only retention may take it away.
                if (from >= start && !simulation.isBeyondPromise()) {
                    throw new Violation("I6", "offset " + from + " is called out of range");
                }
                position = Math.max(position, start);
            } else if (error == ErrorCode.NONE && upToOffset > position) {
                position = upToOffset;
            }
        });
    }
}
