package io.sampo.ceilings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CeilingTest {
    private static final long BYTES = 4 << 20;
    private static final long PIECE_BYTES_MAX = 128 << 10;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void everyByteIsMovedAndNothingIsLeftBehind(Ceiling ceiling) throws IOException, InterruptedException {
        // when
        Spent spent = Ceilings.measure(ceiling, directory, BYTES);

        // then
        boolean isPacked = ceiling.share(BYTES) < BYTES;
        assertThat(spent.bytes()).isBetween(BYTES, BYTES + (isPacked ? PIECE_BYTES_MAX : 0));
        assertThat(spent.nanos()).isPositive();
        // The kernel counts in steps of 10 ms, and so little may take less.
        assertThat(spent.cpuNanos()).isNotNegative();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFigureIsWhatTheLedgerOfTheComparisonHas() {
        // given: 1 GiB in 2 s, 1 s of CPU
        Spent spent = new Spent(1L << 30, 2_000_000_000L, 1_000_000_000L);

        // then
        assertThat(spent).hasToString("mb_s=512.000 cpu_s_gb=0.931");
    }
}
