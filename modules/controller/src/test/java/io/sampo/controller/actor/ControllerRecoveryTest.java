package io.sampo.controller.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.ControllerElected;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.MetadataRecord.PartitionsAdded;
import io.sampo.controller.feed.FeedFollower;
import io.sampo.messages.AdminRequest.CreatePartitions;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage.Admin;
import io.sampo.messages.ControllerMessage.AllocateProducerIds;
import io.sampo.messages.ControllerMessage.FeedSubscribe;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.model.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One activation after another on the same log, with small snapshots and small log entries. */
class ControllerRecoveryTest {
    private final ControllerDriver driver = new ControllerDriver("""
            sampo.controller.snapshot.interval.events = 10
            sampo.controller.entry.max.bytes = 500
            """);

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void everyActivationBeginsWithItsOwnElection() {
        // given
        ClusterView first = driver.view();
        // when
        driver.replace();
        ClusterView second = driver.view();
        // then
        assertThat(second.controllerEpoch()).isEqualTo(3).isGreaterThan(first.controllerEpoch());
        assertThat(second.clusterId()).isEqualTo(first.clusterId());
        assertThat(driver.events().get(2)).isEqualTo(new ControllerElected(1));
    }

    @Test
    void theNextActivationKnowsAllFromSnapshotAndEvents() {
        // given
        driver.start(1);
        for (int i = 0; i < 35; i++) {
            driver.create("topic-" + i, List.of(List.of(1)));
        }
        ClusterView before = driver.view();
        SnapshotTestKit.create(driver.kit.system())
                .expectNextPersistedClass(ControllerActor.PERSISTENCE_ID.id(), ClusterMetadata.class);
        // when
        driver.replace();
        ClusterView after = driver.view();
        // then
        assertThat(after.topics()).isEqualTo(before.topics());
        assertThat(after.brokers()).isEqualTo(before.brokers());
        assertThat(after.metadataOffset()).isEqualTo(before.metadataOffset() + 1);
    }

    @Test
    void producerIdsAreNeverGivenTwiceAcrossActivations() {
        // given: H67
        long epoch = driver.start(1);
        driver.tell(new AllocateProducerIds(1, epoch, 1, driver.replies.ref()));
        ControllerReply.ProducerIds first = driver.reply(ControllerReply.ProducerIds.class);
        // when
        driver.replace();
        driver.tell(new AllocateProducerIds(1, epoch, 2, driver.replies.ref()));
        // then
        ControllerReply.ProducerIds second = driver.reply(ControllerReply.ProducerIds.class);
        assertThat(second.first()).isEqualTo(first.first() + first.count());
    }

    @Test
    void aDecisionLargerThanAnEntryIsAppendedInABracketBeforeItIsAnswered() {
        // given
        FeedFollower image = driver.join(1);
        driver.create("book", List.of(List.of(1)));
        // when
        assertThat(driver.admin(new CreatePartitions("book", 400)).error()).isEqualTo(ErrorCode.NONE);
        // then
        assertThat(driver.view().topics().get(0).partitions()).hasSize(400);
        driver.follow(
                image,
                metadata -> metadata.topic("book") != null
                        && metadata.topic("book").partitions().size() > 1);
        assertThat(image.metadata().topic("book").partitions()).hasSize(400);
    }

    @Test
    void requestsThatComeDuringALargeDecisionWaitForItsEnd() {
        // given
        driver.start(1);
        driver.create("book", List.of(List.of(1)));
        // when
        driver.tell(new Admin(1, new CreatePartitions("book", 400), driver.replies.ref()));
        for (int request = 2; request <= 5; request++) {
            driver.tell(new Admin(request, new CreatePartitions("book", 400 + request), driver.replies.ref()));
        }
        // then
        List<Long> answered = IntStream.range(0, 5)
                .mapToObj(i -> driver.reply(ControllerReply.AdminDone.class))
                .peek(done -> assertThat(done.reply().error()).isEqualTo(ErrorCode.NONE))
                .map(ControllerReply.AdminDone::requestId)
                .toList();
        assertThat(answered).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(driver.view().topics().get(0).partitions()).hasSize(405);
    }

    @Test
    void aLargeDecisionWhoseControllerDiesInTheMiddleNeverHappened() {
        // given: the log as a controller left it
        driver.start(1);
        driver.create("book", List.of(List.of(1)));
        ClusterMetadata before = ClusterMetadata.EMPTY.applyAll(records());
        driver.kit.stop(driver.controller());
        driver.journal.persistForRecovery(
                ControllerActor.PERSISTENCE_ID.id(),
                List.of(
                        new DecisionBegun(),
                        new PartitionsAdded(
                                before.topic("book").id(),
                                1,
                                before.topic("book").partitions())));
        // when
        driver.replace();
        // then
        assertThat(driver.view().topics().get(0).partitions()).hasSize(1);
        assertThat(driver.admin(new CreatePartitions("book", 2)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.view().topics().get(0).partitions()).hasSize(2);
        assertThat(records()).doesNotContain(new DecisionEnded());
    }

    @Test
    void aBrokerALittleBehindNeedsNoSnapshotFromTheNextController() {
        // given
        long epoch = driver.start(1);
        long offset = driver.view().metadataOffset();
        driver.create("book", List.of(List.of(1)));
        // when
        driver.replace();
        TestProbe<FeedMessage> subscriber = driver.kit.createTestProbe();
        driver.tell(new FeedSubscribe(1, epoch, offset + 1, subscriber.ref()));
        // then
        FeedMessage.Events events = subscriber.expectMessageClass(FeedMessage.Events.class, ControllerDriver.PATIENCE);
        assertThat(events.fromOffset()).isEqualTo(offset + 1);
        assertThat(events.records()).hasSize(2);
        assertThat(events.controllerEpoch()).isEqualTo(driver.view().controllerEpoch());
    }

    private List<MetadataRecord> records() {
        return driver.events().stream().map(MetadataRecord.class::cast).toList();
    }
}
