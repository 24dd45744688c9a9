package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.actor.ReplicaFrameReceived;
import io.sampo.replication.actor.credit.ArrivalCredit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** R17, H38: what the replicas of a broker hold together is bounded, whoever stalls. */
class FrameDeliveryTest {
    private final TopicIdPartition stuck = new TopicIdPartition(TopicId.random(), 0);
    private final TopicIdPartition healthy = new TopicIdPartition(TopicId.random(), 1);
    private final TestInbox<PartitionMessage> stuckReplica = TestInbox.create();
    private final TestInbox<PartitionMessage> healthyReplica = TestInbox.create();
    private final ReplicaDirectory directory = new ReplicaDirectory(new ArrivalCredit(100));
    private final FrameDelivery delivery = new FrameDelivery();

    FrameDeliveryTest() {
        directory.put(stuck, stuckReplica.getRef());
        directory.put(healthy, healthyReplica.getRef());
        delivery.deliverTo(directory);
    }

    @Test
    void pushesBeyondTheLimitAreDroppedAndCounted() {
        // when: nobody works them off
        for (int i = 0; i < 5; i++) {
            delivery.received(2, 12, push(stuck, 40));
        }

        // then
        assertThat(stuckReplica.getAllReceived()).hasSize(2);
        assertThat(delivery.heldBytes()).isEqualTo(80);
        assertThat(delivery.dropped()).isEqualTo(3);
        assertThat(delivery.droppedBytes()).isEqualTo(120);
    }

    @Test
    void aStuckDiskDoesNotStarveTheReplicasOfAHealthyOne() {
        // given
        delivery.received(2, 12, push(stuck, 100));

        // when: each is written before the next one comes
        for (int i = 0; i < 3; i++) {
            delivery.received(2, 12, push(healthy, 40));
            release((ReplicaFrameReceived) healthyReplica.receiveMessage());
        }

        // then
        assertThat(delivery.dropped()).isZero();
        assertThat(delivery.heldBytes()).isEqualTo(100);
    }

    @Test
    void whatCarriesNoBatchesAlwaysArrives() {
        // given
        delivery.received(2, 12, push(stuck, 100));
        stuckReplica.getAllReceived();
        List<ReplicaFrame> small = List.of(
                new ReplicaFrame.Probe(stuck, 1, 12, 1),
                new ReplicaFrame.Tail(stuck, 1, 12, new UUID(0, 1), 1, 0, -1),
                new ReplicaFrame.Truncate(stuck, 1, 12, 1, new ReplicaFrame.LogEnd(0, -1), 0, 0, false),
                push(stuck, 0),
                new ReplicaFrame.Ack(stuck, 1, 12, new UUID(0, 1), 1, 0, 0, 0),
                new ReplicaFrame.Nack(stuck, 1, 12, 1, ReplicaFrame.Reason.GAP, -1, 0));

        // when
        small.forEach(frame -> delivery.received(2, 12, frame));

        // then
        assertThat(stuckReplica.getAllReceived())
                .extracting(message -> ((ReplicaFrameReceived) message).frame())
                .isEqualTo(small);
        assertThat(delivery.dropped()).isZero();
    }

    @Test
    void aReplicaThatIsGoneHoldsNothing() {
        // given
        delivery.received(2, 12, push(stuck, 40));
        ReplicaFrameReceived late = (ReplicaFrameReceived) stuckReplica.receiveMessage();

        // when
        directory.remove(stuck, stuckReplica.getRef());

        // then
        assertThat(delivery.heldBytes()).isZero();
        release(late);
        delivery.received(2, 12, push(stuck, 40));
        assertThat(delivery.heldBytes()).isZero();
        assertThat(stuckReplica.hasMessages()).isFalse();
    }

    @Test
    void aLaterStartOfAReplicaOwesNothingOfTheEarlierOne() {
        // given
        delivery.received(2, 12, push(stuck, 40));
        TestInbox<PartitionMessage> later = TestInbox.create();

        // when
        directory.put(stuck, later.getRef());
        delivery.received(2, 12, push(stuck, 60));
        directory.remove(stuck, stuckReplica.getRef());

        // then
        assertThat(later.hasMessages()).isTrue();
        assertThat(delivery.heldBytes()).isEqualTo(60);
    }

    private static void release(ReplicaFrameReceived received) {
        received.arrival().release();
    }

    private static ReplicaFrame.Push push(TopicIdPartition partition, int bytes) {
        return new ReplicaFrame.Push(partition, 1, 12, 1, 0, -1, 0, 0, false, ByteBuffer.allocate(bytes));
    }
}
