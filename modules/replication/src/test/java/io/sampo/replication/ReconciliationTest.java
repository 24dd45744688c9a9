package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R5: two logs find their largest common (offset, epoch). */
class ReconciliationTest {
    @Test
    void nothingIsCutAtTheStart() throws IOException {
        // given (H01): acknowledged records above a stale checkpoint
        MemoryLog log = log(1, 4);
        RecordedEffects host = new RecordedEffects(log);

        // when
        PartitionReplica replica = new PartitionReplica(
                new ReplicaIdentity(ReplicaScene.PARTITION, 1, 11, ReplicaScene.DIRECTORY, 1),
                ReplicaSettings.DEFAULTS,
                host.recovered(),
                0,
                host);

        // then
        assertThat(replica.log().logEnd()).isEqualTo(4);
        assertThat(replica.log().highWatermark()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(4);
    }

    @Test
    void aFollowerThatIsAPrefixIsServedFromItsEnd() throws IOException {
        // given: the leader has epoch 1 up to 4
        ReplicaScene leader = ReplicaScene.on(log(1, 4)).apply(1, 5, 1, 2, 3);

        // when
        leader.tail(2, 3, 1);

        // then
        assertThat(leader.host.sentTo(2, ReplicaFrame.Truncate.class)).isEmpty();
        ReplicaFrame.Push push = leader.host.lastTo(2, ReplicaFrame.Push.class);
        assertThat(push.prevOffset()).isEqualTo(3);
        assertThat(push.prevEpoch()).isEqualTo(1);
    }

    @Test
    void aLongerFollowerIsCutToTheLeadersEndOfThatEpoch() throws IOException {
        // given
        ReplicaScene leader = ReplicaScene.on(log(1, 4)).apply(1, 5, 1, 2, 3);

        // when
        leader.tail(2, 9, 1);

        // then
        ReplicaFrame.Truncate truncate = leader.host.lastTo(2, ReplicaFrame.Truncate.class);
        assertThat(truncate.offset()).isEqualTo(4);
        assertThat(truncate.commonEpoch()).isEqualTo(1);
        assertThat(truncate.restart()).isFalse();
    }

    @Test
    void aSingleLookupIsNotEnough() throws IOException {
        // given (H03, KIP-279): the leader has epochs 1, 4; the follower 1, 2, 3
        ReplicaScene leader = ReplicaScene.on(log(1, 2, 4, 6)).apply(1, 5, 1, 2, 3);
        ReplicaScene follower = ReplicaScene.on(log(1, 3, 2, 5, 3, 8)).following(5, 1);

        // when: its epoch 3 is unknown to the leader, whose largest below is 1, ending at 2
        leader.tail(2, 8, 3);
        ReplicaFrame.Truncate truncate = leader.host.lastTo(2, ReplicaFrame.Truncate.class);
        follower.truncate(5, 1, truncate.commonEpoch(), truncate.offset());

        // then
        assertThat(truncate.commonEpoch()).isEqualTo(1);
        assertThat(follower.lastTail().logEndOffset()).isEqualTo(2);
        assertThat(follower.lastTail().lastEpoch()).isEqualTo(1);
    }

    @Test
    void theFollowerCutsWhatTheLeaderCannotKnow() throws IOException {
        // given: the leader ends epoch 2 at 10, the follower has epochs 1 up to 5 and 3 behind it
        ReplicaScene follower = ReplicaScene.on(log(1, 5, 3, 9)).following(5, 1);

        // when: the largest epoch of the leader that is not above 3 is 2
        follower.truncate(5, 1, 2, 10);

        // then: of epochs up to 2 the follower has 1, ending at 5; everything behind is not the leader's
        assertThat(follower.host.log.logEndOffset()).isEqualTo(5);
        assertThat(follower.lastTail().lastEpoch()).isEqualTo(1);
    }

    @Test
    void anEpochWithoutRecordsKeepsNobodyApart() throws IOException {
        // given (H05): the follower led epoch 4 and wrote nothing
        MemoryLog log = log(1, 3);
        log.beginEpoch(4);
        ReplicaScene follower = ReplicaScene.on(log).following(5, 1);

        // then: its tail is the last record
        assertThat(follower.lastTail().logEndOffset()).isEqualTo(3);
        assertThat(follower.lastTail().lastEpoch()).isEqualTo(1);
    }

    @Test
    void aTruncationAtTheEndIsCarriedOutAndEnds() throws IOException {
        // given (H05)
        ReplicaScene follower = ReplicaScene.on(log(1, 3)).following(5, 1);

        // when
        follower.truncate(5, 1, 1, 3);

        // then
        assertThat(follower.host.truncations).containsExactly(3L);
        assertThat(follower.host.sentTo(2, ReplicaFrame.Tail.class)).hasSize(2);
    }

    @Test
    void aTruncationThatWasFoundForAnotherEndIsNotObeyed() throws IOException {
        // given: whoever was told to cut has been started again, and knows nothing of the sessions that it had
        ReplicaScene follower = ReplicaScene.on(log(1, 3, 5, 4)).following(5, 1);

        // when: what was said of it before it was pushed its last record comes late
        follower.from(
                2,
                new ReplicaFrame.Truncate(
                        ReplicaScene.PARTITION,
                        5,
                        ReplicaScene.brokerEpoch(2),
                        1,
                        new ReplicaFrame.LogEnd(3, 1),
                        1,
                        3,
                        false));

        // then
        assertThat(follower.host.truncations).isEmpty();
        assertThat(follower.replica.log().logEnd()).isEqualTo(4);
    }

    @Test
    void truncationBelowTheHighWatermarkStopsTheReplica() throws IOException {
        // given
        ReplicaScene follower = ReplicaScene.on(log(1, 3)).following(5, 1);
        follower.push(5, 1, 3, 1, 3, java.nio.ByteBuffer.allocate(0));
        assertThat(follower.replica.log().highWatermark()).isEqualTo(3);
        follower.probe(5, 2);

        // when
        follower.truncate(5, 2, 1, 2);

        // then
        assertThat(follower.host.failures).hasSize(1);
        assertThat(follower.host.log.logEndOffset()).isEqualTo(3);
        assertThat(follower.lastNack().reason()).isEqualTo(ReplicaFrame.Reason.STORAGE);
    }

    @Test
    void afterAnUncleanElectionEvenThatIsObeyed() throws IOException {
        // given
        ReplicaScene follower = ReplicaScene.on(log(1, 3)).following(5, 1);
        follower.push(5, 1, 3, 1, 3, java.nio.ByteBuffer.allocate(0));
        follower.apply(
                new PartitionState(2, 6, follower.partitionEpoch() + 1, List.of(1, 2, 3), List.of(2), true),
                follower.metadataOffset() + 1);
        follower.probe(6, 2);

        // when
        follower.truncate(6, 2, 1, 2);

        // then
        assertThat(follower.host.failures).isEmpty();
        assertThat(follower.host.log.logEndOffset()).isEqualTo(2);
        assertThat(follower.replica.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void aTruncationThatComesLateCutsNothing() throws IOException {
        // given: reconciled at 2, then pushed to and acknowledged
        ReplicaScene follower = ReplicaScene.on(log(1, 2)).following(5, 1);
        follower.push(5, 1, 2, 1, 0, TestBatches.placed(2, 5, 3));
        assertThat(follower.lastAck().logEndOffset()).isEqualTo(5);

        // when
        follower.truncate(5, 1, 1, 2);

        // then
        assertThat(follower.host.log.logEndOffset()).isEqualTo(5);
    }

    @Test
    void aFollowerBehindTheLogStartBeginsAnewThere() throws IOException {
        // given
        MemoryLog log = log(1, 8);
        log.deleteBefore(6);
        ReplicaScene leader = ReplicaScene.on(log).apply(1, 5, 1, 2, 3);

        // when
        leader.tail(2, 3, 1);

        // then
        ReplicaFrame.Truncate truncate = leader.host.lastTo(2, ReplicaFrame.Truncate.class);
        assertThat(truncate.restart()).isTrue();
        assertThat(truncate.offset()).isEqualTo(6);

        // when
        leader.tail(2, 6, -1);

        // then
        assertThat(leader.host.lastTo(2, ReplicaFrame.Push.class).prevOffset()).isEqualTo(6);
    }

    @Test
    void metadataWaitUntilTheLogIsCut() throws IOException {
        // given: a truncation takes its time
        ReplicaScene follower = ReplicaScene.on(log(1, 5)).following(5, 1);
        follower.host.deferring = true;
        follower.truncate(5, 1, 1, 2);

        // when: meanwhile this replica is elected
        follower.apply(1, 6, 1);
        long early = follower.produce(Acks.LEADER, TestBatches.batch(1));

        // then
        assertThat(follower.answer(early).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        follower.host.deferring = false;
        follower.host.runDeferred();
        assertThat(follower.replica.isLeader()).isTrue();
        assertThat(follower.answer(follower.produce(Acks.LEADER, TestBatches.batch(1)))
                        .baseOffset())
                .isEqualTo(2);
    }

    @Test
    void anEpochIsLedOnce() throws IOException {
        // given (H06, P06): an earlier start of this replica began epoch 5
        MemoryLog log = log(1, 3);
        log.beginEpoch(5);

        // when
        ReplicaScene again = ReplicaScene.on(log).apply(1, 5, 1, 2, 3);

        // then
        assertThat(again.replica.isLeader()).isFalse();
        assertThat(again.host.resigned).containsExactly(5);
        again.apply(1, 6, 1, 2, 3);
        assertThat(again.replica.isLeader()).isTrue();
    }

    @Test
    void divergenceFoundInAPushOpensANewSession() throws IOException {
        // given
        ReplicaScene leader = ReplicaScene.on(log(1, 4)).leading(5);
        long session = leader.host.lastTo(2, ReplicaFrame.Probe.class).session();

        // when
        leader.nack(2, ReplicaFrame.Reason.DIVERGED, 4);

        // then
        assertThat(leader.host.lastTo(2, ReplicaFrame.Probe.class).session()).isGreaterThan(session);
    }

    /** A log of batches with one record each: epoch, end, epoch, end, … */
    private static MemoryLog log(int... epochsAndEnds) throws IOException {
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        for (int i = 0; i < epochsAndEnds.length; i += 2) {
            while (log.logEndOffset() < epochsAndEnds[i + 1]) {
                log.append(TestBatches.placed(log.logEndOffset(), epochsAndEnds[i], 1));
            }
        }
        return log;
    }
}
