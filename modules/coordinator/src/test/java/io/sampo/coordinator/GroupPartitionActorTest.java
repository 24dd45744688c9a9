package io.sampo.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.DeleteGroup;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.Described;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shells around groups on a log in memory, under time that the test moves. */
class GroupPartitionActorTest {
    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
    private static final TopicId ORDERS = TopicId.random();
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static ActorTestKit kit;
    private static ManualTime time;

    private final AtomicLong nowMs = new AtomicLong(1_000);
    private final AtomicBoolean groupsDie = new AtomicBoolean();
    private final AtomicBoolean hasContact = new AtomicBoolean(true);
    private final FakeOffsetsLog log = new FakeOffsetsLog().epoch(1);
    private TestProbe<GroupResponse> client;
    private ActorRef<GroupPartitionMessage> partition;

    @BeforeAll
    static void start() {
        // The machine may be busy: nobody gives up early.
        kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.testkit.typed.single-expect-default = 30s")
                .withFallback(ManualTime.config()));
        time = ManualTime.get(kit.system());
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void spawn() {
        client = kit.createTestProbe(GroupResponse.class);
        partition = newPartition();
    }

    @AfterEach
    void end() {
        kit.stop(partition);
    }

    private ActorRef<GroupPartitionMessage> newPartition() {
        GroupTopics topics = new GroupTopics(1, List.of(new GroupTopics.Topic(ORDERS, "orders", 4)));
        GroupHosting hosting = new GroupHosting(
                CoordinatorSettingsTest.DEFAULTS,
                CoordinatorSettingsTest.DEFAULTS.assignor(),
                () -> new Now(nowMs.get(), 1_700_000_000_000L + nowMs.get()),
                () -> {
                    if (groupsDie.get()) {
                        throw new AssertionError("nobody catches this");
                    }
                    return topics;
                },
                log::batchBytesMax,
                hasContact::get,
                () -> TopicId.random().toString(),
                new GroupCensus());
        return kit.spawn(GroupPartitionActor.create(0, log, hosting));
    }

    private void pass(long ms) {
        nowMs.addAndGet(ms);
        time.timePasses(Duration.ofMillis(ms));
    }

    private void ask(String groupId, GroupRequest request) {
        partition.tell(new GroupPartitionMessage.Ask(groupId, request, new Caller("c", "/here"), client.ref()::tell));
    }

    private <T extends GroupResponse> T answer(Class<T> type) {
        return client.expectMessageClass(type);
    }

    private static CommitOffsets commit(long offset) {
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        positions.put(ORDERS_0, new Position(offset, 1, "", null));
        return new CommitOffsets("", null, -1, true, -1, positions);
    }

    private static MemberHeartbeat joining(String memberId) {
        return new MemberHeartbeat(
                memberId, 0, null, null, 60_000, new TreeSet<>(Set.of("orders")), null, null, Set.of());
    }

    private Long fetched(String groupId) {
        ask(groupId, new FetchOffsets(null, -1, List.of(ORDERS_0)));
        OffsetsFetched fetched = answer(OffsetsFetched.class);
        assertThat(fetched.error()).isEqualTo(ErrorCode.NONE);
        return fetched.offsets().containsKey(ORDERS_0)
                ? fetched.offsets().get(ORDERS_0).offset()
                : null;
    }

    private void serve(int epoch) {
        partition.tell(new GroupPartitionMessage.Lead(epoch));
        TestProbe<Listed> lists = kit.createTestProbe(Listed.class);
        client.awaitAssert(() -> {
            partition.tell(new GroupPartitionMessage.ListGroups(lists.ref()::tell));
            assertThat(lists.receiveMessage().error()).isEqualTo(ErrorCode.NONE);
            return null;
        });
    }

    private List<Listing> listed() {
        TestProbe<Listed> lists = kit.createTestProbe(Listed.class);
        partition.tell(new GroupPartitionMessage.ListGroups(lists.ref()::tell));
        return lists.receiveMessage().groups();
    }

