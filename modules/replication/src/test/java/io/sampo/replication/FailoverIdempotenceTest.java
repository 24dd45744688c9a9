package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** H68 to H73: what a producer sends again is in the log once, whoever leads, whatever was cut, whoever began anew. */
class FailoverIdempotenceTest {
    private static final long PRODUCER = 9;

    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aTruncationForgetsExactlyWhatItCut() {
        // given: as leader of epoch 4, two batches; the next leader has only the first
        scene.apply(1, 4, 1, 2, 3);
        scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 2));
        scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 2, 3));
        scene.following(5, 1);
        scene.truncate(5, 1, 4, 2);
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
        // when: leader again
        scene.apply(1, 6, 1);
        long kept = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 2));
        long cut = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 2, 3));
        // then
        assertThat(scene.answer(kept)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 0));
        assertThat(scene.answer(cut)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 2));
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(5);
    }

    @Test
    void allFiveBatchesInFlightAreKnownToTheNextLeader() {
        // given: H71, a follower that has them all and whose leader dies before it answers
        scene.following(5, 1);
        for (int i = 0; i < 5; i++) {
            scene.push(5, 1, i, i == 0 ? -1 : 5, 0, placed(i, 5, i));
        }
        // when
        scene.apply(1, 6, 1);
        // then: in whatever order they come again
        for (int i = 4; i >= 0; i--) {
            long retry = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, i, 1));
            assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, i));
        }
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(5);
        long next = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 5, 1));
        assertThat(scene.answer(next)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 5));
    }

    @Test
    void aRetryThatWaitsForItsOriginalIsNotAnsweredByALeaderThatIsDeposed() {
        // given: H70 and R24, the original may be cut yet
        scene.leading(5);
        scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 2));
        long retry = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 2));
        // when
        scene.apply(2, 6, 2, 3);
        // then
        assertThat(scene.answer(retry).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aReplicaThatBeganAnewKnowsTheRetriesOfWhatItCaughtUpWith() {
        // given: R22, its log was lost and everything came from its leader
        scene.following(7, 1);
        ByteBuffer all = ByteBuffer.allocate(4_096);
        all.put(placed(0, 3, 0)).put(placed(1, 5, 1)).flip();
        scene.push(7, 1, 0, -1, 2, all);
        // when
        scene.apply(1, 8, 1);
        long retry = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 1, 1));
        // then
        assertThat(scene.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 1));
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
    }

    @Test
    void sequencesGoOnAcrossTheirEndAfterARestart() throws IOException {
        // given: H73, the last sequence before the wrap is in the log
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
        ByteBuffer last = TestBatches.batch(PRODUCER, 0, Integer.MAX_VALUE, 1);
        RecordBatch.at(last, 0).assign(0, 3);
        log.append(last);
        ReplicaScene restarted = ReplicaScene.on(log).apply(1, 6, 1);
        // when
        long wrapped = restarted.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 1));
        long retry = restarted.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 0, 1));
        // then
        assertThat(restarted.answer(wrapped)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 1));
        assertThat(restarted.answer(retry)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 1));
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void aZombieOfAnOlderEpochIsFencedByTheNextLeaderToo() {
        // given
        scene.following(5, 1);
        ByteBuffer newer = TestBatches.batch(PRODUCER, 1, 0, 1);
        RecordBatch.at(newer, 0).assign(0, 5);
        scene.push(5, 1, 0, -1, 0, newer);
        // when
        scene.apply(1, 6, 1);
        long zombie = scene.produce(Acks.ALL, TestBatches.batch(PRODUCER, 0, 7, 1));
        // then
        assertThat(scene.answer(zombie).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    private static ByteBuffer placed(long offset, int leaderEpoch, int sequence) {
        ByteBuffer batch = TestBatches.batch(PRODUCER, 0, sequence, 1);
        RecordBatch.at(batch, 0).assign(offset, leaderEpoch);
        return batch;
    }
}
