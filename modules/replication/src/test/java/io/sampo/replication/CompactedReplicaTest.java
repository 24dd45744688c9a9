package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.CompactionRequest;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import io.sampo.replication.actor.ReplicaRecovery;
import io.sampo.replication.log.ProducerFence.Verdict;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** H91, R18: replication over the gaps that compaction leaves. */
class CompactedReplicaTest {
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("cleanup.policy", "compact"));

    @Test
    void aLeaderPushesOverTheGapsOfItsLog() throws IOException {
        // given: offsets 1 and 2 are gone
        ReplicaScene scene =
                ReplicaScene.on(compacted(keyed(0, 1, "a"), keyed(1, 1, "b"), keyed(2, 1, "c"), keyed(3, 1, "b", "c")));
        scene.apply(1, 5, 1, 2, 3);

        // when: one follower is empty, one ends within the gap
        scene.tail(2, 0, -1);
        scene.tail(3, 2, 1);

        // then
        assertThat(baseOffsets(scene.pushesWithBatches(2))).containsExactly(0L, 3L);
        assertThat(baseOffsets(scene.pushesWithBatches(3))).containsExactly(3L);
        assertThat(scene.pushesWithBatches(3).get(0).prevOffset()).isEqualTo(2);
        assertThat(scene.pushesWithBatches(3).get(0).prevEpoch()).isEqualTo(1);
    }

    @Test
    void aFollowerAppendsOverAGapAndAcknowledgesTheEnd() throws IOException {
        // given
        ReplicaScene scene = new ReplicaScene();
        scene.following(5, 1);

        // when
        scene.push(5, 1, 0, -1, 0, keyed(0, 1, "a"));
        scene.push(5, 1, 1, 1, 0, keyed(7, 1, "b"));

        // then
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(8);
        assertThat(scene.lastAck().logEndOffset()).isEqualTo(8);
    }

    @Test
    void whoLearnsACompactedLogFromItsBatchesKnowsWhereItsEpochsBegan() throws IOException {
        // given: epoch 2 wrote 2 and 3, epoch 3 wrote 4; of epoch 2 no record is left
        MemoryLog leader = compacted(
                keyed(0, 1, "a", "b"), keyed(2, 2, "c"), keyed(3, 2, "d"), keyed(4, 3, "c", "d"), keyed(6, 3, "e"));

        // when
        MemoryLog follower = new MemoryLog(CONFIG, () -> 0);
        follower.append(leader.read(0, Integer.MAX_VALUE, Long.MAX_VALUE).toBuffer());
        RecoveredLog known = ReplicaRecovery.read(follower, 0);

        // then: a replica of epoch 1 that went on to 4 would be cut at 2
        assertThat(known.epochs().endOf(1, 7).endOffset()).isEqualTo(2);
        assertThat(known.epochs().endOf(2, 7).endOffset()).isEqualTo(4);
    }

    @Test
    void aRetryIsKnownAsOneAfterItsRecordsWereCompacted() throws IOException {
        // given
        ByteBuffer first = idempotent(0, 0, "a");
        ByteBuffer second = idempotent(1, 1, "b");
        MemoryLog log = compacted(first, second, keyed(2, 1, "a", "b"), keyed(4, 1, "c"));

        // when
        RecoveredLog known = ReplicaRecovery.read(log, 0);

        // then
        assertThat(known.producers().check(RecordBatch.at(second, 0))).isEqualTo(Verdict.DUPLICATE);
        assertThat(known.producers().originalOffset(RecordBatch.at(second, 0))).isEqualTo(1);
        assertThat(known.producers().check(RecordBatch.at(idempotent(5, 2, "d"), 0)))
                .isEqualTo(Verdict.NEW);
    }

    /** One sealed segment for each batch, compacted. */
    private static MemoryLog compacted(ByteBuffer... batches) throws IOException {
        MemoryLog log = new MemoryLog(CONFIG, () -> 0);
        for (ByteBuffer batch : batches) {
            log.append(batch);
            log.roll();
        }
        log.compact(CompactionRequest.upTo(log.logEndOffset(), 0));
        return log;
    }

    private static ByteBuffer keyed(long baseOffset, int epoch, String... keys) {
        return filled(new RecordBatchBuilder().baseOffset(baseOffset).leaderEpoch(epoch), keys);
    }

    private static ByteBuffer idempotent(long baseOffset, int sequence, String key) {
        return filled(
                new RecordBatchBuilder().baseOffset(baseOffset).leaderEpoch(1).producer(9, (short) 0, sequence), key);
    }

    private static ByteBuffer filled(RecordBatchBuilder batch, String... keys) {
        for (String key : keys) {
            ByteBuffer bytes = ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
            batch.append(1_000, bytes, bytes);
        }
        return batch.build();
    }

    private static List<Long> baseOffsets(List<ReplicaFrame.Push> pushes) {
        List<Long> offsets = new ArrayList<>();
        for (ReplicaFrame.Push push : pushes) {
            RecordBatches.of(push.batches()).forEach(batch -> offsets.add(batch.baseOffset()));
        }
        return offsets;
    }
}