    @Test
    void whoDoesNotLeadIsNotTheCoordinator() {
        // when
        ask("g", commit(1));

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(log.appends()).isZero();
    }

    @Test
    void nothingIsAnsweredFromAPartitionThatIsNotReadBackYet() {
        // given: the predecessor's records are not committed yet
        log.showsEnd(false);
        partition.tell(new GroupPartitionMessage.Lead(1));

        // when
        ask("g", new FetchOffsets(null, -1, List.of(ORDERS_0)));
        ask("g", commit(1));

        // then
        assertThat(answer(OffsetsFetched.class).error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);

        // when
        log.showsEnd(true);
        pass(100);

        // then
        serve(1);
        assertThat(fetched("g")).isNull();
    }

    @Test
    void whatWasCommittedSurvivesItsCoordinator() {
        // given
        serve(1);
        ask("g", commit(41));
        answer(OffsetsCommitted.class);
        ask("g", commit(42));
        answer(OffsetsCommitted.class);
        ask("h", joining("m"));
        MemberAlive joined = answer(MemberAlive.class);

        // when: another broker leads, and this one again
        partition.tell(GroupPartitionMessage.Unload.UNLOAD);
        log.epoch(3);
        serve(3);

        // then
        assertThat(fetched("g")).isEqualTo(42);
        ask("h", new MemberHeartbeat("m", joined.memberEpoch(), null, null, -1, null, null, null, null));
        assertThat(answer(MemberAlive.class).memberEpoch()).isEqualTo(joined.memberEpoch());
    }

