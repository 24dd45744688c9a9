package io.sampo.benchmarks.versus.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBatchesTest {
    private static final int HEADER_BYTES = 61;

    @TempDir
    Path broker;

    /** A batch of {@code count} records, whose bytes are of no interest to a CRC. */
    private static byte[] batch(long base, int count, int bytes) {
        ByteBuffer batch = ByteBuffer.allocate(HEADER_BYTES + bytes);
        batch.putLong(0, base).putInt(8, HEADER_BYTES - 12 + bytes).put(16, (byte) 2);
        batch.putInt(23, count - 1).putInt(57, count).put(HEADER_BYTES + bytes - 1, (byte) 7);
        CRC32C crc = new CRC32C();
        crc.update(batch.array(), 21, HEADER_BYTES + bytes - 21);
        return batch.putInt(17, (int) crc.getValue()).array();
    }

    private void segment(String partition, String name, byte[]... batches) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] batch : batches) {
            all.write(batch);
        }
        Files.write(Files.createDirectories(broker.resolve(partition)).resolve(name), all.toByteArray());
    }

    @Test
    void recordsOfAllSegmentsAndPartitionsOfTheTopicAreCounted() throws Exception {
        // given: one batch is larger than what is read at once
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), batch(3, 2, 9 << 20));
        segment("load-0", "00000000000000000005.log", batch(5, 1, 100));
        segment("load-1", "00000000000000000000.log", batch(0, 4, 1));
        segment("reload-0", "00000000000000000000.log", batch(0, 100, 1));
        // when, then
        assertThat(StoredBatches.find(broker, "load")).isEqualTo(new StoredBatches.Found(10, 0));
    }

    @Test
    void aChangedByteIsFound() throws Exception {
        // given
        byte[] changed = batch(3, 2, 50);
        changed[90] ^= 1;
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), changed);
        // when, then
        assertThatThrownBy(() -> StoredBatches.find(broker, "load"))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("offset 3")
                .hasMessageContaining("CRC");
    }

    @Test
    void aGapIsFound() throws Exception {
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), batch(4, 2, 50));
        assertThatThrownBy(() -> StoredBatches.find(broker, "load"))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("begins at offset 4 and not at 3");
    }

    @Test
    void theTornEndOfASegmentIsToldApart() throws Exception {
        // given
        byte[] torn = new byte[70];
        System.arraycopy(batch(3, 2, 50), 0, torn, 0, torn.length);
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), torn);
        // when, then
        assertThat(StoredBatches.find(broker, "load")).isEqualTo(new StoredBatches.Found(3, 70));
    }

    @Test
    void aLengthThatIsNoneIsFoundBeforeAnybodyMakesRoomForIt() throws Exception {
        // given
        byte[] huge = batch(3, 2, 50);
        ByteBuffer.wrap(huge).putInt(8, Integer.MAX_VALUE);
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), huge);
        // when, then
        assertThatThrownBy(() -> StoredBatches.find(broker, "load"))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("a batch of 2147483647 bytes at offset 3");
    }

    @Test
    void aBatchOfFewerRecordsThanItsOffsetsIsFound() throws Exception {
        // given
        byte[] fewer = batch(0, 3, 10);
        ByteBuffer.wrap(fewer).putInt(57, 2);
        CRC32C crc = new CRC32C();
        crc.update(fewer, 21, fewer.length - 21);
        ByteBuffer.wrap(fewer).putInt(17, (int) crc.getValue());
        segment("load-0", "00000000000000000000.log", fewer);
        // when, then
        assertThatThrownBy(() -> StoredBatches.find(broker, "load"))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("2 records and a last offset delta of 2");
    }

    @Test
    void everyBrokerMustHoldAllOfItAndNoMore() throws Exception {
        // given
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10));
        Path behind = Files.createDirectories(broker.resolve("behind"));
        // when, then
        StoredBatches.await(List.of(broker), "load", 3, 0);
        assertThatThrownBy(() -> StoredBatches.await(List.of(broker), "load", 2, 0))
                .hasMessageContaining("3 records of 2 acknowledged");
        assertThatThrownBy(() -> StoredBatches.await(List.of(broker, behind), "load", 3, 0))
                .hasMessageContaining("the files of behind: 0 records of 3 acknowledged");
    }

    @Test
    void aTornEndIsNoReasonToBelieveTheRest() throws Exception {
        segment("load-0", "00000000000000000000.log", batch(0, 3, 10), new byte[20]);
        assertThatThrownBy(() -> StoredBatches.await(List.of(broker), "load", 3, 0))
                .hasMessageContaining("20 bytes that are no whole batch");
    }
}
