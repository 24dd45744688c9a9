package io.sampo.groups;

import static io.sampo.groups.GroupDriver.names;
import static io.sampo.groups.GroupDriver.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/** The consumer protocol, KIP-848. */
class ConsumerProtocolTest {
    private final GroupDriver driver = new GroupDriver().topics("t", 3);

    private static SortedSet<TopicIdPartition> given(MemberAlive alive) {
        return Objects.requireNonNull(alive.assignment(), "the answer is: as before");
    }

    private String state() {
        return driver.group().describe(driver.topics()).state();
    }

    @Test
    void theFirstMemberIsGivenEverythingAtOnce() {
        // when
        MemberAlive joined = driver.joinAs("a", "t");

        // then
        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(joined.memberEpoch()).isEqualTo(2);
        assertThat(given(joined)).containsExactly(partition("t", 0), partition("t", 1), partition("t", 2));
        assertThat(state()).isEqualTo("Stable");
    }

    @Test
    void whoMovesIsAskedToSpeakSoonAndWhoRestsIsNot() {
        // given
        driver.joinAs("a", "t");
        assertThat(driver.beat("a", 2).heartbeatIntervalMs()).as("at rest").isEqualTo(5_000);

        // when
        MemberAlive joined = driver.joinAs("b", "t");

        // then: until b has what a gives up, and once more
        assertThat(joined.heartbeatIntervalMs()).as("joined").isEqualTo(200);
        MemberAlive told = driver.beat("a", 2);
        assertThat(told.heartbeatIntervalMs()).as("has to give up").isEqualTo(200);
        assertThat(driver.beat("b", 3).heartbeatIntervalMs()).as("waits").isEqualTo(200);
        assertThat(driver.beat("a", 2, given(told)).heartbeatIntervalMs())
                .as("gave up")
                .isEqualTo(200);
        assertThat(driver.beat("a", 3).heartbeatIntervalMs()).as("at rest").isEqualTo(5_000);
        assertThat(driver.beat("b", 3).heartbeatIntervalMs()).as("was given").isEqualTo(200);
        assertThat(driver.beat("b", 3).heartbeatIntervalMs()).as("at rest").isEqualTo(5_000);
    }

    @Test
    void aLargeGroupSpeaksNoMoreOftenThanASmallOneWhileItRebalances() {
        // when
        int last = 0;
        for (int i = 1; i <= 150; i++) {
            last = driver.joinAs("m" + i, "t").heartbeatIntervalMs();
        }

        // then: 150 members in 300 ms are 500 each second
        assertThat(last).isEqualTo(300);
    }

    @Test
    void onlyWhatMovesStops() {
        // given
        SortedSet<TopicIdPartition> all = given(driver.joinAs("a", "t"));
        driver.joinAs("b", "t");

        // when: the owner hears of it
        MemberAlive told = driver.beat("a", 2);

        // then: it keeps two, and its epoch until it has given up the third
        assertThat(given(told)).hasSize(2).isSubsetOf(all);
        assertThat(told.memberEpoch()).isEqualTo(2);
        MemberAlive waiting = driver.beat("b", 3);
        assertThat(waiting.assignment()).isNull();
        MemberAlive done = driver.beat("a", 2, given(told));
        assertThat(done.memberEpoch()).isEqualTo(3);
        assertThat(done.assignment()).isNull();
        MemberAlive received = driver.beat("b", 3);
        assertThat(given(received)).hasSize(1).doesNotContainAnyElementsOf(given(told));
        assertThat(state()).isEqualTo("Stable");
    }

    @Test
    void aPartitionHasNoSecondOwnerWhileTheFirstHasNotGivenItUp() {
        // given
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        driver.beat("a", 2);

        // when: it still says that it has all of them
        MemberAlive stubborn = driver.beat("a", 2, List.of(partition("t", 0), partition("t", 1), partition("t", 2)));

        // then
        assertThat(stubborn.memberEpoch()).isEqualTo(2);
        assertThat(driver.beat("b", 3).assignment()).isNull();
    }