    @Test
    void anAnswerWaitsUntilItsRecordsAreCommittedAndNothingIsShownBefore() {
        // given
        serve(1);
        log.hold();

        // when
        ask("g", commit(7));

        // then
        client.awaitAssert(() -> {
            assertThat(log.heldAppends()).isOne();
            return null;
        });
        client.expectNoMessage(AT_ONCE);
        assertThat(fetched("g")).isNull();

        // when
        log.commitHeld();

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetched("g")).isEqualTo(7);
    }

    @Test
    void whatComesWhileAnAppendIsUnderWayGoesIntoTheNextOneTogether() {
        // given
        serve(1);
        log.hold();
        ask("g", commit(1));
        client.awaitAssert(() -> {
            assertThat(log.heldAppends()).isOne();
            return null;
        });

        // when
        for (int i = 0; i < 20; i++) {
            ask("g" + i, commit(i));
        }
        // An answer of a group says that it has decided, and a list that its decision has arrived.
        listed();
        log.commitHeld();

        // then
        for (int i = 0; i < 21; i++) {
            assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);
        }
        assertThat(log.appends()).isEqualTo(2);
    }

    @Test
    void aRefusedDecisionIsForgottenAndItsGroupAloneIsReadBack() {
        // given
        serve(1);
        ask("g", commit(5));
        answer(OffsetsCommitted.class);
        ask("other", commit(50));
        answer(OffsetsCommitted.class);

        // when
        log.refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        ask("g", commit(6));

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        ask("g", new FetchOffsets(null, -1, List.of(ORDERS_0)));
        assertThat(answer(OffsetsFetched.class).error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(fetched("other")).isEqualTo(50);

        // when
        log.refuse(ErrorCode.NONE);
        pass(500);

        // then
        client.awaitAssert(() -> {
            assertThat(listed()).extracting(Listing::groupId).containsExactlyInAnyOrder("g", "other");
            return null;
        });
        assertThat(fetched("g")).isEqualTo(5);
        ask("g", commit(6));
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoWaitsIsToldThatLeadershipIsGone() {
        // given
        serve(1);
        log.hold();
        ask("g", commit(1));
        ask("g", commit(2));

        // when
        partition.tell(GroupPartitionMessage.Unload.UNLOAD);

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void whoIsFencedServesNothingBeforeTheMetadataNameItAgain() {
        // given: another broker leads, and the metadata have not come yet
        serve(1);
        log.epoch(2);

        // when
        ask("g", commit(1));

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        partition.tell(new GroupPartitionMessage.Lead(1));
        ask("g", new FetchOffsets(null, -1, List.of(ORDERS_0)));
        assertThat(answer(OffsetsFetched.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);

        // when
        log.epoch(3);
        serve(3);

        // then
        assertThat(fetched("g")).isNull();
    }

    @Test
    void twoCoordinatorsOfOneGroupCannotBothCommit() {
        // given: both believe to lead
        serve(1);
        ask("g", commit(10));
        answer(OffsetsCommitted.class);
        ActorRef<GroupPartitionMessage> zombie = partition;
        log.epoch(2);
        partition = newPartition();
        serve(2);
        ask("g", commit(20));
        answer(OffsetsCommitted.class);

        // when
        zombie.tell(new GroupPartitionMessage.Ask("g", commit(11), new Caller("c", "/here"), client.ref()::tell));

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(fetched("g")).isEqualTo(20);
    }

    @Test
    void anAnswerThatTheLogKeepsTooLongIsGivenAsNotAvailableAndTheCommitCountsWhenItComes() {
        // given
        serve(1);
        log.hold();
        ask("g", commit(9));
        client.awaitAssert(() -> {
            assertThat(log.heldAppends()).isOne();
            return null;
        });

        // when
        pass(5_000);

        // then
        OffsetsCommitted late = client.awaitAssert(() -> {
            pass(1);
            return client.expectMessageClass(OffsetsCommitted.class, AT_ONCE);
        });
        assertThat(late.error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);

        // when
        log.commitHeld();

        // then
        client.awaitAssert(() -> {
            assertThat(fetched("g")).isEqualTo(9);
            return null;
        });
    }

    @Test
    void aSilentMemberIsOutAfterItsSession() {
        // given
        serve(1);
        ask("g", joining("m1"));
        answer(MemberAlive.class);

        // when
        pass(45_000);

        // then
        client.awaitAssert(() -> {
            // The timer may have been armed behind the answer.
            pass(1);
            ask("g", new DescribeGroup());
            GroupDescription group = answer(Described.class).group();
            assertThat(group).isNotNull();
            assertThat(group.members()).isEmpty();
            return null;
        });
    }

    @Test
    void aGroupOfWhichNothingIsLeftIsForgotten() {
        // given
        serve(1);
        ask("g", commit(1));
        answer(OffsetsCommitted.class);
        assertThat(listed()).singleElement().satisfies(group -> {
            assertThat(group.groupId()).isEqualTo("g");
            assertThat(group.state()).isEqualTo("Empty");
        });

        // when
        ask("g", new DeleteGroup());

        // then
        assertThat(answer(GroupResponse.Deleted.class).error()).isEqualTo(ErrorCode.NONE);
        assertThat(listed()).isEmpty();
        ask("g", new DescribeGroup());
        assertThat(answer(Described.class).error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        ask("g", commit(3));
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetched("g")).isEqualTo(3);
    }

    @Test
    void aGroupWithMoreOffsetsThanABatchTakesIsDeletedAllTheSame() {
        // given
        serve(1);
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        for (int number = 0; number < 100; number++) {
            positions.put(new TopicPartition("orders", number), new Position(6, 1, "", null));
        }
        ask("g", new CommitOffsets("", null, -1, true, -1, positions));
        answer(OffsetsCommitted.class);
        log.batchBytesMax(600);

        // when
        ask("g", new DeleteGroup());

        // then
        assertThat(answer(GroupResponse.Deleted.class).error()).isEqualTo(ErrorCode.NONE);
        assertThat(listed()).isEmpty();
    }

    @Test
    void aGroupWhoseActorHasEndedIsReadBack() {
        // given
        serve(1);
        ask("g", commit(41));
        answer(OffsetsCommitted.class);

        // when
        groupsDie.set(true);
        ask("g", commit(42));
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        groupsDie.set(false);

        // then
        client.awaitAssert(() -> {
            pass(500);
            assertThat(listed()).extracting(Listing::groupId).containsExactly("g");
            return null;
        });
        assertThat(fetched("g")).isEqualTo(41);
    }

    @Test
    void aCommitThatTheLogCannotTakeIsRefusedAndItsGroupGoesOn() {
        // given
        serve(1);
        ask("g", commit(5));
        answer(OffsetsCommitted.class);
        int appends = log.appends();
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        for (int number = 0; number < 400; number++) {
            positions.put(new TopicPartition("orders", number), new Position(6, 1, "m".repeat(4_000), null));
        }

        // when
        ask("g", new CommitOffsets("", null, -1, true, -1, positions));

        // then
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.INVALID_COMMIT_OFFSET_SIZE);
        assertThat(fetched("g")).isEqualTo(5);
        assertThat(log.appends()).isEqualTo(appends);
    }

    @Test
    void aBatchOfManyDecisionsIsNotLargerThanTheLogTakes() {
        // given
        serve(1);
        log.batchBytesMax(300);
        log.hold();
        ask("g", commit(1));
        client.awaitAssert(() -> {
            assertThat(log.heldAppends()).isOne();
            return null;
        });

        // when
        for (int i = 0; i < 20; i++) {
            ask("g" + i, commit(i));
        }
        listed();
        log.commitHeld();

        // then
        for (int i = 0; i < 21; i++) {
            assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void whatNoLogTakesIsNotAskedForAgainAndItsGroupIsReadBack() {
        // given
        serve(1);
        ask("g", commit(5));
        answer(OffsetsCommitted.class);
        log.batchBytesMax(300);
        TreeSet<String> topics = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            topics.add("topic-" + i);
        }

        // when
        ask("g", new MemberHeartbeat("m", 0, null, null, 60_000, topics, null, null, Set.of()));

        // then
        ErrorCode error = answer(MemberAlive.class).error();
        assertThat(error).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(error.retriable()).isFalse();
        client.awaitAssert(() -> {
            pass(500);
            assertThat(listed()).extracting(Listing::groupId).containsExactly("g");
            return null;
        });
        assertThat(fetched("g")).isEqualTo(5);
    }

    @Test
    void withoutWordOfTheMetadataNothingIsToldThatNoAppendProves() {
        // given
        serve(1);
        ask("h", joining("m"));
        MemberAlive joined = answer(MemberAlive.class);
        MemberHeartbeat beat = new MemberHeartbeat("m", joined.memberEpoch(), null, null, -1, null, null, null, null);

        // when
        hasContact.set(false);

        // then
        ask("g", new FetchOffsets(null, -1, List.of(ORDERS_0)));
        assertThat(answer(OffsetsFetched.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        ask("h", beat);
        assertThat(answer(MemberAlive.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        TestProbe<Listed> lists = kit.createTestProbe(Listed.class);
        partition.tell(new GroupPartitionMessage.ListGroups(lists.ref()::tell));
        assertThat(lists.receiveMessage().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        ask("g", commit(7));
        assertThat(answer(OffsetsCommitted.class).error()).isEqualTo(ErrorCode.NONE);

        // when: its heartbeats were refused, and heard
        pass(30_000);
        ask("h", beat);
        assertThat(answer(MemberAlive.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        pass(30_000);
        hasContact.set(true);

        // then
        ask("h", beat);
        assertThat(answer(MemberAlive.class).error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetched("g")).isEqualTo(7);
    }

    @Test
    void aLoadWhoseStartIsGoneBeginsAtTheNewOne() {
        // given
        serve(1);
        ask("g", commit(41));
        answer(OffsetsCommitted.class);
        ask("g", commit(42));
        answer(OffsetsCommitted.class);
        partition.tell(GroupPartitionMessage.Unload.UNLOAD);
        log.epoch(2);

        // when
        log.deleteBeforeNextRead(1);
        partition.tell(new GroupPartitionMessage.Lead(2));

        // then
        client.awaitAssert(() -> {
            pass(500);
            assertThat(listed()).extracting(Listing::groupId).containsExactly("g");
            return null;
        });
        assertThat(fetched("g")).isEqualTo(42);
    }
}
