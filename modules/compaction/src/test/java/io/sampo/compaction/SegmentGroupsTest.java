package io.sampo.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SegmentGroupsTest {
    private static final CompactionSettings SETTINGS =
            new CompactionSettings(true, 0.5, 0, Long.MAX_VALUE, 0, 1_000, 100);

    @Test
    void neighboursAreMergedUpToTheSizeOfASegment() {
        assertThat(groups(segment(0, 10, 400, 8), segment(10, 20, 600, 8), segment(20, 30, 1, 8)))
                .isEqualTo("0+10 20");
    }

    @Test
    void neighboursAreMergedUpToTheSizeOfAnIndex() {
        assertThat(groups(segment(0, 10, 1, 50), segment(10, 20, 1, 50), segment(20, 30, 1, 50)))
                .isEqualTo("0+10 20");
    }

    @Test
    void aSegmentThatIsTooLargeAlreadyStaysAlone() {
        assertThat(groups(segment(0, 10, 5_000, 8), segment(10, 20, 1, 8))).isEqualTo("0 10");
    }

    @Test
    void noOffsetGetsOutOfReachOfTheIndex() {
        long far = Integer.MAX_VALUE;
        assertThat(groups(segment(0, 10, 1, 8), segment(10, far + 1, 1, 8), segment(far + 1, far + 2, 1, 8)))
                .isEqualTo("0+10 " + (far + 1));
    }

    private static SegmentExtent segment(long baseOffset, long nextOffset, int bytes, int indexBytes) {
        return new SegmentExtent(baseOffset, nextOffset, bytes, indexBytes, 0, 0);
    }

    private static String groups(SegmentExtent... segments) {
        return SegmentGroups.of(List.of(segments), SETTINGS).stream()
                .map(group -> group.segments().stream()
                        .map(segment -> "" + segment.baseOffset())
                        .collect(Collectors.joining("+")))
                .collect(Collectors.joining(" "));
    }
}
