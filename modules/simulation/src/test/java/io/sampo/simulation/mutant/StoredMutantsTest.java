package io.sampo.simulation.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T02: the stored seed of every mutant still notices it; where the cores have moved on, another one soon does. */
class StoredMutantsTest {
    private static final long FRESH_SEEDS = 300;

    @Test
    void everyRuleThatIsTakenOutIsMissed() throws Exception {
        // given
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        MutantRun run = new MutantRun(root(), new PrintStream(table, true, StandardCharsets.UTF_8));

        // when
        int alive = run.all(List.of(), FRESH_SEEDS, false);

        // then
        assertThat(alive).as(table.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void everyMutantHasAStoredSeed() throws Exception {
        KillingSeeds stored = new KillingSeeds(root());
        for (Mutant mutant : Mutants.all()) {
            assertThat(stored.of(mutant)).as(mutant.id()).isNotNull();
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("modules"))) {
            here = here.getParent();
        }
        return here;
    }
}
