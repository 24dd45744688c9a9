package io.sampo.systemtests.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.groups.GroupJudge.Verdict;
import io.sampo.systemtests.groups.Happening.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupJudgeTest {
    private static final long MS = 1_000_000;

    private final List<Happening> happenings = new ArrayList<>();

    /** At so many ms, in partition 0. */
    private void at(long ms, Kind kind, String member, long first, long second) {
        happenings.add(new Happening(kind, member, 0, ms * MS, first, second));
    }

    private void assigned(long ms, String member, long committed) {
        at(ms, Kind.ASSIGNED, member, committed, ms * MS);
    }

    private void committed(long sentMs, long ms, String member, long offset) {
        at(ms, Kind.COMMITTED, member, offset, sentMs * MS);
    }

    private Verdict verdict(long end) {
        return GroupJudge.judge(happenings, (partition, offset) -> 0, Map.of(0, end));
    }

    /** One reads and commits ten records, lets go, and the next goes on. */
    private void handOver() {
        assigned(1, "a", Happening.NOTHING);
        at(2, Kind.DELIVERED, "a", 0, 9);
        committed(3, 4, "a", 10);
        at(10, Kind.REVOKED, "a", 0, 0);
        assigned(15, "b", 10);
        at(20, Kind.DELIVERED, "b", 10, 19);
        at(120, Kind.DELIVERED, "b", 20, 29);
    }

    @Test
    void whoGoesOnWhereTheOtherHasCommittedBreaksNoLaw() {
        // given
        handOver();

        // when
        Verdict verdict = verdict(30);

        // then
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.delivered()).isEqualTo(30);
        assertThat(verdict.repeated()).isZero();
        assertThat(verdict.handoverMs()).containsExactly(5L);
        assertThat(verdict.longest(any -> true).ms()).isEqualTo(100);
    }

    @Test
    void whatWasNotCommittedBeforeAKillComesAgain() {
        // given
        assigned(1, "a", Happening.NOTHING);
        at(2, Kind.DELIVERED, "a", 0, 9);
        committed(3, 4, "a", 5);
        at(5, Kind.GONE, "a", 0, 0);
        assigned(6, "b", 5);
        at(7, Kind.DELIVERED, "b", 5, 12);

        // when
        Verdict verdict = verdict(13);

        // then
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.repeated()).isEqualTo(5);
    }

    @Test
    void twoOwnersAtOnceAreFound() {
        assigned(1, "a", Happening.NOTHING);
        assigned(2, "b", Happening.NOTHING);
        at(3, Kind.REVOKED, "a", 0, 0);

        assertThat(verdict(0).violations()).containsExactly("partition 0, a: still had it when it was given to [b]");
    }

    @Test
    void anOwnerThatNeverLetsGoIsFound() {
        assigned(1, "a", Happening.NOTHING);
        assigned(2, "b", Happening.NOTHING);

        assertThat(verdict(0).violations()).containsExactly("partition 0, a: still had it when it was given to [b]");
    }

    @Test
    void whoWasThrownOutMayHearOfItLater() {
        // given
        assigned(1, "a", Happening.NOTHING);
        assigned(2, "b", Happening.NOTHING);
        at(3, Kind.LOST, "a", 0, 0);

        // when
        Verdict verdict = verdict(0);

        // then
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.zombies()).isEqualTo(1);
    }

    @Test
    void aCommitOfWhoWasThrownOutIsFound() {
        assigned(1, "a", Happening.NOTHING);
        at(2, Kind.DELIVERED, "a", 0, 9);
        assigned(3, "b", Happening.NOTHING);
        committed(4, 5, "a", 10);
        at(6, Kind.LOST, "a", 0, 0);

        assertThat(verdict(10).violations()).containsExactly("partition 0, a: committed 10 after it was given to b");
    }

    @Test
    void anAnswerThatComesAfterTheLossCounts() {
        assigned(1, "a", Happening.NOTHING);
        at(2, Kind.DELIVERED, "a", 0, 9);
        at(4, Kind.LOST, "a", 0, 0);
        committed(3, 5, "a", 10);

        assertThat(verdict(10).violations()).isEmpty();
    }

    @Test
    void aCommitAfterLettingGoIsFound() {
        handOver();
        committed(11, 12, "a", 10);

        assertThat(verdict(30).violations()).containsExactly("partition 0, a: committed 10 of what it did not have");
    }

    @Test
    void aCommittedOffsetThatGoesBackIsFound() {
        handOver();
        committed(21, 22, "b", 20);
        committed(23, 24, "b", 19);
        at(30, Kind.READ, "onlooker", 18, 25 * MS);

        assertThat(verdict(30).violations())
                .containsExactly(
                        "partition 0, b: 19 was committed after 20 had been",
                        "partition 0, onlooker: 18 was read as committed after 20 had been");
    }

    @Test
    void aReadThatWasUnderWayMaySeeWhatWasBefore() {
        handOver();
        committed(21, 23, "b", 20);
        at(24, Kind.READ, "onlooker", 10, 22 * MS);

        assertThat(verdict(30).violations()).isEmpty();
    }

    @Test
    void recordsThatAreSkippedAreFound() {
        assigned(1, "a", 5);
        at(2, Kind.DELIVERED, "a", 6, 9);
        at(3, Kind.DELIVERED, "a", 12, 13);

        assertThat(verdict(20).violations())
                .containsExactly(
                        "partition 0, a: began at 6, where 5 was committed",
                        "partition 0, a: records 0 to 5 came to nobody",
                        "partition 0, a: went on at 12 after 9",
                        "partition 0, a: records 10 to 11 came to nobody",
                        "partition 0: 20 records were acknowledged, and none from 14 on came to anybody");
    }

    @Test
    void recordsForWhoHasNotThePartitionAreFound() {
        at(1, Kind.DELIVERED, "a", 0, 9);

        assertThat(verdict(10).violations())
                .containsExactly("partition 0, a: got records 0 to 9 of what it did not have");
    }

    @Test
    void aPauseBeginsWhenThereIsSomethingToRead() {
        // given
        assigned(1, "a", Happening.NOTHING);
        at(2, Kind.DELIVERED, "a", 0, 9);
        at(500, Kind.DELIVERED, "a", 10, 10);

        // when
        Verdict verdict = GroupJudge.judge(happenings, (partition, offset) -> 490 * MS, Map.of());

        // then
        assertThat(verdict.longest(any -> true).ms()).isEqualTo(10);
    }

    @Test
    void aLineIsReadAsItWasWritten() {
        Happening one = new Happening(Kind.DELIVERED, "native-7", 3, 12, 4, 5);

        assertThat(Happening.parse(one.text())).isEqualTo(one);
        assertThat(Happening.isOne(one.text())).isTrue();
    }
}
