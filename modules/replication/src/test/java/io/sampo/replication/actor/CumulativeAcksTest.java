package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaFrame.Ack;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** R4: an acknowledgement is cumulative. */
class CumulativeAcksTest {
    private record Sent(int toBroker, ReplicaFrame frame) {}

    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private final List<Sent> sent = new ArrayList<>();
    private final TestInbox<PartitionMessage> self = TestInbox.create();
    private final CumulativeAcks acks =
            new CumulativeAcks((broker, frame) -> sent.add(new Sent(broker, frame)), self.getRef());

    @Test
    void ofThoseThatCameTogetherTheNewestLeavesBehindThem() {
        // given
        acks.send(2, ack(10));
        acks.send(2, ack(20));
        acks.send(2, ack(30));
        assertThat(sent).isEmpty();

        // when: the mailbox has come to what the first one put into it
        assertThat(self.getAllReceived()).containsExactly(ReplicaEvent.AckDue.ACK_DUE);
        acks.due();

        // then
        assertThat(sent).containsExactly(new Sent(2, ack(30)));
        acks.send(2, ack(40));
        assertThat(self.getAllReceived()).containsExactly(ReplicaEvent.AckDue.ACK_DUE);
    }

    @Test
    void nothingOvertakesAnAcknowledgementAndNothingElseWaits() {
        ReplicaFrame probe = new ReplicaFrame.Probe(partition, 1, 12, 1);
        acks.send(2, ack(10));

        acks.send(2, probe);

        assertThat(sent).containsExactly(new Sent(2, ack(10)), new Sent(2, probe));
    }

    @Test
    void anAcknowledgementForAnotherLeaderDoesNotStandForOneOfThisOne() {
        acks.send(2, ack(10));

        acks.send(3, ack(20));
        acks.due();

        assertThat(sent).containsExactly(new Sent(2, ack(10)), new Sent(3, ack(20)));
    }

    @Test
    void aDueTimeWithoutAnAcknowledgementSendsNothing() {
        acks.send(2, ack(10));
        acks.send(2, new ReplicaFrame.Probe(partition, 1, 12, 1));
        sent.clear();

        acks.due();

        assertThat(sent).isEmpty();
    }

    private Ack ack(long logEndOffset) {
        return new Ack(partition, 1, 12, new UUID(0, 1), 1, logEndOffset, 0, 0);
    }
}
