package io.sampo.storage.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.storage.recovery.DamageSweep.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of what {@code ops/bin/show storage-2} does whole. */
class DamageSweepTest {
    @TempDir
    Path root;

    private DamageSweep sweep;

    @BeforeEach
    void makeTheLog() throws IOException {
        sweep = new DamageSweep(root.resolve("book-0"), LogRecovery::new);
    }

    @Test
    void aFlippedBitOfAForcedBatchIsAlwaysDetected() throws IOException {
        Outcome known = sweep.flipBits(DamageSweep.LOG, true, true, 3, 997);
        Outcome unknown = sweep.flipBits(DamageSweep.LOG, true, false, 5, 997);

        assertThat(known.detected()).as("%s", known).isEqualTo(known.cases());
        assertThat(unknown.detected()).as("%s", unknown).isEqualTo(unknown.cases());
    }

    @Test
    void aHeaderBitThatNoCrcCoversIsDetectedWhereNothingFollows() throws IOException {
        // given the last batch: no later one contradicts its offset, its epoch or its length
        Outcome outcome = sweep.flipUncoveredBitsOfTheLastBatch();

        assertThat(outcome.cases()).isEqualTo(21 * 8);
        assertThat(outcome.detected()).as("%s", outcome).isEqualTo(outcome.cases());
    }

    @Test
    void aFlippedBitOfADerivedFileIsDetectedOrHarmless() throws IOException {
        for (String file :
                new String[] {DamageSweep.INDEX, DamageSweep.TIME_INDEX, DamageSweep.SUMS, DamageSweep.EPOCHS}) {
            for (boolean crashed : new boolean[] {false, true}) {
                Outcome outcome = sweep.flipBits(file, crashed, true, 1, 37);
                assertThat(outcome.isClean()).as("%s", outcome).isTrue();
            }
        }
    }

    @Test
    void aTornTailIsCutAndNothingElse() throws IOException {
        Outcome outcome = sweep.tearTails(211);

        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
    }
}
