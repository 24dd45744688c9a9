package io.sampo.chaos.failpoint;

import io.sampo.chaos.cluster.BrokerProcess;
import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.Disks;
import io.sampo.chaos.cluster.Network;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does strikes to a cluster and takes them back. For one thread. */
public final class Injector {
    private static final long READY_MS = 60_000;
    private static final long STOP_MS = 40_000;

    private final Cluster cluster;
    private final @Nullable Disks disks;
    private final Random random;

    /** Without {@code disks} there is no {@link FaultKind#DISK_FULL}. */
    public Injector(Cluster cluster, @Nullable Disks disks, long seed) {
        this.cluster = cluster;
        this.disks = disks;
        this.random = new Random(seed);
    }

    /** The whole strikes: begin, hold, take back. Returns when every broker runs again and was let be. */
    public void strike(List<Strike> together) throws InterruptedException, IOException {
        long holdMs = 0;
        for (Strike strike : together) {
            begin(strike);
            holdMs = Math.max(holdMs, strike.holdMs());
        }
        hold(together, holdMs);
        heal(together);
    }

    private void begin(Strike strike) throws InterruptedException {
        switch (strike.kind()) {
            case KILL -> kill(strike.victims());
            case POWER, POWER_ALL -> {
                kill(strike.victims());
                disks().cutPower(strike.victims());
            }
            case PAUSE -> strike.victims().forEach(victim -> broker(victim).pause());
            case STOP -> stop(strike);
            case CUT, ONEWAY -> cut(strike);
            case FLAP -> {
                // hold() lets it come and go.
            }
            case DISK_FULL -> strike.victims().forEach(victim -> disks().fill(victim));
        }
    }

    private void kill(List<Integer> victims) throws InterruptedException {
        for (int victim : victims) {
            broker(victim).kill();
        }
    }

    private void cut(Strike strike) {
        strike.cuts().forEach(cut -> network().cut(cut.from(), cut.to()));
    }

    private void hold(List<Strike> together, long holdMs) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(holdMs);
        List<Strike> flapping = together.stream()
                .filter(strike -> strike.kind() == FaultKind.FLAP)
                .toList();
        while (!flapping.isEmpty() && System.nanoTime() < endNs) {
            flapping.forEach(this::cut);
            TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(900));
            network().heal();
            TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(600));
        }
        long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(Math.max(0, leftMs));
    }

    /** A rolling restart is done one by one; each comes back before the next goes. */
    private void stop(Strike strike) throws InterruptedException {
        for (int victim : strike.victims()) {
            BrokerProcess broker = broker(victim);
            broker.terminate();
            if (!broker.awaitEnd(STOP_MS)) {
                throw new NotReady("broker " + victim + " did not stop within " + STOP_MS / 1000 + " s");
            }
            if (strike.victims().size() > 1) {
                broker.start();
                awaitReady(broker);
            }
        }
    }

    /** Everything passes, runs and has room again. */
    private void heal(List<Strike> together) throws InterruptedException, IOException {
        network().heal();
        for (Strike strike : together) {
            for (int victim : strike.victims()) {
                if (strike.kind() == FaultKind.DISK_FULL) {
                    disks().free(victim);
                }
                broker(victim).resume();
            }
        }
        // A broker may end by itself, for example where its only disk fails: a supervisor starts it again.
        List<BrokerProcess> absent = cluster.dead().stream().map(this::broker).toList();
        absent.forEach(BrokerProcess::start);
        for (BrokerProcess broker : absent) {
            awaitReady(broker);
        }
    }

    private void awaitReady(BrokerProcess broker) throws InterruptedException {
        if (!broker.awaitReady(READY_MS)) {
            throw new NotReady("broker " + broker.id() + " does not serve " + READY_MS / 1000 + " s after its start"
                    + (broker.isAlive() ? "" : ": it has ended"));
        }
    }

    /** A broker that was started does not serve, or one that was told to stop does not. */
    public static final class NotReady extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReady(String message) {
            super(message);
        }
    }

    private BrokerProcess broker(int id) {
        return cluster.broker(id);
    }

    private Network network() {
        return cluster.plan().network();
    }

    private Disks disks() {
        if (disks == null) {
            throw new IllegalStateException("this run has no disks of its own");
        }
        return disks;
    }
}
