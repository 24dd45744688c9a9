package io.sampo.client.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.StartAt;
import io.sampo.client.group.GroupMembership.Change;
import io.sampo.client.group.GroupMembership.Subscription;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClusterView;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private static final TopicId ID = TopicId.random();
    private static final TopicPartition P = new TopicPartition("orders", 0);
    private static final TopicIdPartition P_ID = new TopicIdPartition(ID, 0);

    private final TestInbox<GroupCallsActor.Command> coordinator = TestInbox.create();
    private final GroupCallsActor.Asker group = new GroupCallsActor.Asker(coordinator.getRef(), "g", 60_000);
    private final GroupMembership member = new GroupMembership(new GroupMembership.Traits("m", null, 300_000, "", 100));
    private final List<Map<TopicPartition, OffsetAndMetadata>> kept = new ArrayList<>();
    private final Map<TopicPartition, TopicIdPartition> readAs = new HashMap<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Commits commits = new Commits(group, member, Runnable::run, later::add, kept::add, readAs::get);
    private final LatestView view = new LatestView();
    private final long nowMs = 1_000;

    @BeforeEach
    void isMemberAtEpoch5() {
        view.offer(new ClusterView(
                "c", 0, 1, 1, List.of(), List.of(new ClusterView.TopicView("orders", ID, Map.of(), List.of()))));
        member.subscribe(new Subscription(List.of("orders"), ""), nowMs);
        beats(ErrorCode.NONE, 5);
    }

    private void beats(ErrorCode error, int epoch) {
        GroupCall.Beat beat = member.nextBeat(Long.MAX_VALUE - 1);
        assertThat(beat).as("a heartbeat is due").isNotNull();
        member.answered(
                beat, new GroupReply.Beaten(error, "", epoch, 5_000, error == ErrorCode.NONE, List.of(P_ID)), nowMs);
    }

    private CompletableFuture<Void> commit(long offset) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        commits.add(Map.of(P, new OffsetAndMetadata(offset)), view, promise);
        return promise;
    }

    private GroupCallsActor.Ask asked() {
        return (GroupCallsActor.Ask) coordinator.receiveMessage();
    }

    private GroupCall.Commit sent(GroupCallsActor.Ask ask) {
        return (GroupCall.Commit) ask.call();
    }

    private void answer(GroupCallsActor.Ask ask, ErrorCode error) {
        ask.promise().complete(new GroupReply.OffsetsCommitted(error, "", List.of()));
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static void isRefused(CompletableFuture<Void> promise) {
        assertThat(promise).isCompletedExceptionally();
        assertThatThrownBy(promise::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(SampoException.class, refused -> assertThat(refused.error())
                        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID));
    }

    @Test
    void aCommitIsRepeatedAtTheNextEpochOfTheSameMembership() {
        // given
        CompletableFuture<Void> promise = commit(100);
        GroupCallsActor.Ask first = asked();
        beats(ErrorCode.NONE, 6);

        // when
        answer(first, ErrorCode.STALE_MEMBER_EPOCH);

        // then
        GroupCallsActor.Ask again = asked();
        assertThat(sent(again).memberEpoch()).isEqualTo(6);
        assertThat(kept).isEmpty();
        answer(again, ErrorCode.NONE);
        assertThat(promise).isCompleted();
        assertThat(kept).containsExactly(Map.of(P, new OffsetAndMetadata(100)));
    }

    @Test
    void aCommitThatTheCoordinatorRefusesAtItsOwnEpochFails() {
        // given: the partition is another member's by now
        CompletableFuture<Void> late = commit(100);
        CompletableFuture<Void> behind = commit(101);

        // when
        for (int beats = 0; beats < 2; beats++) {
            answer(asked(), ErrorCode.STALE_MEMBER_EPOCH);
            assertThat(late).isNotDone();
            beats(ErrorCode.NONE, 5);
        }
        answer(asked(), ErrorCode.STALE_MEMBER_EPOCH);

        // then: and holds nobody up
        assertThatThrownBy(late::join).cause().isInstanceOfSatisfying(SampoException.class, refused -> assertThat(
                        refused.error())
                .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH));
        answer(asked(), ErrorCode.NONE);
        assertThat(behind).isCompleted();
    }

    @Test
    void aRefusedCommitAsksTheCoordinatorForTheEpochAtOnce() {
        // given
        commit(100);

        // when
        answer(asked(), ErrorCode.STALE_MEMBER_EPOCH);

        // then: not after the 5 s of its heartbeats
        assertThat(member.nextDeadlineMs()).isLessThanOrEqualTo(MembershipActor.nowMs());
    }

    @Test
    void whatIsOpenFailsWhenTheConsumerEnds() {
        // given
        CompletableFuture<Void> sent = commit(100);
        CompletableFuture<Void> waiting = commit(101);

        // when
        commits.abandon();

        // then
        assertThat(sent).isCompletedExceptionally();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(commits.isEmpty()).isTrue();
    }

    @Test
    void aCommitOfAnEarlierMembershipIsNotRepeatedInALaterOne() {
        // given: another member may have committed meanwhile
        CompletableFuture<Void> slow = commit(100);
        GroupCallsActor.Ask first = asked();
        beats(ErrorCode.UNKNOWN_MEMBER_ID, 0);
        beats(ErrorCode.NONE, 8);

        // when
        answer(first, ErrorCode.STALE_MEMBER_EPOCH);

        // then
        assertThat(coordinator.hasMessages()).isFalse();
        isRefused(slow);
        assertThat(commits.isEmpty()).isTrue();
    }

    @Test
    void aCommitThatWaitsBehindASlowOneDoesNotOutliveItsMembership() {
        // given
        CompletableFuture<Void> slow = commit(100);
        CompletableFuture<Void> behind = commit(101);
        GroupCallsActor.Ask first = asked();
        beats(ErrorCode.FENCED_MEMBER_EPOCH, 0);
        beats(ErrorCode.NONE, 8);
        CompletableFuture<Void> fresh = commit(300);

        // when
        answer(first, ErrorCode.NONE);

        // then
        assertThat(slow).isCompleted();
        isRefused(behind);
        GroupCallsActor.Ask next = asked();
        assertThat(sent(next).memberEpoch()).isEqualTo(8);
        assertThat(sent(next).positions().get(0).offset()).isEqualTo(300);
        answer(next, ErrorCode.NONE);
        assertThat(fresh).isCompleted();
    }

    @Test
    void aCommitOfAnEarlierMembershipSaysNothingOfWhatIsNewInALaterOne() {
        // given
        commit(100);
        GroupCallsActor.Ask first = asked();
        beats(ErrorCode.FENCED_MEMBER_EPOCH, 0);
        beats(ErrorCode.NONE, 8);
        answer(first, ErrorCode.NONE);

        // when: the partition was wound back by another member
        commits.addIfNew(Map.of(P, new OffsetAndMetadata(50)), view);

        // then
        assertThat(sent(asked()).positions().get(0).offset()).isEqualTo(50);
    }

    @Test
    void aCommitOfWhoLeftIsNotRepeatedWhenItIsBack() {
        // given
        CompletableFuture<Void> slow = commit(100);
        GroupCallsActor.Ask first = asked();
        member.leave(nowMs);
        beats(ErrorCode.NONE, GroupCall.LEAVING_EPOCH);
        member.subscribe(new Subscription(List.of("orders"), ""), nowMs);
        beats(ErrorCode.NONE, 8);

        // when
        answer(first, ErrorCode.STALE_MEMBER_EPOCH);

        // then
        assertThat(coordinator.hasMessages()).isFalse();
        isRefused(slow);
    }

    @Test
    void offsetsOfADeletedTopicAreNotCommittedForAnotherOneOfItsName() {
        // given: it was read under another id than that which the name has now
        readAs.put(P, new TopicIdPartition(TopicId.random(), 0));

        // when
        CompletableFuture<Void> asked = commit(1_000);
        commits.addIfNew(Map.of(P, new OffsetAndMetadata(1_000)), view);

        // then
        assertThat(coordinator.hasMessages()).isFalse();
        assertThatThrownBy(asked::join).cause().isInstanceOfSatisfying(SampoException.class, refused -> assertThat(
                        refused.error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void aTopicThatIsGoneKeepsNoOtherFromBeingCommitted() {
        // given
        CompletableFuture<Void> promise = new CompletableFuture<>();
        TopicPartition gone = new TopicPartition("deleted", 0);

        // when
        commits.add(Map.of(gone, new OffsetAndMetadata(7), P, new OffsetAndMetadata(100)), view, promise);

        // then
        GroupCallsActor.Ask ask = asked();
        assertThat(sent(ask).positions())
                .extracting(GroupCall.Position::partition)
                .containsExactly(P_ID);
        answer(ask, ErrorCode.NONE);
        assertThat(kept).containsExactly(Map.of(P, new OffsetAndMetadata(100)));
        assertThatThrownBy(promise::join).hasMessageContaining("There is no topic 'deleted'");
    }

    @Test
    void aCommitWhoseOffsetsAreStillAskedForIsWaitedFor() {
        // given
        CompletableFuture<Void> expected = commits.expect();
        assertThat(commits.isEmpty()).isFalse();
        CompletableFuture<Void> settled = commits.settled().toCompletableFuture();

        // when
        commit(100);
        expected.complete(null);

        // then
        assertThat(settled).isNotDone();
        answer(asked(), ErrorCode.NONE);
        assertThat(settled).isCompleted();
        assertThat(commits.isEmpty()).isTrue();
    }

    @Test
    void whatIsAcceptedOfARefusedCommitIsKept() {
        // given
        TopicPartition other = new TopicPartition("orders", 1);
        CompletableFuture<Void> promise = new CompletableFuture<>();
        commits.add(Map.of(P, new OffsetAndMetadata(100), other, new OffsetAndMetadata(7)), view, promise);

        // when
        asked().promise()
                .complete(new GroupReply.OffsetsCommitted(
                        ErrorCode.NONE,
                        "",
                        List.of(
                                new GroupReply.PartitionOutcome(P, ErrorCode.NONE),
                                new GroupReply.PartitionOutcome(other, ErrorCode.OFFSET_METADATA_TOO_LARGE))));

        // then: and is not taken back by itself
        assertThat(promise).isCompletedExceptionally();
        assertThat(kept).containsExactly(Map.of(P, new OffsetAndMetadata(100)));
        commits.addIfNew(Map.of(P, new OffsetAndMetadata(90)), view);
        assertThat(coordinator.hasMessages()).isFalse();
    }

    @Test
    void whatIsLostIsCommittedAgainFromWhereverItIsRead() {
        // given
        Handover handover = new Handover(new Handover.Parts(
                new NoReading(),
                member,
                commits,
                group,
                view,
                Runnable::run,
                later::add,
                ConsumerSettings.of(Map.of("group.id", "g"))));
        Change take = member.nextChange();
        assertThat(take.kind()).isEqualTo(Change.Kind.TAKE);
        handover.begin(take);
        asked().promise()
                .complete(new GroupReply.OffsetsFetched(
                        ErrorCode.NONE, "", List.of(new GroupReply.CommittedPosition(P, 90, -1, "", 0))));
        commit(100);
        answer(asked(), ErrorCode.NONE);
        commits.addIfNew(Map.of(P, new OffsetAndMetadata(100)), view);
        assertThat(coordinator.hasMessages()).as("committed already").isFalse();

        // when
        beats(ErrorCode.FENCED_MEMBER_EPOCH, 0);
        Change lost = member.nextChange();
        assertThat(lost.kind()).isEqualTo(Change.Kind.LOST);
        handover.begin(lost);
        beats(ErrorCode.NONE, 8);

        // then
        commits.addIfNew(Map.of(P, new OffsetAndMetadata(50)), view);
        assertThat(sent(asked()).positions().get(0).offset()).isEqualTo(50);
    }

    /** Reads nothing. */
    private static final class NoReading implements MembershipActor.Reading {
        @Override
        public void assign(Map<TopicPartition, @Nullable StartAt> partitions, Set<TopicPartition> held) {}

        @Override
        public void start(Map<TopicPartition, @Nullable StartAt> starts) {}

        @Override
        public void hold(Collection<TopicPartition> partitions) {}

        @Override
        public void release(Set<TopicPartition> held) {}

        @Override
        public CompletionStage<Map<TopicPartition, Long>> positions() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> processed() {
            return positions();
        }

        @Override
        public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void fail(@Nullable SampoException why) {}
    }
}
