package io.sampo.controller.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.actor.ControllerCommand.BrokerHeartbeat;
import io.sampo.controller.actor.ControllerCommand.BrokerSilent;
import io.sampo.controller.actor.ControllerCommand.ViewRequest;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerMessage.Admin;
import io.sampo.messages.ControllerMessage.AllocateProducerIds;
import io.sampo.messages.ControllerMessage.AlterPartition;
import io.sampo.messages.ControllerMessage.FeedAck;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import io.sampo.messages.ControllerMessage.RegisterBroker;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell: durable before answered, one activation after the other on the same log. */
class ControllerActorTest {
    private static final String ID = "controller";

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("sampo.controller.feed.interval = 50 ms")
                    .withFallback(PersistenceTestKitPlugin.config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final TestProbe<ControllerReply> replies = kit.createTestProbe();
    private final TestProbe<FeedMessage> feed = kit.createTestProbe();
    private ActorRef<ControllerMessage> controller;

    @BeforeEach
    void startController() {
        controller = spawn();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void theFirstEventEverIsTheElectionThenTheClusterExists() {
        // when
        ClusterView view = view();
        // then
        assertThat(journal.persistedInStorage(ID).get(0)).isEqualTo(new MetadataRecord.ControllerElected(1));
        assertThat(journal.persistedInStorage(ID).get(1)).isInstanceOf(MetadataRecord.ClusterCreated.class);
        assertThat(view.clusterId()).hasSize(22);
        assertThat(view.controllerEpoch()).isEqualTo(1);
    }

    @Test
    void everyActivationBeginsWithItsOwnElection() {
        // given
        ClusterView first = view();
        kit.stop(controller);
        // when
        controller = spawn();
        ClusterView second = view();
        // then
        assertThat(second.controllerEpoch()).isEqualTo(3).isGreaterThan(first.controllerEpoch());
        assertThat(second.clusterId()).isEqualTo(first.clusterId());
    }

    @Test
    void nothingIsAnsweredWhenTheEventIsNotDurable() {
        // given
        view();
        journal.failNextPersisted(ID);
        // when
        controller.tell(registration(1));
        // then
        replies.expectTerminated(controller, Duration.ofSeconds(10));
        replies.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aBrokerRegistersFollowsTheFeedAndIsUnfenced() {
        // when
        FeedFollower image = join(1);
        // then
        assertThat(image.metadata().broker(1).fenced()).isFalse();
        assertThat(image.metadata().clusterId()).isEqualTo(view().clusterId());
    }

    @Test
    void aDeadBrokerIsFencedAndTheFeedSaysSo() {
        // given
        FeedFollower image = join(1);
        long epoch = register(2).brokerEpoch();
        // when
        controller.tell(new BrokerHeartbeat(2, epoch, Long.MAX_VALUE));
        controller.tell(new BrokerSilent(2, epoch, true, "connection refused"));
        // then
        follow(
                image,
                metadata -> metadata.broker(2) != null
                        && metadata.broker(2).fencedAt() > metadata.broker(2).epoch());
        assertThat(image.metadata().broker(2).fenced()).isTrue();
    }

    @Test
    void aTopicIsVisibleAtTheOffsetOfTheAnswer() {
        // given
        FeedFollower image = join(1);
        // when
        ControllerReply.AdminDone done = admin(new AdminRequest.CreateTopic("book", 3, 1, List.of(), Map.of(), false));
        // then
        assertThat(done.reply().error()).isEqualTo(ErrorCode.NONE);
        follow(image, metadata -> metadata.offset() >= done.reply().offset());
        assertThat(image.metadata().topic("book").partitions()).hasSize(3);
    }

    @Test
    void aRefusedRequestSaysWhatWouldBeRight() {
        // given
        join(1);
        // when
        ControllerReply.AdminDone done = admin(new AdminRequest.CreateTopic("book", 1, 4, List.of(), Map.of(), false));
        // then
        assertThat(done.reply().error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(done.reply().message()).contains("4").contains("1").doesNotContain("\n");
        assertThat(done.reply().offset()).isEqualTo(-1);
    }

    @Test
    void aRejectedIsrProposalIsAnsweredOnlyByAControllerThatCanStillAppend() {
        // given
        FeedFollower image = join(1);
        admin(new AdminRequest.CreateTopic("book", 1, 1, List.of(), Map.of(), false));
        TopicIdPartition partition = new TopicIdPartition(view().topics().get(0).topicId(), 0);
        long epoch = image.metadata().broker(1).epoch();
        AlterPartition stale = new AlterPartition(
                1, epoch, 7, List.of(new ProposeIsr(partition, 0, 5, List.of(new IsrMember(1, epoch)))), replies.ref());
        // when
        controller.tell(stale);
        // then
        ControllerReply.PartitionsAltered answer = replies.expectMessageClass(ControllerReply.PartitionsAltered.class);
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
        // when
        journal.failNextPersisted(ID);
        controller.tell(stale);
        // then
        replies.expectTerminated(controller, Duration.ofSeconds(10));
    }

    @Test
    void producerIdsAreNeverGivenTwiceAcrossControllers() {
        // given
        long epoch = join(1).metadata().broker(1).epoch();
        controller.tell(new AllocateProducerIds(1, epoch, 1, replies.ref()));
        ControllerReply.ProducerIds first = replies.expectMessageClass(ControllerReply.ProducerIds.class);
        kit.stop(controller);
        // when
        controller = spawn();
        controller.tell(new AllocateProducerIds(1, epoch, 2, replies.ref()));
        // then
        ControllerReply.ProducerIds second = replies.expectMessageClass(ControllerReply.ProducerIds.class);
        assertThat(second.first()).isEqualTo(first.first() + first.count());
    }

    private ActorRef<ControllerMessage> spawn() {
        Config config = kit.system().settings().config();
        return kit.spawn(ControllerActor.create(ControllerContext.of(1, ControllerSettings.of(config))));
    }

    private ClusterView view() {
        TestProbe<ClusterView> views = kit.createTestProbe();
        controller.tell(new ViewRequest(Set.of(), views.ref()));
        return views.receiveMessage(Duration.ofSeconds(20));
    }

    private ControllerReply.AdminDone admin(AdminRequest request) {
        controller.tell(new Admin(1, request, replies.ref()));
        return replies.expectMessageClass(ControllerReply.AdminDone.class);
    }

    private RegisterBroker registration(int brokerId) {
        return new RegisterBroker(
                brokerId,
                "",
                new UUID(brokerId, 1),
                ClusterScenario.endpoints(brokerId),
                "sampo",
                List.of(ClusterScenario.directory(brokerId)),
                -1,
                false,
                replies.ref());
    }

    private ControllerReply.Registered register(int brokerId) {
        controller.tell(registration(brokerId));
        return replies.expectMessageClass(ControllerReply.Registered.class, Duration.ofSeconds(20));
    }

    /** Registers, follows the feed and lives. */
    private FeedFollower join(int brokerId) {
        long epoch = register(brokerId).brokerEpoch();
        FeedFollower image = new FeedFollower();
        controller.tell(new FeedSubscribe(brokerId, epoch, image.nextOffset(), feed.ref()));
        follow(image, metadata -> metadata.offset() >= epoch);
        controller.tell(new FeedAck(brokerId, epoch, image.offset()));
        controller.tell(new BrokerHeartbeat(brokerId, epoch, -1));
        follow(image, metadata -> !metadata.broker(brokerId).fenced());
        return image;
    }

    private void follow(FeedFollower image, Predicate<ClusterMetadata> until) {
        while (image.offset() == 0 || !until.test(image.metadata())) {
            FeedMessage message = feed.receiveMessage(Duration.ofSeconds(10));
            if (message instanceof FeedMessage.Snapshot chunk) {
                image.onSnapshot(chunk.controllerEpoch(), chunk.offset(), chunk.index(), chunk.count(), chunk.chunk());
            } else if (message instanceof FeedMessage.Events events) {
                image.onEvents(events.controllerEpoch(), events.fromOffset(), events.records());
            }
        }
    }
}
