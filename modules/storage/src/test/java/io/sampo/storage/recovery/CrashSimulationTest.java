package io.sampo.storage.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A sample of what {@code ops/bin/show storage-3} does at length; a seed that fails there is run here by its number. */
class CrashSimulationTest {
    private static final int SEEDS = Integer.getInteger("sampo.crash.seeds", 100);
    private static final long FIRST_SEED = Long.getLong("sampo.crash.seed", 1);

    @Test
    void whatWasFlushedSurvivesEveryPowerCutAndNothingElseAppears() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            CrashSimulation.Result result = CrashSimulation.run(seed);

            assertThat(result.wrong())
                    .as("-Dsampo.crash.seeds=1 -Dsampo.crash.seed=%d", seed)
                    .isNull();
            assertThat(result.images()).isPositive();
        }
    }
}
