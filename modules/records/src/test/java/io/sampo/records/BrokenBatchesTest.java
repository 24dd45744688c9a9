package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sampo.model.TopicConfig;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that somebody sends on purpose: under a valid CRC, since the CRC stops the others. */
class BrokenBatchesTest {
    private static final long NOW_MS = 1_700_000_001_000L;
    private static final BatchValidation VALIDATION = BatchValidation.of(TopicConfig.DEFAULTS);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Two blocks of LZ4's largest size, and what the streams need; no claim of a length may bring more. */
    private static final long ALLOCATED_BYTES_MAX = 12L * 1024 * 1024;

    @Property(tries = 4000)
    void mutatedRecordsEndInInvalidBatchExceptionAndNeverTakeMuchMemory(
            @ForAll CompressionType type, @ForAll @IntRange(min = 1, max = 6) int mutations, @ForAll long seed) {
        // given
        Random random = new Random(seed);
        ByteBuffer batch = RecordBatchBuilderTest.threeRecords(type).build();
        RecordBatch.at(batch, 0).assign(0, -1);
        for (int i = 0; i < mutations; i++) {
            int at = RecordBatch.HEADER_SIZE + random.nextInt(batch.limit() - RecordBatch.HEADER_SIZE);
            batch.put(at, (byte) random.nextInt());
        }
        BatchValidationTest.withCrc(batch);
        long before = THREADS.getCurrentThreadAllocatedBytes();

        // when
        openEverything(batch);

        // then
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_BYTES_MAX);
    }

    @Property(tries = 2000)
    void cutAndGrownRecordsEndInInvalidBatchException(
            @ForAll CompressionType type, @ForAll @IntRange(min = -60, max = 60) int more, @ForAll long seed) {
        // given
        ByteBuffer whole = RecordBatchBuilderTest.threeRecords(type).build();
        int size = Math.max(RecordBatch.HEADER_SIZE, whole.limit() + more);
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        whole.get(0, bytes, 0, Math.min(size, whole.limit()));
        ByteBuffer batch = ByteBuffer.wrap(bytes);
        batch.putInt(RecordBatch.LENGTH, size - RecordBatch.LOG_OVERHEAD);
        RecordBatch.at(batch, 0).assign(0, -1);
        BatchValidationTest.withCrc(batch);

        // when, then
        openEverything(batch);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombIsStoppedByItsSize(CompressionType type) {
        // given: thrown once before, so that classes are loaded
        ByteBuffer bomb = type.compress(ByteBuffer.allocate(8 * 1024 * 1024));
        Runnable opening = () ->
                assertThatThrownBy(() -> type.decompress(bomb, 100_000)).isInstanceOf(InvalidBatchException.class);
        opening.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();

        // when
        opening.run();

        // then
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * 1024 * 1024);
    }

    @Test
    void aSnappyBlockIsNotBelievedWhatItClaims() {
        // given: the varint 2^31-1 as the length of what 3 bytes unpack to
        ByteBuffer raw =
                ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 1, 2});
        long before = THREADS.getCurrentThreadAllocatedBytes();

        // when
        assertThatThrownBy(() -> CompressionType.SNAPPY.decompress(raw, RecordCursor.UNPACKED_BYTES_MAX))
                .isInstanceOf(InvalidBatchException.class)
                .hasMessageContaining("claims");

        // then
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1024L * 1024);
    }

    @Test
    void readsSnappyWithoutAFrameAsOtherClientsWriteIt() throws Exception {
        byte[] records =
                "what librdkafka and franz-go send, what librdkafka and franz-go send".getBytes(StandardCharsets.UTF_8);

        ByteBuffer raw = ByteBuffer.wrap(org.xerial.snappy.Snappy.compress(records));

        assertThat(CompressionType.SNAPPY.decompress(raw, 1_000)).isEqualTo(ByteBuffer.wrap(records));
    }

    private static void openEverything(ByteBuffer batch) {
        for (BatchValidation.Depth depth : BatchValidation.Depth.values()) {
            try {
                VALIDATION.checkProduce(batch, NOW_MS, depth);
            } catch (InvalidBatchException e) {
                assertThat(e.error().retriable()).as(e.getMessage()).isFalse();
            }
        }
        try {
            RecordBatches.records(RecordBatch.at(batch, 0)).forEach(record -> {});
        } catch (InvalidBatchException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }
}
