package io.sampo.storage.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.integrity.SumsCheck;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.SegmentLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery without one of its rules (REPLICATION hazards D): the damage sweep has to see each of them. */
class RecoveryMutantsTest {
    @TempDir
    Path root;

    @Test
    void theSweepSeesARecoveryThatScansNothing() throws IOException {
        // M42, H42: a torn tail is served
        DamageSweep sweep = sweep((directory, config, checkpoints, environment) ->
                new LogRecovery(directory, config, checkpoints, environment) {
                    @Override
                    boolean isForced(@Nullable Long nextBaseOffset) {
                        return true;
                    }

                    @Override
                    boolean isAsItWasClosed(Segment lastSegment) {
                        return true;
                    }
                });

        assertThat(sweep.flipBits(DamageSweep.LOG, true, true, 3, 9973).isClean())
                .isFalse();
    }

    @Test
    void theSweepSeesARecoveryThatCutsAtTheFirstBadBatch() throws IOException {
        // M45, H45: the middle of a log is lost
        DamageSweep sweep = sweep((directory, config, checkpoints, environment) ->
                new LogRecovery(directory, config, checkpoints, environment) {
                    @Override
                    void requireTorn(SegmentLoader.Scanned scanned, List<Long> later) {
                        // Everything is torn.
                    }
                });

        assertThat(sweep.flipBits(DamageSweep.LOG, true, false, 3, 9973).isClean())
                .isFalse();
    }

    @Test
    void theSweepSeesARecoveryThatLooksAtNoSums() throws IOException {
        // M48, H48: a header bit outside of the CRC passes
        DamageSweep sweep = sweep((directory, config, checkpoints, environment) ->
                new LogRecovery(directory, config, checkpoints, environment) {
                    @Override
                    SumsCheck sumsOf(long baseOffset) {
                        return SumsCheck.none();
                    }
                });

        // In the last batch nothing that follows gives it away.
        assertThat(sweep.flipBits(DamageSweep.LOG, true, true, sweep.lastBatchBit(), 8)
                        .isClean())
                .isFalse();
    }

    private DamageSweep sweep(DamageSweep.Opener mutant) throws IOException {
        return new DamageSweep(root.resolve("book-0"), mutant);
    }
}
