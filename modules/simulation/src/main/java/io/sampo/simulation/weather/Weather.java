package io.sampo.simulation.weather;

import io.sampo.replication.ReplicaSettings;
import io.sampo.replication.pace.InSyncSettings;
import io.sampo.replication.pace.PushSettings;
import io.sampo.simulation.engine.Rng;
import java.util.EnumSet;
import java.util.Set;

/**
 * What one seed has in store: which faults, how hard, how many brokers, how small the limits of the core are. Drawn once,
 * before anything happens.
 */
public record Weather(
        Set<Fault> faults,
        int brokers,
        int replicas,
        int partitions,
        int minIsr,
        boolean durable,
        double loss,
        double late,
        long lateMs,
        long diskMs,
        int slowest,
        long faultEveryMs,
        long loadEveryMs,
        long durationMs,
        int segmentBatches,
        ReplicaSettings settings) {

    /** What {@code profile} has in store for the seed of {@code random}. */
    public static Weather of(Profile profile, Rng random) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : profile.faults()) {
            if (random.chance(0.5)) {
                faults.add(fault);
            }
        }
        int brokers = random.chance(0.2) ? 5 : random.chance(0.15) ? 4 : 3;
        ReplicaSettings settings = new ReplicaSettings(
                new PushSettings(random.chance(0.3) ? 400 : 3_000, random.chance(0.5) ? 200 : 1_000, 20, 60, 50),
                new InSyncSettings(300, 300, 80, 40),
                random.chance(0.1) ? 3 : 10_000,
                100,
                200,
                1_000_000);
        return new Weather(
                faults,
                brokers,
                3,
                random.chance(0.7) ? 1 : 2,
                random.chance(0.85) ? 2 : random.chance(0.5) ? 1 : 3,
                profile.durable(),
                faults.contains(Fault.LOSS) ? random.intensity(0.005, 0.2) : 0,
                faults.contains(Fault.DELAY) ? random.intensity(0.01, 0.3) : 0,
                (long) random.intensity(20, 400),
                faults.contains(Fault.SLOW_DISK) ? (long) random.intensity(2, 40) : 0,
                random.chance(0.5) ? 1 + random.below(brokers) : 0,
                (long) random.intensity(60, 500),
                (long) random.intensity(5, 30),
                random.between(1_500, 4_000),
                random.chance(0.7) ? 3 + random.below(6) : 50,
                settings);
    }

    /** True if this seed has drawn that fault. */
    public boolean has(Fault fault) {
        return faults.contains(fault);
    }
}
