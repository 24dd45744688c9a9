package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.replication.TestBatches;
import io.sampo.storage.directory.LogDirectoryException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** R22: logs that are corrupt, lost, or found damaged. */
class QuarantinedReplicaTest extends OneReplica {
    @Test
    void aCorruptReplicaBeginsAnewOnceAnotherLeadsAndNobodyCountsOnIt() {
        // given: R22, it lies in quarantine
        ActorRef<PartitionMessage> replica = corrupt();

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        assertThat(home.begunAnew).hasValue(1);
    }

    @Test
    void aCorruptReplicaThatMayStillBeElectedOrIsTheOnlyCopyStaysAsItIs() {
        // given
        ActorRef<PartitionMessage> replica = corrupt();

        // when: in the ISR, in the ELR, without any leader
        replica.tell(withElr(2, 3, List.of(1, 2), List.of()));
        replica.tell(withElr(2, 4, List.of(2), List.of(1)));
        replica.tell(withElr(-1, 5, List.of(), List.of()));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);
    }

    @Test
    void aReplicaThatIsFoundDamagedWhileItServesGoesIntoQuarantineAndBeginsAnew() {
        // given: R22
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(new StorageFailed("a bit has flipped", true));

        // then: it says so, answers nobody from the damaged log, and nothing empty takes its place while it counts
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaFailed.class).why())
                .contains("a bit has flipped");
        broker.expectMessageClass(BrokerMessage.Resign.class);
        broker.fishForMessage(
                Duration.ofSeconds(5),
                message -> message instanceof BrokerMessage.ReplicaFailed failed
                                && failed.why().contains("quarantine")
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(home.quarantined).containsKey(partition);
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.fishForMessage(
                Duration.ofSeconds(5),
                message -> message instanceof BrokerMessage.ReplicaStarted
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(home.begunAnew).hasValue(1);
    }

    @Test
    void aReplicaOnAFailedDiskIsNotReplacedByAnEmptyOne() {
        // given: nothing says that its log is corrupt (H51)
        home.openFailure = new IOException("no such device");
        ActorRef<PartitionMessage> replica = leader(1);
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);
    }

    @Test
    void aCorruptReplicaThatIsAskedWhereItsLogEndsSaysThatNobodyNeedWait() {
        // given: H25
        ActorRef<PartitionMessage> replica = corrupt();

        // when
        replica.tell(new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(
                        -1, 4, 5, List.of(1, 2), List.of(), false, new EligibleReplicas(List.of(), List.of(1, 2))),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                9));

        // then
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaTail.class))
                .isEqualTo(new BrokerMessage.ReplicaTail(partition, 5, -1, -1));
    }

    @Test
    void aReplicaWhoseLogIsLostBeginsAnewWhenNobodyCountsOnIt() {
        // given: H51
        ActorRef<PartitionMessage> replica = failedFor(LogDirectoryException.Reason.LOST);

        // when
        replica.tell(withElr(2, 2, List.of(2), List.of(1)));
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        assertThat(home.begunAnew).hasValue(1);
    }

    @Test
    void nobodyCountsOnItAnyMoreBeforeItsDamagedLogLiesInQuarantineItBeginsAnewAllTheSame() {
        // given: forces of the quarantine take longer than the controller's answer
        ActorRef<PartitionMessage> replica = served(leader(1));
        home.quarantineGate = new CountDownLatch(1);
        replica.tell(new StorageFailed("a bit has flipped", true));
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));
        replica.tell(new PartitionMessage.ReportStatus(broker.ref()));
        assertThat(home.begunAnew).hasValue(0);
        home.quarantineGate.countDown();

        // then: and nothing is heard of the metadata meanwhile
        broker.fishForMessage(
                Duration.ofSeconds(10),
                message -> message instanceof BrokerMessage.ReplicaStarted
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(home.begunAnew).hasValue(1);
    }

    private ActorRef<PartitionMessage> corrupt() {
        return failedFor(LogDirectoryException.Reason.QUARANTINED);
    }

    private ActorRef<PartitionMessage> failedFor(LogDirectoryException.Reason reason) {
        home.openFailure = new LogDirectoryException(reason, "not here", null);
        ActorRef<PartitionMessage> replica = leader(1);
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);
        broker.expectMessageClass(BrokerMessage.Resign.class);
        return replica;
    }

    private PartitionMessage.ApplyState withElr(int leader, int version, List<Integer> isr, List<Integer> elr) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(
                        leader, version, version, List.of(1, 2), isr, false, new EligibleReplicas(elr, List.of())),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                version);
    }
}
