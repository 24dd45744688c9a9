package io.sampo.storage.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule of storage that is taken out is missed by the law that is named for it. Without the mutant it holds: see there. */
class StorageMutantsTest {
    private final LawTrial trial = new LawTrial(Path.of(System.getProperty("sampo.root", "../..")));

    static Stream<Mutant> planted() throws IOException {
        return MutantList.read().planted().stream();
    }

    @ParameterizedTest
    @MethodSource("planted")
    void itsLawBreaks(Mutant mutant) throws IOException, ClassNotFoundException {
        assertThat(trial.run(mutant)).as(mutant.what()).isPresent();
    }
}