    @Test
    void whoDoesNotGiveUpInTimeIsOut() {
        // given
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        driver.beat("a", 2);

        // when
        for (int i = 0; i < 20; i++) {
            driver.pass(GroupDriver.REBALANCE_MS / 20);
            driver.beat("a", 2);
            driver.beat(
                    "b",
                    driver.group()
                            .state()
                            .modernOrEmpty()
                            .member("b")
                            .assignment()
                            .memberEpoch());
        }

        // then
        assertThat(driver.beat("a", 2).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(driver.group().describe(driver.topics()).members().get(0).assigned())
                .hasSize(3);
    }

    @Test
    void aLostAnswerIsForgivenOnceAndAnOlderEpochIsNot() {
        // given
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        SortedSet<TopicIdPartition> kept = given(driver.beat("a", 2));
        assertThat(driver.beat("a", 2, kept).memberEpoch()).isEqualTo(3);

        // when
        MemberAlive again = driver.beat("a", 2, kept);

        // then
        assertThat(again.error()).isEqualTo(ErrorCode.NONE);
        assertThat(again.memberEpoch()).isEqualTo(3);
        assertThat(driver.beat("a", 4).error()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(driver.beat("a", 2).error()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whatHasBeenGivenToAnotherIsCommittedByNobodyElse() {
        // given: a gave one of three to b, and both have the same epoch
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        SortedSet<TopicIdPartition> kept = given(driver.beat("a", 2));
        driver.beat("a", 2, kept);
        int own = kept.first().partition();
        int moved = List.of(0, 1, 2).stream()
                .filter(number -> !kept.contains(partition("t", number)))
                .findFirst()
                .orElseThrow();

        // when, then (H81): it is on its way
        assertThat(driver.commit("a", 3, "t", moved, 7).error()).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(given(driver.beat("b", 3))).containsExactly(partition("t", moved));
        // and there
        assertThat(driver.commit("a", 3, "t", moved, 7).error()).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(driver.committed("t", moved)).isNull();
        assertThat(driver.commit("a", 3, "t", own, 7).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.commit("b", 3, "t", moved, 8).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aSessionWithoutHeartbeatEnds() {
        // given
        driver.joinAs("a", "t");

        // when
        driver.pass(45_000);

        // then
        assertThat(driver.beat("a", 2).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(state()).isEqualTo("Empty");
    }

    @Test
    void aStaticMemberThatIsBackInTimeHasWhatItHad() {
        // given
        driver.beat("a", 0, "i1", names("t"), null, Set.of());
        driver.beat("b", 0, "i2", names("t"), null, Set.of());
        driver.beat("a", 2, "i1", null, null, null);
        int epoch = driver.group().state().modernOrEmpty().groupEpoch();

        // when
        driver.beat("a", GroupRequest.LEAVING_STATIC_EPOCH, "i1", null, null, null);
        MemberAlive back = driver.beat("a2", 0, "i1", names("t"), null, Set.of());

        // then: nobody else hears of it
        assertThat(driver.group().state().modernOrEmpty().groupEpoch()).isEqualTo(epoch);
        assertThat(back.memberEpoch()).isEqualTo(epoch);
        assertThat(given(back)).hasSize(2);
    }

    @Test
    void aSecondMemberWithTheSameInstanceIsRefusedWhileTheFirstIsThere() {
        // given
        driver.beat("a", 0, "i1", names("t"), null, Set.of());

        // when
        MemberAlive second = driver.beat("b", 0, "i1", names("t"), null, Set.of());

        // then
        assertThat(second.error()).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(driver.beat("x", 2, "i1", null, null, null).error()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void whoLeavesFreesItsPartitionsForTheOthersNextHeartbeat() {
        // given
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");

        // when
        driver.beat("a", GroupRequest.LEAVING_EPOCH);

        // then
        assertThat(given(driver.beat("b", 3))).hasSize(3);
        assertThat(driver.beat("a", 2).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aRegularExpressionTakesInTopicsThatAppearLater() {
        // given
        MemberAlive joined = driver.beat("a", 0, null, null, "t.*", Set.of());
        assertThat(given(joined)).hasSize(3);

        // when
        driver.topics("t", 3, "t2", 1, "other", 1);
        MemberAlive later = driver.beat("a", 2);

        // then
        assertThat(given(later)).hasSize(4).contains(partition("t2", 0));
        assertThat(later.memberEpoch()).isEqualTo(3);
    }

    @Test
    void anExpressionThatIsNoneChangesNothing() {
        // when
        MemberAlive refused = driver.beat("a", 0, null, null, "t(", Set.of());

        // then
        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(refused.message()).contains("t(");
        assertThat(driver.group().state()).isEqualTo(GroupState.NOTHING);
        assertThat(driver.log()).isEmpty();
    }

    @Test
    void newPartitionsOfATopicAreDividedWithTheNextHeartbeat() {
        // given
        driver.joinAs("a", "t");

        // when
        driver.topics("t", 5);

        // then
        assertThat(given(driver.beat("a", 2))).hasSize(5);
    }

    @Test
    void aTopicThatIsGoneIsTakenAway() {
        // given
        driver.joinAs("a", "t");

        // when
        driver.topics("other", 1);
        MemberAlive gone = driver.beat("a", 2);

        // then
        assertThat(given(gone)).isEmpty();
    }

    @Test
    void aNewCoordinatorGoesOnWhereTheOldOneWas() {
        // given
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        SortedSet<TopicIdPartition> kept = given(driver.beat("a", 2));
        GroupState before = driver.group().state();

        // when
        driver.moveCoordinator();

        // then
        assertThat(driver.group().state()).isEqualTo(before);
        assertThat(driver.beat("a", 2, kept).memberEpoch()).isEqualTo(3);
        assertThat(given(driver.beat("b", 3))).hasSize(1);
    }

    @Test
    void aMemberMaySubscribeToNothingYet() {
        // when: what its pattern fits is not there yet
        MemberAlive joined = driver.beat("a", 0, null, List.of(), null, Set.of());

        // then
        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(given(joined)).isEmpty();
        MemberAlive subscribed = driver.beat("a", joined.memberEpoch(), null, names("t"), null, Set.of());
        assertThat(given(subscribed)).hasSize(3);
    }

    @Test
    void requestsThatNobodyMaySendAreRefusedAndNamed() {
        assertThat(driver.beat("a", 0, null, null, null, Set.of()).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(driver.beat("a", 0, null, names("t"), null, null).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(driver.beat("", 1).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(driver.beat("a", -3).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(driver.beat("a", 2).error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }
}
