package io.sampo.replication.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.records.RecordBatch;
import io.sampo.replication.TestBatches;
import io.sampo.replication.log.ProducerFence.Verdict;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ProducerFenceTest {
    private static final int LAST_SEQUENCE = Integer.MAX_VALUE;

    private final ProducerFence fence = new ProducerFence();
    private long end;

    @Test
    void aProducerThatIsNotKnownBeginsWithZero() {
        assertThat(fence.check(batch(9, 0, 0, 1))).isEqualTo(Verdict.NEW);
        assertThat(fence.check(batch(9, 0, 40, 1))).isEqualTo(Verdict.OUT_OF_ORDER);
    }

    @Test
    void aRefusedFirstBatchIsNotTakenForARepetitionWhenItComesAgain() {
        // given: the first batch found no leader, the second did
        assertThat(fence.check(batch(9, 0, 3, 2))).isEqualTo(Verdict.OUT_OF_ORDER);

        // when
        RecordBatch again = batch(9, 0, 0, 3);

        // then
        assertThat(fence.check(again)).isEqualTo(Verdict.NEW);
    }

    @Test
    void theNextSequenceIsNewAndAGapIsNot() {
        // given
        write(9, 0, 0, 3);

        // then
        assertThat(fence.check(batch(9, 0, 3, 1))).isEqualTo(Verdict.NEW);
        assertThat(fence.check(batch(9, 0, 4, 1))).isEqualTo(Verdict.OUT_OF_ORDER);
    }

    @Test
    void theLastFiveBatchesAreKnownAsDuplicatesWithTheirOffset() {
        // given
        for (int i = 0; i < 7; i++) {
            write(9, 0, i * 2, 2);
        }

        // then
        for (int i = 2; i < 7; i++) {
            RecordBatch again = batch(9, 0, i * 2, 2);
            assertThat(fence.check(again)).isEqualTo(Verdict.DUPLICATE);
            assertThat(fence.originalOffset(again)).isEqualTo(i * 2L);
        }
        assertThat(fence.check(batch(9, 0, 2, 2))).isEqualTo(Verdict.FORGOTTEN);
    }

    @Test
    void anotherCutOfKnownSequencesIsNoDuplicate() {
        // given
        write(9, 0, 0, 4);

        // then
        assertThat(fence.check(batch(9, 0, 0, 2))).isEqualTo(Verdict.FORGOTTEN);
    }

    @Test
    void aNewerEpochFencesTheOlderAndBeginsAtZero() {
        // given
        write(9, 1, 0, 3);

        // then
        assertThat(fence.check(batch(9, 0, 3, 1))).isEqualTo(Verdict.FENCED);
        assertThat(fence.check(batch(9, 2, 3, 1))).isEqualTo(Verdict.OUT_OF_ORDER);
        assertThat(fence.check(batch(9, 2, 0, 1))).isEqualTo(Verdict.NEW);
    }

    @Test
    void sequencesWrapToZero() {
        // given: a batch that crosses 2^31 - 1 (H73)
        recover(9, 0, LAST_SEQUENCE - 1, 4);

        // then
        assertThat(fence.check(batch(9, 0, 2, 1))).isEqualTo(Verdict.NEW);
        assertThat(fence.check(batch(9, 0, LAST_SEQUENCE - 1, 4))).isEqualTo(Verdict.DUPLICATE);
        assertThat(fence.check(batch(9, 0, LAST_SEQUENCE - 9, 1))).isEqualTo(Verdict.FORGOTTEN);
        assertThat(fence.check(batch(9, 0, 3, 1))).isEqualTo(Verdict.OUT_OF_ORDER);
    }

    @Test
    void producersAreToldApart() {
        // given
        write(1, 0, 0, 1);
        write(2, 0, 0, 1);

        // then
        assertThat(fence.check(batch(1, 0, 0, 1))).isEqualTo(Verdict.DUPLICATE);
        assertThat(fence.originalOffset(batch(2, 0, 0, 1))).isEqualTo(1);
        assertThat(fence.check(batch(3, 0, 0, 1))).isEqualTo(Verdict.NEW);
    }

    @Test
    void aProducerThatIsLongSilentIsForgotten() {
        // given
        write(1, 0, 0, 1);

        // when
        fence.expire(1);

        // then
        assertThat(fence.size()).isZero();
        assertThat(fence.check(batch(1, 0, 0, 1))).isEqualTo(Verdict.NEW);
    }

    private void write(long producerId, int epoch, int sequence, int records) {
        assertThat(fence.check(batch(producerId, epoch, sequence, records))).isEqualTo(Verdict.NEW);
        recover(producerId, epoch, sequence, records);
    }

    /** What is found in a log is not judged. */
    private void recover(long producerId, int epoch, int sequence, int records) {
        ByteBuffer bytes = TestBatches.batch(producerId, epoch, sequence, records);
        RecordBatch batch = RecordBatch.at(bytes, 0);
        batch.assign(end, 1);
        end = batch.nextOffset();
        fence.record(batch, 0);
    }

    private static RecordBatch batch(long producerId, int epoch, int sequence, int records) {
        return RecordBatch.at(TestBatches.batch(producerId, epoch, sequence, records), 0);
    }
}
