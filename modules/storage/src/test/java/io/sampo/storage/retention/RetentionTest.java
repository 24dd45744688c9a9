package io.sampo.storage.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.storage.retention.Retention.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final List<Stretch> SEALED =
            List.of(new Stretch(0, 10, 100, 1_000), new Stretch(10, 20, 100, 3_000), new Stretch(20, 30, 100, 2_000));

    @Test
    void nothingGoesWithoutALimit() {
        assertThat(Retention.FOREVER.countOfDeletable(SEALED, 100, 30, Long.MAX_VALUE))
                .isZero();
    }

    @Test
    void anExpiredSegmentStaysWhileAnOlderOneDoes() {
        Retention retention = retention(500, -1);

        assertThat(retention.countOfDeletable(SEALED, 100, 30, 1_500)).isZero();
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 1_501)).isEqualTo(1);
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 2_600)).isEqualTo(1);
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 3_501)).isEqualTo(3);
    }

    @Test
    void sizeLeavesAtLeastTheLimit() {
        assertThat(retention(-1, 300).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(1);
        assertThat(retention(-1, 299).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(1);
        assertThat(retention(-1, 301).countOfDeletable(SEALED, 100, 30, 0)).isZero();
        assertThat(retention(-1, 0).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(3);
    }

    @Test
    void nothingAboveTheHighWatermarkGoes() {
        Retention retention = retention(0, 0);

        assertThat(retention.countOfDeletable(SEALED, 100, 9, 10_000)).isZero();
        assertThat(retention.countOfDeletable(SEALED, 100, 25, 10_000)).isEqualTo(2);
    }

    @Test
    void aTimeThatIsNotKnownExpiresNothingButSizeStillCounts() {
        assertThat(retention(0, -1).countOfDeletable(SEALED, 100, 30, RetentionClock.UNKNOWN))
                .isZero();
        assertThat(retention(0, 300).countOfDeletable(SEALED, 100, 30, RetentionClock.UNKNOWN))
                .isEqualTo(1);
    }

    @Test
    void aRecordFromTheFutureIsAsOldAsItsWritingAllows() {
        // given a record stamped in the year 2999 and written at 5,000
        Retention retention = new Retention(500, -1, 100);

        // then
        assertThat(retention.creditedMs(32_472_144_000_000L, 5_000)).isEqualTo(5_100);
        assertThat(retention.creditedMs(5_050, 5_000)).isEqualTo(5_050);
        assertThat(new Retention(500, -1, Long.MAX_VALUE).creditedMs(32_472_144_000_000L, 5_000))
                .isEqualTo(32_472_144_000_000L);
    }

    private static Retention retention(long retentionMs, long retentionBytes) {
        return new Retention(retentionMs, retentionBytes, 3_600_000);
    }
}
