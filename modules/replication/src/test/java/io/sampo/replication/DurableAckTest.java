package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R6 where only forced bytes count (STORAGE §4.7 "durable", H29). */
class DurableAckTest {
    private final ReplicaScene scene = new ReplicaScene();

    @BeforeEach
    void everybodyForces() {
        scene.durable = true;
    }

    @Test
    void theHighWatermarkWaitsForTheLeadersOwnForce() {
        // given
        scene.leading(5);
        long request = scene.produce(2);
        scene.ack(2, 2);
        scene.ack(3, 2);
        assertThat(scene.replica.log().highWatermark()).isZero();
        assertThat(scene.answer(request)).isNull();

        // when
        scene.host.force();

        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theHighWatermarkWaitsForTheForceOfEveryFollower() {
        scene.leading(5);
        scene.produce(2);
        scene.host.force();
        scene.ack(2, 2);

        scene.ack(3, 2, 1);
        assertThat(scene.replica.log().highWatermark()).isEqualTo(1);

        scene.ack(3, 2, 2);
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void theLeadersAckAloneWaitsForItsForceToo() {
        // given: what Kafka's flush.messages=1 means with acks=1
        scene.leading(5);
        long request = scene.produce(Acks.LEADER, TestBatches.batch(1));
        assertThat(scene.answer(request)).isNull();

        // when
        scene.host.force();

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void oneForceServesAllThatWasAppendedBeforeIt() {
        // given
        scene.leading(5);
        scene.produce(1);
        scene.produce(1);
        scene.produce(1);

        // then: one is asked for, and no other while it runs
        assertThat(scene.host.flushes).hasSize(1);

        // when
        scene.host.force();

        // then
        assertThat(scene.replica.log().durableEnd()).isEqualTo(3);
        assertThat(scene.host.flushes).isEmpty();
    }

    @Test
    void whatWasAppendedDuringAForceGoesWithTheNext() {
        scene.leading(5);
        scene.produce(1);
        long cuts = scene.host.flushes.remove();
        scene.produce(2);

        scene.replica.flushed(cuts, 1, scene.host.nowMs);

        assertThat(scene.replica.log().durableEnd()).isEqualTo(1);
        assertThat(scene.host.flushes).hasSize(1);
    }

    @Test
    void aForceThatATruncationHasOvertakenNeverCounts() {
        // given: a follower appends five records, and a force is asked for
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 5));
        long stale = scene.host.flushes.remove();

        // and is cut before the answer comes, and gets other records at the same offsets
        scene.following(6, 2);
        scene.truncate(6, 2, -1, 0);
        scene.push(6, 2, 0, -1, 0, TestBatches.placed(0, 6, 5));

        // when
        scene.replica.flushed(stale, 5, scene.host.nowMs);

        // then
        assertThat(scene.replica.log().durableEnd()).isZero();
        assertThat(scene.lastAck().durableOffset()).isZero();

        // but the force that was asked for since does
        scene.host.force();
        assertThat(scene.lastAck().durableOffset()).isEqualTo(5);
    }

    @Test
    void aFollowerAcknowledgesWhatIsForcedAsForced() {
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 3));
        assertThat(scene.lastAck().logEndOffset()).isEqualTo(3);
        assertThat(scene.lastAck().durableOffset()).isZero();

        scene.host.force();

        assertThat(scene.lastAck().durableOffset()).isEqualTo(3);
    }

    @Test
    void aLeaderForcesWhatItFoundUnforced() throws IOException {
        // given
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        log.append(TestBatches.placed(0, 1, 4));
        ReplicaScene found = ReplicaScene.on(log);
        found.durable = true;

        // when
        found.leading(5);

        // then: nothing of it is committed by power of the page cache
        assertThat(found.replica.log().highWatermark()).isZero();
        found.host.force();
        assertThat(found.replica.log().highWatermark()).isEqualTo(4);
    }

    @Test
    void whoeverWaitedForAForceIsAnsweredWhenItDoesNotMatterAnyMore() {
        // given
        scene.leading(5);
        long request = scene.produce(1);
        scene.ack(2, 1, 0);
        scene.ack(3, 1, 0);

        // when
        scene.durable = false;
        scene.applyAgain(1, 5, 1, 2, 3);

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void inThePageCacheNoForceIsAskedFor() {
        scene.durable = false;
        scene.leading(5);

        scene.produce(1);

        assertThat(scene.host.flushes).isEmpty();
    }
}
