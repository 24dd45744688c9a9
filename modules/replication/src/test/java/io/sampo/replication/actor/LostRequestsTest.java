package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.TestBatches;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever tells a replica that has just left is answered all the same, and hears who leads now. */
class LostRequestsTest {
    private static ActorTestKit kit;

    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 3);
    private final PartitionState elsewhere = new PartitionState(2, 7, 9, List.of(1, 2), List.of(2), false);
    private TestProbe<PartitionReply> client;
    private ActorRef<PartitionMessage> gone;
    private ActorRef<DeadLetter> lost;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void aReplicaThatIsGone() {
        lost = kit.spawn(LostRequests.create(asked -> asked.equals(partition) ? elsewhere : null));
        client = kit.createTestProbe(PartitionReply.class);
        gone = kit.spawn(Behaviors.receive(PartitionMessage.class).build(), partition.toString());
        kit.stop(gone);
        awaitSubscription();
    }

    @AfterEach
    void nobodyElseAnswersInTheNextTest() {
        kit.stop(lost);
    }

    /** The event stream takes subscriptions in their order: when one that comes later has heard something, so has it. */
    private void awaitSubscription() {
        kit.system().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, lost));
        TestProbe<DeadLetter> behind = kit.createTestProbe(DeadLetter.class);
        kit.system().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, behind.getRef()));
        behind.awaitAssert(() -> {
            gone.tell(new PartitionMessage.CancelFetch(0, client.getRef()));
            return behind.receiveMessage(Duration.ofMillis(50));
        });
    }

    @Test
    void aProduceIsRefusedWithTheLeaderOfNow() {
        gone.tell(new PartitionMessage.Produce(41, Acks.ALL, 5, TestBatches.batch(1), 30_000, client.getRef()));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class))
                .isEqualTo(
                        new PartitionReply.Produced(partition, 41, ErrorCode.NOT_LEADER_OR_FOLLOWER, -1, -1, -1, 2, 7));
    }

    @Test
    void aProduceThatWantsNoAnswerGetsNone() {
        gone.tell(new PartitionMessage.Produce(1, Acks.NONE, 5, TestBatches.batch(1), 30_000, client.getRef()));
        gone.tell(new PartitionMessage.ListOffset(2, 5, -1, client.getRef()));
        assertThat(client.expectMessageClass(PartitionReply.OffsetListed.class).requestId())
                .isEqualTo(2);
    }

    @Test
    void aFetchIsRefusedWithTheLeaderOfNow() {
        gone.tell(new PartitionMessage.Fetch(42, 5, 0, 1_000, 1, 500, client.getRef()));
        PartitionReply.Fetched answer = client.expectMessageClass(PartitionReply.Fetched.class);
        assertThat(answer.requestId()).isEqualTo(42);
        assertThat(answer.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(answer.leader()).isEqualTo(2);
        assertThat(answer.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void aQuestionAboutOffsetsIsRefused() {
        gone.tell(new PartitionMessage.FindEpochEnd(43, 5, 4, client.getRef()));
        assertThat(client.expectMessageClass(PartitionReply.OffsetListed.class))
                .isEqualTo(
                        new PartitionReply.OffsetListed(partition, 43, ErrorCode.NOT_LEADER_OR_FOLLOWER, -1, -1, 2, 7));
    }
}
