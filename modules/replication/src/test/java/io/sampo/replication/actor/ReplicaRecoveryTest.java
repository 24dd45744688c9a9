package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.ProducerState;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.replication.log.ProducerFence;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R18: producer state is a function of the log, wherever it was read from. */
class ReplicaRecoveryTest {
    private final MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
    private final ProducerFence fence = new ProducerFence();

    @Test
    void aSnapshotAndTheHeadersBehindItSayWhatAllHeadersSay() throws IOException {
        for (int snapshotAfter = 1; snapshotAfter <= 12; snapshotAfter++) {
            // given
            MemoryLog kept = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
            ProducerFence state = new ProducerFence();
            for (int i = 0; i < 12; i++) {
                append(kept, state, 1 + i % 2, i / 8, i % 8 / 2);
                if (i + 1 == snapshotAfter) {
                    kept.keepProducers(new ProducerSnapshot(kept.logEndOffset(), 1, state.states()));
                }
            }

            // when
            List<ProducerState> recovered =
                    ReplicaRecovery.read(kept, 5).producers().states();

            // then
            assertThat(recovered).isEqualTo(state.states());
        }
    }

    @Test
    void batchesBelowTheSnapshotAreNotRead() throws IOException {
        // given a snapshot that knows a producer which no header shows
        append(log, fence, 1, 0, 0);
        ProducerState unseen = new ProducerState(99, (short) 0, List.of(new ProducerState.Batch(0, 0, 0)), -1);
        log.keepProducers(new ProducerSnapshot(log.logEndOffset(), 1, List.of(unseen)));

        // then
        assertThat(ReplicaRecovery.read(log, 5).producers().states()).containsExactly(unseen);
    }

    @Test
    void aTruncationTakesTheSnapshotsOfWhatItCut() throws IOException {
        // given
        append(log, fence, 1, 0, 0);
        append(log, fence, 1, 0, 1);
        log.keepProducers(new ProducerSnapshot(log.logEndOffset(), 1, fence.states()));

        // when
        log.truncateTo(1);
        append(log, new ProducerFence(), 2, 0, 0);

        // then
        assertThat(ReplicaRecovery.read(log, 5).producers().states())
                .extracting(ProducerState::producerId)
                .containsExactly(1L, 2L);
        assertThat(ReplicaRecovery.read(log, 5).producers().states().get(0).batches())
                .hasSize(1);
    }

    @Test
    void aSnapshotBeyondTheEndIsNotKept() throws IOException {
        append(log, fence, 1, 0, 0);

        log.keepProducers(new ProducerSnapshot(7, 1, List.of()));

        assertThat(log.newestProducers()).isNull();
        assertThat(ReplicaRecovery.read(log, 5).producers().states()).isEqualTo(fence.states());
    }

    private static void append(MemoryLog log, ProducerFence fence, long producerId, int epoch, int sequence)
            throws IOException {
        RecordBatchBuilder builder = new RecordBatchBuilder()
                .producer(producerId, (short) epoch, sequence)
                .baseOffset(log.logEndOffset())
                .leaderEpoch(1);
        builder.append(1_000, null, ByteBuffer.wrap(new byte[] {1}));
        ByteBuffer batch = builder.build();
        log.append(batch);
        fence.record(RecordBatch.at(batch, 0), 5);
    }
}
