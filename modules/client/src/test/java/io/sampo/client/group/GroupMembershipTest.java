package io.sampo.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.group.GroupMembership.Change;
import io.sampo.client.group.GroupMembership.Subscription;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMembershipTest {
    private static final TopicId ORDERS = TopicId.random();
    private static final Subscription WANTED = new Subscription(List.of("orders"), "");

    private final GroupMembership member = member(null);
    private long nowMs = 1_000;

    private static GroupMembership member(String instanceId) {
        return new GroupMembership(new GroupMembership.Traits("m", instanceId, 300_000, "", 100));
    }

    private static List<TopicIdPartition> partitions(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> new TopicIdPartition(ORDERS, number))
                .toList();
    }

    private GroupCall.Beat beat() {
        GroupCall.Beat beat = member.nextBeat(nowMs);
        assertThat(beat).as("a heartbeat is due").isNotNull();
        return beat;
    }

    private void answer(GroupCall.Beat sent, int epoch, int... assigned) {
        member.answered(
                sent, new GroupReply.Beaten(ErrorCode.NONE, "", epoch, 5_000, true, partitions(assigned)), nowMs);
    }

    private void refuse(GroupCall.Beat sent, ErrorCode error) {
        member.answered(sent, new GroupReply.Beaten(error, "", 0, 0, false, List.of()), nowMs);
    }

    /** Joined, and reads these. */
    private void reads(int... numbers) {
        member.subscribe(WANTED, nowMs);
        answer(beat(), 1, numbers);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.TAKE);
        member.done(nowMs);
        GroupCall.Beat acknowledged = beat();
        assertThat(acknowledged.owned()).containsExactlyElementsOf(partitions(numbers));
        member.answered(acknowledged, new GroupReply.Beaten(ErrorCode.NONE, "", 1, 5_000, false, List.of()), nowMs);
        assertThat(member.nextBeat(nowMs)).isNull();
    }

    @Test
    void whoJoinsTellsEverything() {
        // when
        member.subscribe(WANTED, nowMs);
        GroupCall.Beat first = beat();

        // then
        assertThat(first)
                .isEqualTo(new GroupCall.Beat("m", 0, null, 300_000, true, List.of("orders"), "", "", true, List.of()));
        assertThat(member.nextBeat(nowMs)).as("one at a time").isNull();
    }

    @Test
    void whatHasNotChangedIsNotToldAgain() {
        // given
        reads(0, 1);

        // when
        nowMs += 5_000;
        GroupCall.Beat next = beat();

        // then
        assertThat(next.memberEpoch()).isEqualTo(1);
        assertThat(next.subscribes()).isFalse();
        assertThat(next.tellsOwned()).isFalse();
    }

    @Test
    void aPartitionIsOwnedUntilItsReaderHasLetItGo() {
        // given
        reads(0, 1);
        nowMs += 5_000;
        answer(beat(), 1, 0);

        // when
        Change change = member.nextChange();

        // then
        assertThat(change).isEqualTo(new Change(Change.Kind.GIVE_UP, new java.util.TreeSet<>(partitions(1))));
        nowMs += 5_000;
        GroupCall.Beat meanwhile = beat();
        assertThat(meanwhile.tellsOwned()).as("heartbeats go on").isFalse();
        answer(meanwhile, 1, 0);
        assertThat(member.nextChange()).as("one change at a time").isNull();

        // when
        member.done(nowMs);

        // then
        GroupCall.Beat acknowledged = beat();
        assertThat(acknowledged.tellsOwned()).isTrue();
        assertThat(acknowledged.owned()).containsExactlyElementsOf(partitions(0));
        assertThat(member.nextChange()).isNull();
    }

    @Test
    void whatGoesIsGivenUpBeforeWhatComesIsTaken() {
        // given
        reads(0, 1);
        nowMs += 5_000;
        answer(beat(), 2, 1, 2);

        // then
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.GIVE_UP);
        member.done(nowMs);
        assertThat(member.nextChange()).isEqualTo(new Change(Change.Kind.TAKE, new java.util.TreeSet<>(partitions(2))));
    }

    @Test
    void whoIsThrownOutLosesEverythingAndJoinsAgain() {
        // given
        reads(0, 1);
        nowMs += 5_000;

        // when
        refuse(beat(), ErrorCode.FENCED_MEMBER_EPOCH);

        // then
        assertThat(member.isMember()).isFalse();
        assertThat(member.nextBeat(nowMs))
                .as("not before the partitions are let go")
                .isNull();
        assertThat(member.nextChange())
                .isEqualTo(new Change(Change.Kind.LOST, new java.util.TreeSet<>(partitions(0, 1))));
        member.done(nowMs);
        GroupCall.Beat again = beat();
        assertThat(again.memberEpoch()).isZero();
        assertThat(again.subscribes()).isTrue();
        assertThat(again.tellsOwned()).isTrue();
        assertThat(again.owned()).isEmpty();
    }

    @Test
    void whatIsTakenWhileItIsThrownOutIsLostAsWell() {
        // given
        reads(0);
        nowMs += 5_000;
        answer(beat(), 2, 0, 1);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.TAKE);
        nowMs += 5_000;
        refuse(beat(), ErrorCode.UNKNOWN_MEMBER_ID);

        // when
        member.done(nowMs);

        // then
        assertThat(member.nextChange())
                .isEqualTo(new Change(Change.Kind.LOST, new java.util.TreeSet<>(partitions(0, 1))));
    }

    @Test
    void aHeartbeatWithoutAnswerIsToldAgainAfterAPause() {
        // given
        member.subscribe(WANTED, nowMs);
        GroupCall.Beat first = beat();

        // when
        member.unanswered(first, nowMs);

        // then
        assertThat(member.nextBeat(nowMs)).isNull();
        assertThat(member.nextDeadlineMs()).isEqualTo(nowMs + 100);
        nowMs += 100;
        assertThat(beat()).isEqualTo(first);
    }

    @Test
    void aMemberWhoseHeartbeatMayHaveBeenHeardTellsEverything() {
        // given
        reads(0);
        nowMs += 5_000;

        // when
        member.unanswered(beat(), nowMs);

        // then
        nowMs += 100;
        GroupCall.Beat again = beat();
        assertThat(again.memberEpoch()).isEqualTo(1);
        assertThat(again.subscribes()).isTrue();
        assertThat(again.tellsOwned()).isTrue();
        assertThat(again.owned()).containsExactlyElementsOf(partitions(0));
    }

    @Test
    void aPartitionThatIsNotWantedAnyMoreIsNotTaken() {
        // given: its topic was deleted before this client has been shown it
        reads(0);
        nowMs += 5_000;
        answer(beat(), 2, 0, 1);
        Change change = member.nextChange();
        nowMs += 5_000;
        answer(beat(), 3, 0);

        // when
        assertThat(member.wants(change)).isFalse();
        member.abandoned();

        // then
        assertThat(member.nextChange()).isNull();
        assertThat(member.owned()).containsExactlyElementsOf(partitions(0));
    }

    @Test
    void whoLeavesGivesUpFirstAndThenSaysSo() {
        // given
        reads(0);

        // when
        member.leave(nowMs);

        // then
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.GIVE_UP);
        GroupCall.Beat meanwhile = beat();
        assertThat(meanwhile.memberEpoch()).isEqualTo(1);

        // when: the heartbeat is still under way
        member.done(nowMs);
        GroupCall.Beat last = beat();

        // then
        assertThat(last.memberEpoch()).isEqualTo(GroupCall.LEAVING_EPOCH);
        answer(meanwhile, 1, 0);
        assertThat(member.isOut()).isFalse();
        answer(last, -1);
        assertThat(member.isOut()).isTrue();
        assertThat(member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aStaticMemberSaysThatItWillBeBack() {
        // given
        GroupMembership fixed = member("i");
        fixed.subscribe(WANTED, nowMs);
        GroupCall.Beat first = fixed.nextBeat(nowMs);
        fixed.answered(first, new GroupReply.Beaten(ErrorCode.NONE, "", 1, 5_000, false, List.of()), nowMs);

        // when
        fixed.leave(nowMs);

        // then
        assertThat(fixed.nextBeat(nowMs).memberEpoch()).isEqualTo(GroupCall.LEAVING_STATIC_EPOCH);
    }

    @Test
    void whoHasNeverJoinedIsOutAtOnce() {
        // when
        member.leave(nowMs);

        // then
        assertThat(member.isOut()).isTrue();
        assertThat(member.nextBeat(nowMs)).isNull();
    }

    @Test
    void whoIsRefusedForGoodAsksNoMore() {
        // given
        member.subscribe(new Subscription(List.of(), "("), nowMs);

        // when
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);

        // then
        assertThat(member.failure().error()).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(member.nextBeat(Long.MAX_VALUE)).isNull();
    }

    @Test
    void whoWantsNothingAnyMoreIsRefusedNothing() {
        // given
        member.subscribe(new Subscription(List.of(), "("), nowMs);
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);

        // when
        member.leave(nowMs);

        // then: neither now nor when it has left
        assertThat(member.failure()).isNull();
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(member.failure()).isNull();
        assertThat(member.isOut()).isTrue();
    }

    @Test
    void whoIsOnItsWayOutIsRefusedNothing() {
        // given: it still owns something, and says so until its reader has let it go
        reads(0);
        member.leave(nowMs);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.GIVE_UP);

        // when
        refuse(beat(), ErrorCode.GROUP_AUTHORIZATION_FAILED);

        // then
        assertThat(member.failure()).isNull();
    }

    @Test
    void aRefusalOfWhatItWantedBeforeIsNoneOfWhatItWantsNow() {
        // given: the answer is on its way when it asks for something else
        member.subscribe(new Subscription(List.of(), "("), nowMs);
        GroupCall.Beat before = beat();
        member.subscribe(WANTED, nowMs);

        // when
        refuse(before, ErrorCode.INVALID_REGULAR_EXPRESSION);

        // then
        assertThat(member.failure()).isNull();
        assertThat(beat().topics()).isEqualTo(WANTED.topics());
    }

    @Test
    void whoIsRefusedForGoodTakesNothingMore() {
        // given
        reads(0);
        member.subscribe(new Subscription(List.of(), "("), nowMs);
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.LOST);

        // when
        member.done(nowMs);

        // then
        assertThat(member.nextChange()).isNull();
    }

    @Test
    void whoWasRefusedJoinsAnewWithAnotherSubscription() {
        // given
        reads(0);
        member.subscribe(new Subscription(List.of(), "("), nowMs);
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.LOST);
        member.done(nowMs);

        // when
        member.subscribe(new Subscription(List.of("orders"), ""), nowMs);

        // then
        GroupCall.Beat again = beat();
        assertThat(again.memberEpoch()).isEqualTo(GroupCall.JOINING_EPOCH);
        assertThat(again.topics()).containsExactly("orders");
        assertThat(again.tellsOwned()).isTrue();
        assertThat(again.owned()).isEmpty();
    }

    @Test
    void anotherSubscriptionIsToldAtOnce() {
        // given
        reads(0);

        // when
        member.subscribe(new Subscription(List.of("orders", "bills"), ""), nowMs);

        // then
        GroupCall.Beat told = beat();
        assertThat(told.subscribes()).isTrue();
        assertThat(told.topics()).containsExactly("bills", "orders");
        assertThat(told.memberEpoch()).isEqualTo(1);
    }

    @Test
    void whoUnsubscribesWhileItsPartitionsAreLostDoesNotJoinAgain() {
        // given
        reads(0);
        nowMs += 5_000;
        refuse(beat(), ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.LOST);

        // when
        member.subscribe(Subscription.NOTHING, nowMs);
        member.done(nowMs);

        // then
        assertThat(member.isOut()).isTrue();
        assertThat(member.nextBeat(nowMs)).isNull();
        assertThat(member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);

        // when
        member.subscribe(WANTED, nowMs);

        // then
        GroupCall.Beat again = beat();
        assertThat(again.memberEpoch()).isZero();
        assertThat(again.topics()).containsExactly("orders");
        assertThat(again.owned()).isEmpty();
    }

    @Test
    void whoMayHaveJoinedWithoutKnowingLeavesByItsMemberId() {
        // given: the first heartbeat may have been heard
        member.subscribe(WANTED, nowMs);
        member.unanswered(beat(), nowMs);

        // when
        member.subscribe(Subscription.NOTHING, nowMs);

        // then
        assertThat(member.isOut()).isFalse();
        GroupCall.Beat last = beat();
        assertThat(last.memberId()).isEqualTo("m");
        assertThat(last.memberEpoch()).isEqualTo(GroupCall.LEAVING_EPOCH);

        // when: it was not heard, after all
        refuse(last, ErrorCode.UNKNOWN_MEMBER_ID);

        // then
        assertThat(member.isOut()).isTrue();
        assertThat(member.nextBeat(Long.MAX_VALUE)).isNull();
    }

    @Test
    void whoIsRefusedForGoodWhileItIsAMemberLeaves() {
        // given
        reads(0);
        member.subscribe(new Subscription(List.of(), "("), nowMs);
        refuse(beat(), ErrorCode.INVALID_REGULAR_EXPRESSION);

        // when
        member.leave(nowMs);
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.LOST);
        member.done(nowMs);

        // then
        assertThat(beat().memberEpoch()).isEqualTo(GroupCall.LEAVING_EPOCH);
    }

    @Test
    void noTimerRunsWhileLostPartitionsAreLetGo() {
        // given
        reads(0);
        nowMs += 5_000;
        refuse(beat(), ErrorCode.FENCED_MEMBER_EPOCH);

        // when
        assertThat(member.nextChange().kind()).isEqualTo(Change.Kind.LOST);

        // then
        assertThat(member.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        member.done(nowMs);
        assertThat(member.nextDeadlineMs()).isEqualTo(nowMs);
    }
}
