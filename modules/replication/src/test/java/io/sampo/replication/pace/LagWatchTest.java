package io.sampo.replication.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Since when a follower lags. */
class LagWatchTest {
    private final LagWatch lag = new LagWatch();

    @Test
    void aFollowerThatWasGivenUpIsInTimeAgainUnderSteadyWrites() {
        // given: its disk failed; it came back behind a log that never stops growing
        lag.expect(100, 0);
        lag.giveUp(10, 5_000);
        assertThat(lag.isLagging(10, 5_000)).isTrue();
        lag.returned(200, 1_000);

        // when: it is never at the end, but always close behind
        lag.reached(150, 220, 1_100);
        assertThat(lag.isLagging(1_100, 5_000)).isTrue();
        lag.reached(210, 250, 1_200);

        // then
        assertThat(lag.isLagging(1_300, 5_000)).isFalse();
    }
}
