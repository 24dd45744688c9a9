package io.sampo.replication.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final TokenBucket bucket = new TokenBucket();

    @Test
    void withoutARateEverythingMayLeaveAtOnce() {
        bucket.spent(1 << 30);
        assertThat(bucket.openAtMs(5)).isEqualTo(5);
        assertThat(bucket.take(1 << 20, 5)).isEqualTo(1 << 20);
    }

    @Test
    void overTenSecondsNoMoreLeavesThanTheRateAllows() {
        // given
        bucket.rate(100_000);
        long sent = 0;

        // when somebody always wants a MiB
        for (long now = 0; now < 10_000; now++) {
            while (bucket.openAtMs(now) <= now) {
                sent += bucket.take(1 << 20, now);
            }
        }

        // then
        assertThat(sent).isBetween(990_000L, 1_000_100L);
    }

    @Test
    void aTimeThatComesLateIsNotCreditedTwice() {
        // given
        bucket.rate(1_000);
        bucket.openAtMs(0);
        bucket.openAtMs(100);

        // when
        bucket.openAtMs(10);
        bucket.openAtMs(101);

        // then
        assertThat(bucket.take(1 << 20, 101)).isEqualTo(101);
    }

    @Test
    void whatHasNotLeftAfterAllIsThereAgain() {
        bucket.rate(1_000);
        bucket.openAtMs(0);
        bucket.openAtMs(100);
        assertThat(bucket.take(80, 100)).isEqualTo(80);
        bucket.spent(-80);
        assertThat(bucket.take(1 << 20, 100)).isEqualTo(100);
    }

    @Test
    void aFractionOfAByteIsNothing() {
        // given: 100.5 bytes are there
        bucket.rate(1_500);
        bucket.openAtMs(0);
        bucket.openAtMs(67);

        // when
        assertThat(bucket.take(1 << 20, 67)).isEqualTo(100);

        // then
        assertThat(bucket.take(1 << 20, 67)).isZero();
        assertThat(bucket.openAtMs(67)).isGreaterThan(67);
    }

    @Test
    void restSavesUpHalfASecondAtMost() {
        bucket.rate(1_000);
        bucket.openAtMs(0);
        assertThat(bucket.openAtMs(60_000)).isEqualTo(60_000);
        assertThat(bucket.take(1 << 20, 60_000)).isEqualTo(500);
    }

    @Test
    void aBatchLargerThanTheBudgetLeavesWholeAndIsPaidBack() {
        // given
        bucket.rate(1_000);
        bucket.openAtMs(0);
        assertThat(bucket.openAtMs(100)).isEqualTo(100);

        // when
        bucket.spent(2_100);

        // then
        long openAt = bucket.openAtMs(100);
        assertThat(openAt).isBetween(2_100L, 2_102L);
        assertThat(bucket.openAtMs(openAt)).isEqualTo(openAt);
    }
}
