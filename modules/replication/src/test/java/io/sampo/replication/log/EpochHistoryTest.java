package io.sampo.replication.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.Offsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EpochHistoryTest {
    private final EpochHistory history = new EpochHistory();

    @Test
    void anEpochEndsWhereTheNextBegins() {
        // given
        history.append(1, 0);
        history.append(3, 10);
        history.append(7, 20);

        // then
        assertThat(history.endOf(7, 25)).isEqualTo(new EpochHistory.Bound(7, 25));
        assertThat(history.endOf(5, 25)).isEqualTo(new EpochHistory.Bound(3, 20));
        assertThat(history.endOf(1, 25)).isEqualTo(new EpochHistory.Bound(1, 10));
        assertThat(history.endOf(0, 25)).isEqualTo(EpochHistory.Bound.UNKNOWN);
    }

    @Test
    void anEpochNeverFalls() {
        // given
        history.append(3, 10);

        // then
        assertThatThrownBy(() -> history.append(2, 11)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTruncationForgetsEpochsThatBeginAtItsOffset() {
        // given
        history.append(1, 0);
        history.append(3, 10);

        // when
        history.truncateTo(10);

        // then
        assertThat(history.lastEpoch()).isEqualTo(1);
        assertThat(history.endOf(9, 10)).isEqualTo(new EpochHistory.Bound(1, 10));
    }

    @Test
    void theLastEpochOutlivesItsRecords() {
        // given
        history.append(1, 0);
        history.append(3, 10);

        // when
        history.dropBefore(15);

        // then
        assertThat(history.lastEpoch()).isEqualTo(3);
        assertThat(history.epochAt(9)).isEqualTo(Offsets.NO_EPOCH);
        assertThat(history.epochAt(15)).isEqualTo(3);
    }

    @Property(tries = 200)
    void everyOffsetBelongsToTheEpochThatHoldsIt(
            @ForAll @Size(min = 1, max = 12) int[] raw, @ForAll @IntRange(max = 50) int probe) {
        // given
        EpochHistory built = new EpochHistory();
        long[] starts = new long[raw.length];
        long end = 0;
        for (int i = 0; i < raw.length; i++) {
            starts[i] = end;
            built.append(i, end);
            end += 1 + Math.floorMod(raw[i], 5);
        }

        // then
        long offset = Math.floorMod(probe, (int) end);
        int epoch = built.epochAt(offset);
        assertThat(starts[epoch]).isLessThanOrEqualTo(offset);
        assertThat(built.endOf(epoch, end).endOffset()).isGreaterThan(offset);
    }
}
