package io.sampo.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FetchSizeTest {
    private final FetchSize size = new FetchSize();
    private long nowMs = 1_000;

    /** Whole answers, each used up after so long. */
    private void reads(int answers, long tookMs) {
        for (int i = 0; i < answers; i++) {
            size.came(size.bytes(), nowMs);
            nowMs += tookMs;
            size.usedUp(nowMs);
        }
    }

    @Test
    void aSlowReaderIsReadOneBatchAhead() {
        reads(20, 160);
        assertThat(size.bytes()).isEqualTo(FetchSize.LEAST);
    }

    @Test
    void aFastReaderIsAskedSeldom() {
        reads(6, 0);
        assertThat(size.bytes()).isEqualTo(1 << 20);
        reads(20, 1);
        assertThat(size.bytes()).isGreaterThan(1 << 20);
    }

    @Test
    void aReaderThatSlowsDownIsFollowedAtOnce() {
        reads(6, 0);
        reads(1, 1_000);
        assertThat(size.bytes()).isEqualTo((1 << 20) / 10);
    }

    @Test
    void whoIsAtTheEndOfTheLogIsNoFasterForIt() {
        for (int i = 0; i < 20; i++) {
            size.came(100, nowMs);
            size.usedUp(nowMs);
        }
        assertThat(size.bytes()).isEqualTo(FetchSize.LEAST);
    }
}
