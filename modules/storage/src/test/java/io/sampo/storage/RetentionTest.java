package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.storage.Retention.Stretch;
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
        Retention retention = new Retention(500, -1);

        assertThat(retention.countOfDeletable(SEALED, 100, 30, 1_500)).isZero();
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 1_501)).isEqualTo(1);
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 2_600)).isEqualTo(1);
        assertThat(retention.countOfDeletable(SEALED, 100, 30, 3_501)).isEqualTo(3);
    }

    @Test
    void sizeLeavesAtLeastTheLimit() {
        assertThat(new Retention(-1, 300).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(1);
        assertThat(new Retention(-1, 299).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(1);
        assertThat(new Retention(-1, 301).countOfDeletable(SEALED, 100, 30, 0)).isZero();
        assertThat(new Retention(-1, 0).countOfDeletable(SEALED, 100, 30, 0)).isEqualTo(3);
    }

    @Test
    void nothingAboveTheHighWatermarkGoes() {
        Retention retention = new Retention(0, 0);

        assertThat(retention.countOfDeletable(SEALED, 100, 9, 10_000)).isZero();
        assertThat(retention.countOfDeletable(SEALED, 100, 25, 10_000)).isEqualTo(2);
    }
}
