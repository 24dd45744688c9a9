package io.sampo.controller.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.MetadataRecord;
import io.sampo.controller.actor.ControllerCommand.BrokerHeartbeat;
import io.sampo.controller.actor.ControllerCommand.BrokerSilent;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage.AllocateProducerIds;
import io.sampo.messages.ControllerMessage.AlterPartition;
import io.sampo.messages.ControllerMessage.ControlledShutdown;
import io.sampo.messages.ControllerMessage.FeedAck;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import io.sampo.messages.ControllerMessage.ResignLeadership;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell: durable before answered, fed in order. */
class ControllerActorTest {
    private final ControllerDriver driver = new ControllerDriver("");

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theFirstEventEverIsTheElectionThenTheClusterExists() {
        // when
        ClusterView view = driver.view();
        // then
        assertThat(driver.events().get(0)).isEqualTo(new MetadataRecord.ControllerElected(1));
        assertThat(driver.events().get(1)).isInstanceOf(MetadataRecord.ClusterCreated.class);
        assertThat(view.clusterId()).hasSize(22);
        assertThat(view.controllerEpoch()).isEqualTo(1);
    }

    @Test
    void nothingIsAnsweredWhenTheEventIsNotDurable() {
        // given: H57
        driver.view();
        driver.failNextAppend();
        // when
        driver.tell(driver.registration(1));
        // then
        driver.replies.expectTerminated(driver.controller(), ControllerDriver.PATIENCE);
        driver.replies.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aControllerThatCannotAppendItsElectionAnswersNobody() {
        // given: H55, it has been replaced before it began
        driver.view();
        driver.failNextAppend();
        // when
        driver.replace();
        driver.tell(driver.registration(1));
        // then
        driver.replies.expectTerminated(driver.controller(), ControllerDriver.PATIENCE);
        driver.replies.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aBrokerRegistersFollowsTheFeedAndIsUnfenced() {
        // when
        FeedFollower image = driver.join(1);
        // then
        assertThat(image.metadata().broker(1).fenced()).isFalse();
        assertThat(image.metadata().clusterId()).isEqualTo(driver.view().clusterId());
    }

    @Test
    void aBrokerWhoseHeartbeatDoesNotSayHowFarItHasComeStaysFencedWhateverItHasAcknowledged() {
        // given
        driver.tell(driver.registration(1));
        long epoch = driver.reply(ControllerReply.Registered.class).brokerEpoch();
        FeedFollower image = new FeedFollower();
        driver.tell(new FeedSubscribe(1, epoch, image.nextOffset(), driver.feed.ref()));
        driver.follow(image, metadata -> metadata.offset() >= epoch);
        driver.tell(new FeedAck(1, epoch, image.offset()));
        // when
        driver.tell(new BrokerHeartbeat(1, epoch, -1));
        // then
        assertThat(driver.view().brokers().get(0).fenced()).isTrue();
        driver.tell(new BrokerHeartbeat(1, epoch, epoch));
        assertThat(driver.view().brokers().get(0).fenced()).isFalse();
    }

    @Test
    void aDeadBrokerIsFencedAndTheFeedSaysSo() {
        // given
        FeedFollower image = driver.join(1);
        long epoch = driver.start(2);
        // when
        driver.tell(new BrokerSilent(2, epoch, true, "connection refused"));
        // then
        driver.follow(
                image,
                metadata -> metadata.broker(2) != null && metadata.broker(2).fencedAt() > epoch);
        assertThat(image.metadata().broker(2).fenced()).isTrue();
    }

    @Test
    void silenceUnderAnEarlierRegistrationFencesNobody() {
        // given
        long epoch = driver.start(1);
        // when
        driver.tell(new BrokerSilent(1, epoch - 1, true, "late news"));
        // then
        assertThat(driver.view().brokers().get(0).fenced()).isFalse();
    }

    @Test
    void aTopicIsVisibleAtTheOffsetOfTheAnswer() {
        // given
        FeedFollower image = driver.join(1);
        // when
        AdminReply done = driver.create("book", List.of(List.of(1), List.of(1), List.of(1)));
        // then
        assertThat(done.error()).isEqualTo(ErrorCode.NONE);
        driver.follow(image, metadata -> metadata.offset() >= done.offset());
        assertThat(image.metadata().topic("book").partitions()).hasSize(3);
    }

    @Test
    void everyAdminRequestTakesEffect() {
        // given
        driver.start(1);
        driver.create("book", List.of(List.of(1)));
        // when
        driver.admin(new AdminRequest.CreatePartitions("book", 4));
        driver.admin(new AdminRequest.AlterTopicConfig("book", Map.of("flush.ms", "5"), List.of()));
        // then
        assertThat(driver.view().topics().get(0).partitions()).hasSize(4);
        assertThat(driver.view().topics().get(0).config()).containsEntry("flush.ms", "5");
        // when
        driver.admin(new AdminRequest.DeleteTopic("book"));
        // then
        assertThat(driver.view().topics()).isEmpty();
    }

    @Test
    void aRefusedRequestSaysWhatWouldBeRight() {
        // given
        driver.join(1);
        // when
        AdminReply reply = driver.admin(new AdminRequest.CreateTopic("book", 1, 4, List.of(), Map.of(), false));
        // then
        assertThat(reply.error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(reply.message()).contains("4").contains("1").doesNotContain("\n");
        assertThat(reply.offset()).isEqualTo(-1);
    }

    @Test
    void anIsrChangeTakesEffectAtTheOffsetOfTheAnswer() {
        // given
        long leader = driver.start(1);
        driver.start(2);
        TopicIdPartition partition = createOn(List.of(1, 2));
        // when
        driver.tell(alter(partition, 0, leader));
        // then
        ControllerReply.PartitionsAltered answer = driver.reply(ControllerReply.PartitionsAltered.class);
        assertThat(answer.requestId()).isEqualTo(7);
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.offset()).isEqualTo(driver.view().metadataOffset());
        assertThat(state().isr()).containsExactly(1);
    }

    @Test
    void aRejectedIsrChangeIsAnsweredOnlyByAControllerThatCanStillAppend() {
        // given
        long leader = driver.start(1);
        TopicIdPartition partition = createOn(List.of(1));
        driver.tell(alter(partition, 5, leader));
        assertThat(driver.reply(ControllerReply.PartitionsAltered.class).errors())
                .containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
        // when
        driver.failNextAppend();
        driver.tell(alter(partition, 5, leader));
        // then
        driver.replies.expectTerminated(driver.controller(), ControllerDriver.PATIENCE);
        driver.replies.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aStoppingBrokerIsToldWhatIsLeftWithIt() {
        // given
        driver.start(1);
        long epoch = driver.start(2);
        createOn(List.of(2, 1));
        driver.create("alone", List.of(List.of(2)));
        // when
        driver.tell(new ControlledShutdown(2, epoch, driver.replies.ref()));
        // then
        ControllerReply.ShutdownGranted granted = driver.reply(ControllerReply.ShutdownGranted.class);
        assertThat(granted.leadershipsLeft()).isEqualTo(1);
        assertThat(granted.offset()).isEqualTo(driver.view().metadataOffset());
    }

    @Test
    void aResignationMovesTheLeaderOnceAndIsNotBalancedBackAtOnce() {
        // given
        long epoch = driver.start(1);
        driver.start(2);
        TopicIdPartition partition = createOn(List.of(1, 2));
        // when
        driver.tell(new ResignLeadership(1, epoch, Map.of(partition, 0), "followers out of reach"));
        // then
        assertThat(state().leader()).isEqualTo(2);
        // when: it is time to look at the balance
        driver.nowMs.addAndGet(6_000);
        driver.tell(ControllerCommand.Tick.TICK);
        // then
        assertThat(state().leader()).isEqualTo(2);
        // when: the resignation is forgotten
        driver.nowMs.addAndGet(30_000);
        driver.tell(ControllerCommand.Tick.TICK);
        // then
        assertThat(state().leader()).isEqualTo(1);
    }

    @Test
    void whoSubscribesFromWhereItStandsGetsRecordsAndNoSnapshot() {
        // given
        driver.start(1);
        long offset = driver.view().metadataOffset();
        TestProbe<FeedMessage> subscriber = driver.kit.createTestProbe();
        // when
        driver.tell(new FeedSubscribe(1, 3, offset, subscriber.ref()));
        // then
        FeedMessage.Events events = subscriber.expectMessageClass(FeedMessage.Events.class);
        assertThat(events.fromOffset()).isEqualTo(offset);
        assertThat(events.records()).hasSize(1);
    }

    @Test
    void aSubscriberHearsFromTheControllerAlthoughNothingHappens() {
        // given
        long epoch = driver.start(1);
        long offset = driver.view().metadataOffset();
        TestProbe<FeedMessage> subscriber = driver.kit.createTestProbe();
        // when
        driver.tell(new FeedSubscribe(1, epoch, offset + 1, subscriber.ref()));
        // then
        for (int beat = 0; beat < 3; beat++) {
            FeedMessage.Events events = subscriber.expectMessageClass(FeedMessage.Events.class);
            assertThat(events.fromOffset()).isEqualTo(offset + 1);
            assertThat(events.records()).isEmpty();
        }
    }

    @Test
    void producerIdsAreDurableBeforeTheyAreGiven() {
        // given
        long epoch = driver.start(1);
        // when
        driver.tell(new AllocateProducerIds(1, epoch, 1, driver.replies.ref()));
        // then
        ControllerReply.ProducerIds ids = driver.reply(ControllerReply.ProducerIds.class);
        assertThat(driver.replayed().nextProducerId()).isEqualTo(ids.first() + ids.count());
    }

    private TopicIdPartition createOn(List<Integer> replicas) {
        assertThat(driver.create("book", List.of(replicas)).error()).isEqualTo(ErrorCode.NONE);
        return new TopicIdPartition(driver.view().topics().get(0).topicId(), 0);
    }

    private PartitionState state() {
        return driver.view().topics().get(0).partitions().get(0);
    }

    /** Broker 1 proposes itself alone. */
    private AlterPartition alter(TopicIdPartition partition, int partitionEpoch, long epoch) {
        return new AlterPartition(
                1,
                epoch,
                7,
                List.of(new ProposeIsr(partition, 0, partitionEpoch, List.of(new IsrMember(1, epoch)))),
                driver.replies.ref());
    }
}
