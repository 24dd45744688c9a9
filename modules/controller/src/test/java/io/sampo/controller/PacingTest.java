package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What happens again and again is slowed down. */
class PacingTest {
    private static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(new UUID(1, 1)), 0);

    @Test
    void aPausedControllerDoesNotFenceHalfOfTheBrokers() {
        // given: H61, it wakes and sees everybody silent
        TimeoutFences fences = new TimeoutFences();
        int fenced = 0;
        // when
        for (int id = 1; id <= 5; id++) {
            fenced += fences.admit(id, 5, 0) ? 1 : 0;
        }
        // then
        assertThat(fenced).isEqualTo(2);
    }

    @Test
    void inAClusterOfTwoAStuckBrokerCanBeFenced() {
        TimeoutFences fences = new TimeoutFences();
        assertThat(fences.admit(1, 2, 0)).isTrue();
        assertThat(fences.admit(2, 2, 0)).isFalse();
    }

    @Test
    void aBrokerIsFencedForSilenceOnceInTenSecondsAndThenMoreRarely() {
        // given
        TimeoutFences fences = new TimeoutFences();
        assertThat(fences.admit(2, 3, 0)).isTrue();
        // then
        assertThat(fences.admit(2, 3, 9_999)).isFalse();
        assertThat(fences.admit(2, 3, 10_000)).isTrue();
        assertThat(fences.admit(2, 3, 29_999)).isFalse();
        assertThat(fences.admit(2, 3, 30_000)).isTrue();
        // and it is forgiven after as long a time without
        assertThat(fences.admit(2, 3, 30_000 + 80_000)).isTrue();
        assertThat(fences.admit(2, 3, 30_000 + 90_000)).isTrue();
    }

    @Test
    void aResignationIsBelievedOnceInAWhile() {
        // given
        ResignBackoff backoff = new ResignBackoff(30_000);
        // when
        backoff.resigned(PARTITION, 1, 0);
        // then
        assertThat(backoff.isRecent(PARTITION, 1, 29_999)).isTrue();
        assertThat(backoff.isRecent(PARTITION, 1, 30_000)).isFalse();
        assertThat(backoff.isRecent(PARTITION, 2, 1)).isFalse();
    }
}
