package io.sampo.chaos.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AckProgressTest {
    @Test
    void everyPartitionHasToHaveAcknowledgedSomethingThatWasSentLater() {
        AckProgress progress = new AckProgress(2);
        progress.acknowledged(0, 5, 110, 120);
        // Acknowledged late, but sent before: proves nothing about now.
        progress.acknowledged(1, 5, 90, 130);

        assertThat(progress.everyPartitionSince(100)).isFalse();

        progress.acknowledged(1, 6, 101, 140);
        assertThat(progress.everyPartitionSince(100)).isTrue();
    }

    @Test
    void theLongestGapIsThatOfTheWorstPartitionAndMayStillBeOpen() {
        AckProgress progress = new AckProgress(2);
        progress.acknowledged(0, 0, 0, 100);
        progress.acknowledged(1, 0, 0, 100);
        progress.resetGaps();

        progress.acknowledged(0, 1, 100, 250);
        assertThat(progress.longestGapNs(260)).isEqualTo(160);

        progress.acknowledged(1, 1, 100, 400);
        assertThat(progress.longestGapNs(410)).isEqualTo(300);
    }

    @Test
    void theHighestOffsetNeverFalls() {
        AckProgress progress = new AckProgress(1);
        progress.acknowledged(0, 7, 1, 2);
        progress.acknowledged(0, 3, 1, 3);

        assertThat(progress.highestOffset(0)).isEqualTo(7);
        assertThat(progress.inSecond(0)).isEqualTo(2);
    }
}
