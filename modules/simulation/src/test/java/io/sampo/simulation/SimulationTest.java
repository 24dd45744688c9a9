package io.sampo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.simulation.weather.Profile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slice of what {@code ops/bin/simulate} runs; {@code -Dsampo.seeds=N} makes it larger. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("sampo.seeds", 500);

    @ParameterizedTest
    @EnumSource(Profile.class)
    void noLawIsBrokenWhateverHappens(Profile profile) {
        // given
        List<String> broken = new ArrayList<>();
        long acknowledged = 0;

        // when
        for (long seed = 1; seed <= SEEDS; seed++) {
            SeedRun run = SeedRun.of(seed, profile, false);
            acknowledged += run.acknowledged();
            if (!run.isClean()) {
                broken.add(
                        "ops/bin/simulate --trace " + seed + " --profile " + profile.label() + ": " + run.violation());
            }
        }

        // then: and the weather is not so bad that nothing happens at all
        assertThat(broken).isEmpty();
        assertThat(acknowledged).isGreaterThan(10L * SEEDS);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (Profile profile : Profile.values()) {
            SeedRun first = SeedRun.of(7, profile, false);
            SeedRun second = SeedRun.of(7, profile, false);

            assertThat(second.traceHash()).isEqualTo(first.traceHash());
            assertThat(second.events()).isEqualTo(first.events());
        }
    }

    @Test
    void anotherSeedIsAnotherRun() {
        assertThat(SeedRun.of(8, Profile.CRASH, false).traceHash())
                .isNotEqualTo(SeedRun.of(7, Profile.CRASH, false).traceHash());
    }
}
