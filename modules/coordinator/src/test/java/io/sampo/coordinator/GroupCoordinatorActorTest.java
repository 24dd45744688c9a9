package io.sampo.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.coordinator.GroupPartitionMessage.Broken;
import io.sampo.groups.Blob;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.consumer.MemberAssignment;
import io.sampo.groups.consumer.MemberState;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.groups.tally.Standing;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One group that meets errors, beside a partition that the test plays. */
class GroupCoordinatorActorTest {
    private static final TopicIdPartition ORDERS_0 = new TopicIdPartition(TopicId.random(), 0);
    private static ActorTestKit kit;

    private final GroupCensus census = new GroupCensus();
    private TestProbe<GroupPartitionMessage> partition;
    private TestProbe<GroupResponse> client;
    private ActorRef<GroupMessage> group;

    @BeforeAll
    static void start() {
        // The machine may be busy: nobody gives up early.
        kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.testkit.typed.single-expect-default = 30s")
                .withFallback(ManualTime.config()));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void spawn() {
        partition = kit.createTestProbe(GroupPartitionMessage.class);
        client = kit.createTestProbe(GroupResponse.class);
        CoordinatorSettings settings = CoordinatorSettingsTest.DEFAULTS;
        GroupHosting hosting = new GroupHosting(
                settings,
                settings.assignor(),
                () -> new Now(1_000, 1_700_000_000_000L),
                () -> GroupTopics.NONE,
                () -> 1_000_000,
                () -> true,
                () -> TopicId.random().toString(),
                census);
        group = kit.spawn(GroupCoordinatorActor.create("g", hosting, partition.ref()));
    }

    private static GroupMessage owner(String memberId) {
        TreeMap<TopicIdPartition, Integer> assigned = new TreeMap<>(Map.of(ORDERS_0, 2));
        return new GroupMessage.Replay(List.of(new MemberAssignmentStored(
                memberId, new MemberAssignment(2, 1, MemberState.STABLE, assigned, Collections.emptySortedMap()))));
    }

    private void join() {
        Join join = new Join(
                "", null, "consumer", List.of(new Protocol("range", Blob.EMPTY)), 45_000, 300_000, false, false);
        group.tell(new GroupMessage.Ask(join, new Caller("c", "/here"), client.ref()::tell));
    }

    @Test
    void aGroupThatIsReadBackWithTwoOwnersOfAPartitionAsksToBeReadAgain() {
        // when
        group.tell(owner("a"));
        group.tell(owner("b"));
        group.tell(GroupMessage.Loaded.LOADED);

        // then
        assertThat(partition.expectMessageClass(Broken.class).group()).isEqualTo(group);
    }

    @Test
    void aGroupThatCannotTakeWhatIsCommittedAsksToBeReadAgainAndItsWaitersAreAnswered() {
        // given
        group.tell(GroupMessage.Loaded.LOADED);
        partition.receiveMessage();
        join();

        // when: it has decided nothing of that number
        group.tell(new GroupMessage.Stored(7));

        // then
        partition.fishForMessage(
                Duration.ofSeconds(30),
                message ->
                        message instanceof Broken ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        group.tell(new GroupMessage.Discard(ErrorCode.COORDINATOR_NOT_AVAILABLE));
        assertThat(client.expectMessageClass(Joined.class).error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void whoWaitsIsAnsweredHoweverTheGroupEnds() {
        // given: a join waits for others
        group.tell(GroupMessage.Loaded.LOADED);
        partition.receiveMessage();
        join();
        join();
        CompletableFuture<Object> hasHeardBoth = new CompletableFuture<>();
        group.tell(new GroupMessage.ListYourself(hasHeardBoth::complete));
        hasHeardBoth.join();

        // when
        kit.stop(group);

        // then
        assertThat(client.expectMessageClass(Joined.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(client.expectMessageClass(Joined.class).error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aGroupIsInTheCensusForAsLongAsItIsHere() {
        // given
        group.tell(owner("a"));
        group.tell(GroupMessage.Loaded.LOADED);
        group.tell(new GroupMessage.Ask(new DescribeGroup(), new Caller("c", "/here"), client.ref()::tell));
        client.receiveMessage();

        // then
        partition.awaitAssert(() -> {
            assertThat(census.groups(Standing.CONSUMER_RECONCILING)).isEqualTo(1);
            assertThat(census.members(GroupDescription.Type.CONSUMER)).isEqualTo(1);
            return null;
        });

        // when
        group.tell(new GroupMessage.Discard(ErrorCode.NOT_COORDINATOR));
        partition.expectTerminated(group);

        // then
        for (Standing standing : Standing.values()) {
            assertThat(census.groups(standing)).as("%s", standing).isZero();
        }
        assertThat(census.members(GroupDescription.Type.CONSUMER)).isZero();
    }

    /** Tens of thousands of tombstones in one batch would be more than the log takes. */
    @Test
    void offsetsThatExpireTogetherGoInBatchesEachWhenTheOneBeforeIsCommitted() {
        // given
        int count = 20_000;
        List<GroupRecord> expired = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expired.add(new OffsetStored(new TopicPartition("t", i), new CommittedOffset(1, -1, "", 1, 1_000, null)));
        }
        group.tell(new GroupMessage.Replay(expired));
        group.tell(GroupMessage.Loaded.LOADED);

        // when
        group.tell(GroupMessage.ExpireOffsets.EXPIRE);

        // then
        List<Integer> batches = new ArrayList<>();
        while (batches.stream().mapToInt(Integer::intValue).sum() < count) {
            if (partition.receiveMessage() instanceof GroupPartitionMessage.Store store) {
                batches.add(store.records().size());
                group.tell(new GroupMessage.Stored(store.number()));
            }
        }
        assertThat(batches).hasSizeGreaterThan(2);
    }
}
