package io.sampo.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LowWaterMarkTest {
    @Property
    void theMarkIsTheLastRecordBelowWhichNothingIsOpen(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int gap) {
        // given: offsets with gaps, as compaction leaves them
        LowWaterMark<Long> mark = new LowWaterMark<>();
        List<Long> offsets = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            offsets.add(i * gap);
            mark.begin(i * gap, i * gap);
        }
        List<Long> order = new ArrayList<>(offsets);
        Collections.shuffle(order, new Random(seed));
        Set<Long> done = new HashSet<>();
        Long reached = null;
        for (long offset : order) {
            // when
            done.add(offset);
            Long now = mark.done(offset);
            // then
            Long expected = null;
            for (long candidate : offsets) {
                if (!done.contains(candidate)) {
                    break;
                }
                expected = candidate;
            }
            assertThat(now).isEqualTo(java.util.Objects.equals(expected, reached) ? null : expected);
            reached = expected;
            assertThat(mark.open()).isEqualTo(expected == null ? count : count - 1 - offsets.indexOf(expected));
        }
    }

    @Test
    void theMarkStaysBelowWhatIsNeverDone() {
        LowWaterMark<String> mark = new LowWaterMark<>();
        for (long offset = 0; offset < 5; offset++) {
            mark.begin(offset, "r" + offset);
        }
        // then: 2 was dropped
        assertThat(mark.done(3)).isNull();
        assertThat(mark.done(0)).isEqualTo("r0");
        assertThat(mark.done(1)).isEqualTo("r1");
        assertThat(mark.done(4)).isNull();
    }

    @Test
    void theEndBelowARecordIsThatOfTheOneBeforeWhateverLiesBetween() {
        LowWaterMark<String> mark = new LowWaterMark<>();
        List.of(3L, 10L, 50L, 70L).forEach(offset -> mark.begin(offset, "r" + offset));
        assertThat(mark.endBelow(3)).isZero();
        assertThat(mark.endBelow(50)).isEqualTo(11);
        // when
        assertThat(mark.done(10)).isNull();
        assertThat(mark.endBelow(50)).isEqualTo(11);
        assertThat(mark.done(3)).isEqualTo("r10");
        // then
        assertThat(mark.endBelow(50)).isEqualTo(11);
        assertThat(mark.endBelow(70)).isEqualTo(51);
    }

    @Test
    void recordsBeginInTheirOrder() {
        LowWaterMark<String> mark = new LowWaterMark<>();
        mark.begin(5, "r5");
        assertThatThrownBy(() -> mark.begin(5, "again")).hasMessageContaining("offset 5 comes after 5");
        assertThat(mark.done(4)).isNull();
    }
}
