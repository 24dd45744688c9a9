package io.sampo.simulation;

import io.sampo.replication.ReplicaFrame;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Schedule;
import io.sampo.simulation.weather.Fault;
import io.sampo.simulation.weather.Garble;
import io.sampo.simulation.weather.Weather;

/**
 * The links between nodes, numbered from 1. Within a stream of a pair of nodes frames keep their order, as Aeron and Artery
 * do while a session lives; across streams they do not. Whatever is on the way may be lost. With {@link Fault#REORDER}
 * nothing at all is promised.
 */
final class Network {
    /** Pushes of what was just appended, and everything small. */
    static final int LIVE = 0;

    /** Pushes read from the log. */
    static final int CATCH_UP = 1;

    /** To and from the controller: a connection. */
    static final int SESSION = 2;

    private static final int STREAMS = 3;

    private static final long STALE_MAX_MS = 1_500;

    private final Schedule schedule;
    private final Rng random;
    private final Weather weather;
    private final int nodes;
    private final boolean[] cut;
    private final long[] lastMs;
    private boolean calm;

    Network(Schedule schedule, Weather weather, Rng random) {
        this.schedule = schedule;
        this.weather = weather;
        this.random = random;
        this.nodes = weather.brokers() + 1;
        this.cut = new boolean[nodes * nodes];
        this.lastMs = new long[nodes * nodes * STREAMS];
    }

    void cut(int from, int to) {
        cut[from * nodes + to] = true;
    }

    void mend() {
        java.util.Arrays.fill(cut, false);
    }

    /** No more faults. */
    void calm() {
        calm = true;
        mend();
    }

    /** False if the sender's own queue would not take it; true says nothing about its arrival. */
    boolean send(int from, int to, int stream, Runnable arrival) {
        int link = from * nodes + to;
        if (from == to) {
            schedule.after(random.below(2), arrival);
            return true;
        }
        if (!calm) {
            boolean lossy = stream != SESSION || random.below(4) == 0;
            if (lossy && random.chance(weather.loss())) {
                return stream == SESSION || random.below(3) > 0;
            }
            if (cut[link]) {
                return true;
            }
        }
        deliver(link * STREAMS + stream, arrival);
        if (!calm && stream != SESSION && weather.has(Fault.REORDER) && random.below(25) == 0) {
            // The copy may come when nobody expects it any more: of another session, of another epoch.
            schedule.after(random.below(2) == 0 ? 2 : random.between(1, STALE_MAX_MS), arrival);
        }
        return true;
    }

    /** What arrives of {@code frame}: now and then not what was sent. */
    ReplicaFrame garbled(ReplicaFrame frame) {
        return !calm && weather.has(Fault.GARBLE) && frame instanceof ReplicaFrame.Push push && random.below(30) == 0
                ? Garble.of(push, random)
                : frame;
    }

    private void deliver(int stream, Runnable arrival) {
        long delayMs = random.between(1, 3);
        if (!calm && random.chance(weather.late())) {
            delayMs += random.between(1, weather.lateMs());
        }
        long atMs = schedule.nowMs() + delayMs;
        if (!weather.has(Fault.REORDER) || calm || stream % STREAMS == SESSION) {
            atMs = Math.max(atMs, lastMs[stream]);
            lastMs[stream] = atMs;
        }
        schedule.at(atMs, arrival);
    }
}
