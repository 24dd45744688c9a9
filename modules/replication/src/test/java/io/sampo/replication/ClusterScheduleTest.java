package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Random schedules of faults over three replicas. A failure names its seed; run it alone with
 * {@code -Dsampo.seed=N -Dsampo.seeds=1}.
 */
class ClusterScheduleTest {
    private static final long FIRST_SEED = Long.getLong("sampo.seed", 1);
    private static final int SEEDS = Integer.getInteger("sampo.seeds", 200);
    private static final long DURATION_MS = 4_000;

    @Test
    void whateverHappensNothingAcknowledgedIsLost() {
        runSchedules(false);
    }

    /** STORAGE 4.7, durable: brokers lose power at any time, also all of them, and keep their places in the ISR. */
    @Test
    void nothingForcedIsLostWithThePowerOfAnyNumberOfBrokers() {
        runSchedules(true);
    }

    private static void runSchedules(boolean durable) {
        long acknowledged = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            // given
            SmallCluster cluster = new SmallCluster(seed, durable);

            // when
            try {
                cluster.run(DURATION_MS);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + " at " + cluster.nowMs() + " ms: " + cluster, broken);
            }
            acknowledged += cluster.acknowledged;
        }

        // then: the schedules do not merely refuse everything
        assertThat(acknowledged).isGreaterThan(20L * SEEDS);
    }
}
