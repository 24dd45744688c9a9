package io.sampo.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.produce.PartitionQueue.DeliveryRules;
import io.sampo.client.produce.ProducerBatch.OutgoingRecord;
import io.sampo.records.CompressionType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordAccumulatorTest {
    private final RecordAccumulator<Integer> accumulator =
            new RecordAccumulator<>(new DeliveryRules(1_000, 50, CompressionType.NONE, 5, 10_000, 100, 1_000, true));

    private void append(int token, int bytes, long nowMs) {
        accumulator.append(new OutgoingRecord(0, null, ByteBuffer.allocate(bytes), List.of()), token, nowMs);
    }

    @Test
    void recordsGatherUntilTheFirstHasLingered() {
        append(1, 10, 0);
        append(2, 10, 49);
        assertThat(accumulator.poll(49)).isNull();
        assertThat(accumulator.lingerDeadlineMs()).isEqualTo(50);
        assertThat(accumulator.poll(50).tokens()).containsExactly(1, 2);
        assertThat(accumulator.isEmpty()).isTrue();
    }

    @Test
    void aBatchThatIsFollowedByAnotherLeavesAtOnce() {
        append(1, 600, 0);
        append(2, 600, 0);
        assertThat(accumulator.poll(0).tokens()).containsExactly(1);
        assertThat(accumulator.poll(0)).isNull();
    }

    @Test
    void aRecordLargerThanABatchTravelsAlone() {
        append(1, 10, 0);
        append(2, 5_000, 0);
        append(3, 10, 0);
        assertThat(accumulator.poll(0).tokens()).containsExactly(1);
        assertThat(accumulator.poll(0).tokens()).containsExactly(2);
        assertThat(accumulator.poll(0)).isNull();
    }

    @Test
    void aFlushLetsGoWhatWasThereAndNoMore() {
        append(1, 10, 0);
        accumulator.flush();
        assertThat(accumulator.poll(0).tokens()).containsExactly(1);
        append(2, 10, 0);
        assertThat(accumulator.poll(0)).isNull();
    }
}
