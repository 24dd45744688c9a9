package io.sampo.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Located;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coordinators of broker 1, which hears of the metadata from the test. */
class CoordinatorsActorTest {
    private static final TopicId ORDERS = TopicId.random();
    private static final TopicId OFFSETS = TopicId.random();
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static ActorTestKit kit;
    private static ManualTime time;

    private final LocalCoordinators face = new LocalCoordinators();
    private final Map<Integer, FakeOffsetsLog> logs = new TreeMap<>();
    private TestProbe<AdminRequest> controller;
    private TestProbe<GroupResponse> client;
    private ActorRef<CoordinatorsMessage> actor;
    private long offset;
    private TopicConfig config = TopicConfig.DEFAULTS;

    private record Image(
            long offset,
            Iterable<GroupTopics.Topic> groupTopics,
            @Nullable TopicId offsetsTopic,
            List<PartitionState> offsetsPartitions,
            TopicConfig offsetsConfig,
            Set<Integer> alive)
            implements GroupImage {
        @Override
        public int brokerId() {
            return 1;
        }

        @Override
        public boolean isAlive(int brokerId) {
            return alive.contains(brokerId);
        }
    }

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
        controller = kit.createTestProbe(AdminRequest.class);
        client = kit.createTestProbe(GroupResponse.class);
        actor = kit.spawn(CoordinatorsActor.create(
                face,
                CoordinatorSettingsTest.DEFAULTS,
                new CoordinatorsActor.Surroundings(
                        partition -> logs.computeIfAbsent(partition.partition(), any -> new FakeOffsetsLog()),
                        this::toController,
                        () -> new Now(1_000, 1_700_000_000_000L),
                        Map.of("max.message.bytes", "2000"),
                        DispatcherSelector.defaultDispatcher(),
                        new GroupCensus())));
        face.servedBy(actor);
    }

    private void toController(AdminRequest request, ActorRef<ClientMessage> replyTo) {
        controller.ref().tell(request);
        replyTo.tell(new ClientMessage.AdminDone(
                1, new AdminReply(ErrorCode.INVALID_REPLICATION_FACTOR, "too few brokers", -1)));
    }

    @AfterEach
    void end() {
        kit.stop(actor);
    }

    private void image(Set<Integer> alive, int... leaders) {
        offset++;
        List<PartitionState> states = new ArrayList<>();
        for (int leader : leaders) {
            states.add(new PartitionState(leader, (int) offset, (int) offset, List.of(1, 2), List.of(1, 2), false));
        }
        TopicId topic = leaders.length == 0 ? null : OFFSETS;
        face.imageChanged(
                new Image(offset, List.of(new GroupTopics.Topic(ORDERS, "orders", 4)), topic, states, config, alive));
        logs.values().forEach(log -> log.epoch((int) offset));
    }

    private Located located(String groupId) {
        return face.coordinatorOf(groupId);
    }

    private ErrorCode commit(String groupId) {
        askToCommit(groupId);
        return client.receiveMessage().error();
    }

    private void askToCommit(String groupId) {
        TreeMap<TopicPartition, CommitOffsets.Position> positions = new TreeMap<>();
        positions.put(new TopicPartition("orders", 0), new CommitOffsets.Position(1, 1, "", null));
        face.ask(
                groupId,
                new CommitOffsets("", null, -1, true, -1, positions),
                new Caller("c", "/here"),
                client.ref()::tell);
    }

    private void awaitCommit(String groupId, ErrorCode expected) {
        client.awaitAssert(() -> {
            assertThat(commit(groupId)).isEqualTo(expected);
            return null;
        });
    }

    @Test
    void theTopicIsMadeWhenACoordinatorIsLookedForFirst() {
        // given
        image(Set.of(1, 2));
        controller.expectNoMessage(AT_ONCE);

        // when
        Located first = located("g");
        located("h");

        // then
        assertThat(first.error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        AdminRequest.CreateTopic asked = controller.expectMessageClass(AdminRequest.CreateTopic.class);
        assertThat(asked.topic()).isEqualTo("__consumer_offsets");
        assertThat(asked.partitions()).isEqualTo(50);
        assertThat(asked.replicationFactor()).isEqualTo(3);
        assertThat(asked.config())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("segment.bytes", "104857600");
        controller.expectNoMessage(AT_ONCE);

        // when: it was refused, since there are too few brokers
        time.timePasses(Duration.ofMillis(500));

        // then
        client.awaitAssert(() -> {
            located("g");
            controller.expectMessageClass(AdminRequest.CreateTopic.class, AT_ONCE);
            return null;
        });
    }

    @Test
    void theLeaderOfThePartitionIsTheCoordinatorAndOneThatIsNotThereIsNot() {
        // when: "g" and "h" have different partitions of two
        image(Set.of(1), 1, 2);

        // then
        client.awaitAssert(() -> {
            assertThat(located("h")).isEqualTo(new Located(ErrorCode.NONE, 1));
            assertThat(located("g")).isEqualTo(new Located(ErrorCode.COORDINATOR_NOT_AVAILABLE, -1));
            return null;
        });
    }

    @Test
    void aGroupIsServedWhereItsPartitionIsLedAndNowhereElse() {
        // when
        image(Set.of(1, 2), 1, 2);

        // then
        awaitCommit("h", ErrorCode.NONE);
        assertThat(commit("g")).isEqualTo(ErrorCode.NOT_COORDINATOR);

        // when
        image(Set.of(1, 2), 2, 1);

        // then
        awaitCommit("g", ErrorCode.NONE);
        awaitCommit("h", ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void theGroupsOfAllPartitionsAreOneList() {
        // given
        image(Set.of(1), 1, 1);
        awaitCommit("g", ErrorCode.NONE);
        awaitCommit("h", ErrorCode.NONE);
        TestProbe<Listed> lists = kit.createTestProbe(Listed.class);

        // when
        face.list(lists.ref()::tell);

        // then
        Listed list = lists.receiveMessage();
        assertThat(list.error()).isEqualTo(ErrorCode.NONE);
        assertThat(list.groups()).extracting(group -> group.groupId()).containsExactly("g", "h");
    }

    @Test
    void aPartitionWhoseActorHasEndedIsServedAgain() {
        // given
        image(Set.of(1), 1);
        awaitCommit("g", ErrorCode.NONE);

        // when
        logs.values().forEach(log -> log.fail(true));
        assertThat(commit("g")).isEqualTo(ErrorCode.NOT_COORDINATOR);
        logs.values().forEach(log -> log.fail(false));

        // then: what is asked before its end is known is lost
        client.awaitAssert(() -> {
            time.timePasses(Duration.ofMillis(500));
            askToCommit("g");
            assertThat(client.receiveMessage(AT_ONCE).error()).isEqualTo(ErrorCode.NONE);
            return null;
        });
    }

    @Test
    void decisionsAreAsLargeAsTheTopicAllows() {
        // when, then
        image(Set.of(1, 2), 1);
        client.awaitAssert(() -> {
            assertThat(commit("g")).isEqualTo(ErrorCode.NONE);
            return null;
        });
        assertThat(face.batchBytesMax()).as("the broker's default").isEqualTo(2_000);

        // when, then
        config = TopicConfig.of(Map.of("max.message.bytes", "10"));
        image(Set.of(1, 2), 1);
        client.awaitAssert(() -> {
            assertThat(commit("g")).isEqualTo(ErrorCode.INVALID_COMMIT_OFFSET_SIZE);
            return null;
        });
    }
}
