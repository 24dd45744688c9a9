package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** R18: retries, on every replica and across truncations. */
class IdempotenceTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aRetryIsAnsweredWithTheOriginalOffset() {
        // given
        scene.leading(5);
        scene.produce(4);
        scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));
        scene.ack(2, 6);
        scene.ack(3, 6);

        // when
        long retry = scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // then
        assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 4));
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(6);
    }

    @Test
    void aRetryIsNotAnsweredBeforeTheOriginalIsCommitted() {
        // given (H70)
        scene.leading(5);
        scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // when
        long retry = scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // then
        assertThat(scene.answer(retry)).isNull();
        scene.ack(2, 2);
        scene.ack(3, 2);
        assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 0));
    }

    @Test
    void theNewLeaderKnowsTheRetryOfABatchThatItReceived() {
        // given (H68): as follower of broker 2
        scene.following(5, 1);
        java.nio.ByteBuffer batch = TestBatches.batch(9, 0, 0, 2);
        io.sampo.records.RecordBatch.at(batch, 0).assign(0, 5);
        scene.push(5, 1, 0, -1, 0, batch);

        // when
        scene.apply(1, 6, 1);
        long retry = scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // then
        assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 0));
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
    }

    @Test
    void aRestartedReplicaKnowsIt() throws IOException {
        // given
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        java.nio.ByteBuffer batch = TestBatches.batch(9, 0, 0, 2);
        io.sampo.records.RecordBatch.at(batch, 0).assign(0, 3);
        log.append(batch);

        // when
        ReplicaScene restarted = ReplicaScene.on(log).apply(1, 6, 1);
        long retry = restarted.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // then
        assertThat(restarted.answer(retry).baseOffset()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void aTruncatedBatchIsNoDuplicate() {
        // given (H69): written here as leader, then cut by the next one
        scene.apply(1, 4, 1, 2, 3);
        scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));
        scene.following(5, 1);
        scene.truncate(5, 1, -1, 0);
        assertThat(scene.replica.log().assignedEnd()).isZero();

        // when: leader again, the producer tries again
        scene.apply(1, 6, 1);
        long retry = scene.produce(Acks.ALL, TestBatches.batch(9, 0, 0, 2));

        // then: appended
        assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 0));
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
    }

    @Test
    void whatDoesNotFollowIsRefusedAndNotAppended() {
        // given (H71)
        scene.leading(5);
        scene.produce(Acks.ALL, TestBatches.batch(9, 3, 0, 1));

        // when
        long gap = scene.produce(Acks.ALL, TestBatches.batch(9, 3, 5, 1));
        long zombie = scene.produce(Acks.ALL, TestBatches.batch(9, 2, 1, 1));

        // then
        assertThat(scene.answer(gap).error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(scene.answer(zombie).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(1);
    }
}
