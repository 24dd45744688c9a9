package io.sampo.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CleanableRangeTest {
    private static final long NOW_MS = 1_000_000;
    private static final CompactionSettings HALF = settings(0.5, 0, Long.MAX_VALUE);
    /** Three sealed segments of ten offsets and 100 bytes, made 30, 20 and 10 s ago; the active one begins at 30. */
    private static final List<SegmentExtent> SEALED = List.of(
            new SegmentExtent(0, 10, 100, 8, NOW_MS - 30_000, NOW_MS - 30_000),
            new SegmentExtent(10, 20, 100, 8, NOW_MS - 20_000, NOW_MS - 20_000),
            new SegmentExtent(20, 30, 100, 8, NOW_MS - 10_000, NOW_MS - 10_000));

    @Test
    void theActiveSegmentIsNeverCleaned() {
        assertThat(range(-1, 35, HALF)).satisfies(range -> {
            assertThat(range.firstDirtyOffset()).isZero();
            assertThat(range.uncleanableOffset()).isEqualTo(30);
            assertThat(range.dirtyBytes()).isEqualTo(300);
            assertThat(range.due()).isTrue();
        });
    }

    @Test
    void aSegmentThatReachesAboveTheStableOffsetIsNotCleaned() {
        assertThat(range(-1, 29, HALF).uncleanableOffset()).isEqualTo(20);
        assertThat(range(-1, 30, HALF).uncleanableOffset()).isEqualTo(30);
        assertThat(range(-1, 9, HALF).isDirty()).isFalse();
        assertThat(range(-1, -1, HALF).isDirty()).isFalse();
    }

    @Test
    void theRatioIsThatOfDirtyBytesAndHasToBeExceeded() {
        assertThat(range(20, 35, HALF)).satisfies(range -> {
            assertThat(range.cleanBytes()).isEqualTo(200);
            assertThat(range.dirtyBytes()).isEqualTo(100);
            assertThat(range.dirtyRatio()).isBetween(0.33, 0.34);
            assertThat(range.due()).isFalse();
        });
        assertThat(range(10, 35, HALF).due()).isTrue();
        assertThat(range(10, 35, settings(2.0 / 3, 0, Long.MAX_VALUE)).due()).isFalse();
    }

    @Test
    void nothingIsDueWhereEverythingIsClean() {
        assertThat(range(30, 35, settings(0, 0, 1)).due()).isFalse();
    }

    @Test
    void aSegmentYoungerThanTheLeastLagStaysWithAllBehind() {
        assertThat(range(-1, 35, settings(0.5, 15_000, Long.MAX_VALUE)).uncleanableOffset())
                .isEqualTo(20);
        assertThat(range(-1, 35, settings(0.5, 60_000, Long.MAX_VALUE)).isDirty())
                .isFalse();
    }

    @Test
    void beyondTheGreatestLagTheRatioDoesNotMatter() {
        assertThat(range(20, 35, settings(0.5, 0, 9_000))).satisfies(range -> {
            assertThat(range.overdueMs()).isEqualTo(1_000);
            assertThat(range.due()).isTrue();
        });
        assertThat(range(20, 35, settings(0.5, 0, 10_000)).due()).isFalse();
    }

    @Test
    void aCheckpointOutsideOfTheLogCountsAsNone() {
        assertThat(range(99, 35, HALF).firstDirtyOffset()).isZero();
        LogOutline trimmed = new LogOutline(SEALED.subList(1, 3), 30, 15, 35, 5);
        assertThat(CleanableRange.of(trimmed, HALF, 35, NOW_MS).firstDirtyOffset())
                .isEqualTo(15);
    }

    @Test
    void aLogThatIsNotCompactedIsNeverDue() {
        CompactionSettings off = new CompactionSettings(false, 0, 0, 1, 0, 1_000, 1_000);
        assertThat(range(-1, 35, off).due()).isFalse();
    }

    private static CleanableRange range(long cleanerOffset, long stableOffset, CompactionSettings settings) {
        return CleanableRange.of(new LogOutline(SEALED, 30, 0, 35, cleanerOffset), settings, stableOffset, NOW_MS);
    }

    private static CompactionSettings settings(double ratio, long minLagMs, long maxLagMs) {
        return new CompactionSettings(true, ratio, minLagMs, maxLagMs, 1_000, 1_000, 1_000);
    }
}
