package io.sampo.simulation.command;

import io.sampo.simulation.SeedRun;
import io.sampo.simulation.engine.Violation;
import io.sampo.simulation.weather.Profile;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A seed, seen through types that every class loader shares: which law was broken, or null. For mutants. */
public final class SeedProbe implements LongFunction<String> {
    private final Profile profile;

    public SeedProbe(String profile) {
        this.profile = Profile.named(profile);
    }

    @Override
    public @Nullable String apply(long seed) {
        Throwable violation = SeedRun.of(seed, profile, false).violation();
        if (violation == null) {
            return null;
        }
        return violation instanceof Violation broken
                ? broken.law()
                : violation.getClass().getSimpleName();
    }
}
