package io.sampo.logfiles.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeamsTest {
    private final Seams seams = new Seams();

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 55, 89, 144, 233, 500})
    void theNewestAreKnownHoweverLongBatchesAre(int records) {
        for (int batch = 0; batch < 1_000; batch++) {
            seams.add((long) batch * records, batch * 7);
            for (int known = Math.max(0, batch - Seams.REMEMBERED + 1); known <= batch; known++) {
                assertThat(seams.position((long) known * records)).isEqualTo(known * 7);
            }
        }
        assertThat(seams.position((1_000L - Seams.REMEMBERED - 1) * records)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void nothingIsKnownAfterwards(long offset) {
        seams.add(offset, 9);
        seams.clear();
        assertThat(seams.position(offset)).isEqualTo(-1);
    }
}
