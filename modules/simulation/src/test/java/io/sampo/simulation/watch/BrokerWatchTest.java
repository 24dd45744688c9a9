package io.sampo.simulation.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerWatchTest {
    private final BrokerWatch watch = new BrokerWatch(1);

    @Test
    void aPauseThatBeginsBeforeAnotherEndsIsTheSame() {
        watch.paused(1_000, 1_150);
        watch.paused(1_100, 1_210);
        assertThat(watch.stoodStill(1_220, 200, 250)).isTrue();
    }

    @Test
    void aPauseThatBeginsWhenAnotherEndsIsTheSameIfNothingRanBetween() {
        watch.ran(1_000);
        watch.paused(1_000, 1_150);
        watch.paused(1_150, 1_210);
        assertThat(watch.stoodStill(1_220, 200, 250)).isTrue();
    }

    /** Seed 2212449 of the profile all: a controller ran between two pauses, and was accused as if it had not. */
    @Test
    void aPauseThatBeginsWhenAnotherEndsIsAnotherOneIfSomethingRanBetween() {
        watch.paused(1_000, 1_150);
        watch.ran(1_150);
        watch.paused(1_150, 1_210);
        assertThat(watch.stoodStill(1_220, 200, 250)).isFalse();
    }

    @Test
    void aClockThatLeapsIsAPauseOfThatLength() {
        watch.stood(1_000, 199);
        assertThat(watch.stoodStill(1_000, 200, 250)).isFalse();
        watch.stood(2_000, 200);
        assertThat(watch.stoodStill(2_000, 200, 250)).isTrue();
        assertThat(watch.stoodStill(2_250, 200, 250)).isFalse();
    }
}
