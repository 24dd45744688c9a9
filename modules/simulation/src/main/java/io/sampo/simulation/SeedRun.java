package io.sampo.simulation;

import io.sampo.simulation.engine.World;
import io.sampo.simulation.groups.GroupSimulation;
import io.sampo.simulation.weather.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one seed. The same seed, profile and code give the same run, in any JVM.
 *
 * @param violation null where every law held
 * @param story the last events and how everything stood; empty where every law held and nobody asked
 */
public record SeedRun(
        long seed,
        Profile profile,
        long traceHash,
        long events,
        long acknowledged,
        @Nullable Throwable violation,
        List<String> story) {
    private static final int STORY_EVENTS = 60;

    public SeedRun {
        story = List.copyOf(story);
    }

    /** Runs the seed; {@code verbose} keeps its story also where all went well. Never throws for what it finds. */
    public static SeedRun of(long seed, Profile profile, boolean verbose) {
        World simulation =
                profile == Profile.GROUPS ? new GroupSimulation(seed, profile) : new Simulation(seed, profile);
        Throwable violation = null;
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError broken) {
            // A core that throws has broken a law as well.
            violation = broken;
        }
        List<String> story = new ArrayList<>();
        if (verbose || violation != null) {
            story.addAll(simulation.trace().last(verbose ? Integer.MAX_VALUE : STORY_EVENTS));
            story.addAll(simulation.state());
        }
        return new SeedRun(
                seed,
                profile,
                simulation.trace().hash(),
                simulation.events(),
                simulation.acknowledged(),
                violation,
                story);
    }

    public boolean isClean() {
        return violation == null;
    }
}
