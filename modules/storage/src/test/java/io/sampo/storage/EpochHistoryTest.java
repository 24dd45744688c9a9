package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.checkpoint.EpochEntry;
import io.sampo.model.Offsets;
import io.sampo.storage.PartitionLog.EpochEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochHistoryTest {
    private static final EpochHistory HISTORY =
            EpochHistory.EMPTY.assign(2, 0).assign(4, 10).assign(7, 20);

    @Test
    void anEpochIsAssignedOnce() {
        assertThat(HISTORY.assign(7, 25)).isSameAs(HISTORY);
        assertThat(HISTORY.assign(Offsets.NO_EPOCH, 25)).isSameAs(HISTORY);
    }

    @Test
    void anEntryThatNeverWroteGivesWay() {
        assertThat(HISTORY.assign(5, 20).entries())
                .containsExactly(new EpochEntry(2, 0), new EpochEntry(4, 10), new EpochEntry(5, 20));
        assertThat(HISTORY.assign(9, 10).entries()).containsExactly(new EpochEntry(2, 0), new EpochEntry(9, 10));
    }

    @Test
    void anEpochThatGoesOnBehindAnEmptyOneKeepsItsBeginning() {
        // given: this replica led epoch 9 and wrote nothing; a later leader sends it more of epoch 7
        EpochHistory led = HISTORY.assign(9, 30);

        // then: what lies between 20 and 30 stays of epoch 7
        assertThat(led.assign(7, 30)).isEqualTo(HISTORY);
    }

    @Test
    void anOffsetBelongsToTheEpochThatBeganLastBeforeIt() {
        assertThat(HISTORY.epochAt(-1)).isEqualTo(Offsets.NO_EPOCH);
        assertThat(HISTORY.epochAt(0)).isEqualTo(2);
        assertThat(HISTORY.epochAt(9)).isEqualTo(2);
        assertThat(HISTORY.epochAt(10)).isEqualTo(4);
        assertThat(HISTORY.epochAt(99)).isEqualTo(7);
    }

    @Test
    void anEpochEndsWhereTheNextBeginsAndTheLastAtTheLogEnd() {
        assertThat(HISTORY.endOffsetFor(1, 30)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(HISTORY.endOffsetFor(3, 30)).isEqualTo(new EpochEnd(2, 10));
        assertThat(HISTORY.endOffsetFor(4, 30)).isEqualTo(new EpochEnd(4, 20));
        assertThat(HISTORY.endOffsetFor(8, 30)).isEqualTo(new EpochEnd(7, 30));
    }

    @Test
    void aCutAtTheEndTakesTheEntriesThatBeginThere() {
        assertThat(HISTORY.below(21)).isSameAs(HISTORY);
        assertThat(HISTORY.below(20).latestEpoch()).isEqualTo(4);
        assertThat(HISTORY.below(0)).isEqualTo(EpochHistory.EMPTY);
    }

    @Test
    void aCutAtTheStartKeepsTheEpochThatIsStillThere() {
        assertThat(HISTORY.from(0)).isSameAs(HISTORY);
        assertThat(HISTORY.from(15).entries()).isEqualTo(List.of(new EpochEntry(4, 15), new EpochEntry(7, 20)));
        assertThat(HISTORY.from(100).entries()).containsExactly(new EpochEntry(7, 100));
        assertThat(EpochHistory.EMPTY.from(5)).isSameAs(EpochHistory.EMPTY);
    }
}
