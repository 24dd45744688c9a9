package io.sampo.storage.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** M92: a clock that is believed whatever it says deletes everything, or never again anything. */
class RetentionClockTest {
    private static final long LIMIT_MS = Duration.ofMinutes(5).toMillis();
    private static final long TEN_YEARS_MS = Duration.ofDays(3653).toMillis();
    private static final long START_MS = 1_700_000_000_000L;

    private final RetentionClock clock = new RetentionClock(LIMIT_MS, START_MS, 77);

    @Test
    void aClockThatRunsAsTheMonotonicOneIsBelieved() {
        assertThat(clock.nowMs(START_MS + 1_000, 1_077)).isEqualTo(START_MS + 1_000);
        assertThat(clock.nowMs(START_MS + TEN_YEARS_MS, 77 + TEN_YEARS_MS)).isEqualTo(START_MS + TEN_YEARS_MS);
        assertThat(clock.isPaused()).isFalse();
    }

    @Test
    void correctionsWithinTheLimitAreBelievedHoweverManyTheyBecome() {
        for (int i = 1; i <= 100; i++) {
            long wallMs = START_MS + i * LIMIT_MS;
            assertThat(clock.nowMs(wallMs, 77)).isEqualTo(wallMs);
        }
    }

    @Test
    void aJumpAheadPausesUntilTheClockIsBack() {
        // when
        assertThat(clock.nowMs(START_MS + TEN_YEARS_MS, 177)).isEqualTo(RetentionClock.UNKNOWN);
        assertThat(clock.nowMs(START_MS + TEN_YEARS_MS + 60_000, 60_177)).isEqualTo(RetentionClock.UNKNOWN);
        assertThat(clock.isPaused()).isTrue();

        // then
        assertThat(clock.nowMs(START_MS + 120_000, 120_077)).isEqualTo(START_MS + 120_000);
        assertThat(clock.isPaused()).isFalse();
    }

    @Test
    void aJumpBackPausesToo() {
        assertThat(clock.nowMs(START_MS - TEN_YEARS_MS, 177)).isEqualTo(RetentionClock.UNKNOWN);
    }

    @Test
    void aConfirmedJumpIsTheTimeFromThenOn() {
        // given
        assertThat(clock.nowMs(START_MS + TEN_YEARS_MS, 177)).isEqualTo(RetentionClock.UNKNOWN);

        // when
        clock.confirm(START_MS + TEN_YEARS_MS, 177);

        // then
        assertThat(clock.nowMs(START_MS + TEN_YEARS_MS + 1, 178)).isEqualTo(START_MS + TEN_YEARS_MS + 1);
    }
}
