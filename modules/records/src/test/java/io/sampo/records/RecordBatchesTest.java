package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Offsets;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecordBatchesTest {
    @Test
    void aBatchCutOffAtTheEndIsNotSeen() {
        // given
        ByteBuffer two = twoBatches();
        int whole = two.limit();

        for (int limit = 0; limit <= whole; limit++) {
            // when
            RecordBatches batches = RecordBatches.of(two.duplicate().limit(limit));

            // then
            int expected = limit == whole ? 2 : limit >= whole / 2 ? 1 : 0;
            assertThat(batches.count()).isEqualTo(expected);
            assertThat(batches).hasSize(expected);
            assertThat(batches.wholeBytes()).isEqualTo(expected * whole / 2);
            assertThat(batches.firstOffset()).isEqualTo(expected == 0 ? Offsets.UNKNOWN : 42);
            assertThat(batches.lastOffset()).isEqualTo(expected == 0 ? Offsets.UNKNOWN : expected == 1 ? 44 : 47);
            assertThat(batches.recordCount()).isEqualTo(3 * expected);
        }
    }

    @Test
    void beginsAtThePositionOfTheBuffer() {
        ByteBuffer two = twoBatches();
        two.position(two.limit() / 2);

        assertThat(RecordBatches.of(two).firstOffset()).isEqualTo(45);
        assertThat(two.position()).isEqualTo(two.limit() / 2);
    }

    @Test
    void aSliceOfMemoryGivesItsBytesBack() {
        ByteBuffer two = twoBatches();

        try (MemoryLogSlice slice = new MemoryLogSlice(two)) {
            assertThat(slice.sizeInBytes()).isEqualTo(two.limit());
            assertThat(slice.toBuffer()).isEqualTo(two);
        }
    }

    private static ByteBuffer twoBatches() {
        ByteBuffer one =
                RecordBatchBuilderTest.threeRecords(CompressionType.NONE).build();
        ByteBuffer two =
                ByteBuffer.allocate(2 * one.limit()).put(one.duplicate()).put(one.duplicate());
        RecordBatch.at(two, one.limit()).assign(45, 9);
        return two.flip();
    }
}
