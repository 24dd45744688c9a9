package io.sampo.simulation;

import io.sampo.model.TopicIdPartition;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Trace;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What of a broker survives its processes: its logs, and the proof that the page cache does too (R11). */
final class SimDisk {
    private final Simulation simulation;
    private final int broker;
    private final Rng random;
    private final Map<TopicIdPartition, SimLog> logs = new TreeMap<>();
    private final Set<TopicIdPartition> unforced = new TreeSet<>();
    private boolean pageCacheLost;

    /** When it will have done what it was asked for. */
    long freeAtMs;

    SimDisk(Simulation simulation, int broker, Rng random) {
        this.simulation = simulation;
        this.broker = broker;
        this.random = random;
    }

    Map<TopicIdPartition, SimLog> logs() {
        return logs;
    }

    /** True while nothing proves that what was written and not forced is still there. */
    boolean isPageCacheLost() {
        return pageCacheLost;
    }

    /** The broker has registered, and nobody counts on what was lost any more. */
    void registered() {
        pageCacheLost = false;
    }

    /** True where a force has failed: as long as the process lives the log is not opened again. */
    boolean hasFailed(TopicIdPartition partition) {
        return unforced.contains(partition);
    }

    boolean hasFailed() {
        return !unforced.isEmpty();
    }

    /** The process ends: it takes with it what the disk had refused to keep, and where power is lost the page cache. */
    void ended(boolean power) {
        pageCacheLost |= power;
        logs.forEach((partition, log) -> {
            if (power || unforced.contains(partition)) {
                log.losePower(random);
                log.lossy = !simulation.weather().durable();
                simulation.laws().cut(partition, log);
            }
        });
        unforced.clear();
    }

    /** H49: what a force has failed to write may be on no disk, whatever is read of it. */
    void forceFailed(TopicIdPartition partition) {
        simulation.trace("force failed", broker, Trace.NONE, Trace.NONE, partition);
        pageCacheLost = true;
        unforced.add(partition);
    }
}
