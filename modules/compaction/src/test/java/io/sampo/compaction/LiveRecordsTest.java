package io.sampo.compaction;

import static io.sampo.compaction.LiveRecords.Verdict.ALL_STAY;
import static io.sampo.compaction.LiveRecords.Verdict.NONE_STAYS;
import static io.sampo.compaction.LiveRecords.Verdict.TO_BE_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.LiveRecords.Verdict;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveRecordsTest {
    private final List<RecordBatch> batches = new ArrayList<>();
    private long nextOffset;

    @Test
    void aBatchWhoseKeysWereAllWrittenAgainNeedNotBeOpened() {
        batch("a=1", "b=1");
        batch("b=2", "a=2");
        assertThat(verdicts(0)).containsExactly(NONE_STAYS, ALL_STAY);
    }

    @Test
    void aBatchOfWhichSomeAreTheLastOfTheirKeyIsOpened() {
        batch("a=1", "b=1");
        batch("b=2", "b=3");
        assertThat(verdicts(0)).containsExactly(TO_BE_OPENED, TO_BE_OPENED);
    }

    @Test
    void aRecordWithoutAKeyDoesNotStay() {
        batch("=1", "=2");
        batch("=1", "a=1");
        assertThat(verdicts(0)).containsExactly(NONE_STAYS, TO_BE_OPENED);
    }

    @Test
    void howLongATombstoneStaysIsAMatterOfItsTime() {
        batch("a=1", "b=");
        assertThat(verdicts(0)).containsExactly(TO_BE_OPENED);
    }

    @Test
    void aTombstoneThatWasWrittenOverDoesNotStay() {
        batch("a=1", "b=");
        batch("b=2", "a=2");
        assertThat(verdicts(0)).containsExactly(NONE_STAYS, ALL_STAY);
    }

    @Test
    void beyondItsMemoryNothingIsCounted() {
        batch("a=1", "b=1");
        batch("a=2", "b=2");
        batch("a=3", "b=3");
        batch("a=4", "b=4");
        assertThat(verdicts(0, 2 * LiveRecords.BATCH_BYTES))
                .containsExactly(NONE_STAYS, NONE_STAYS, TO_BE_OPENED, TO_BE_OPENED);
        assertThat(verdicts(0, 0)).containsOnly(TO_BE_OPENED);
    }

    @Test
    void whatTheMapDoesNotReachIsNotToldOf() {
        batch("a=1", "b=1");
        batch("a=2", "b=2");
        assertThat(verdicts(1)).as("the first one begins before").containsExactly(TO_BE_OPENED, ALL_STAY);
        assertThat(verdicts(2)).as("the first one ends before").containsExactly(TO_BE_OPENED, ALL_STAY);
    }

    @Test
    void manyBatchesAreToldApart() {
        for (int i = 0; i < 1_000; i++) {
            batch("own-" + i + "=1", "shared=" + i);
        }
        List<Verdict> verdicts = verdicts(0);
        assertThat(verdicts.subList(0, 999)).containsOnly(TO_BE_OPENED);
        assertThat(verdicts.get(999)).isEqualTo(ALL_STAY);
    }

    private void batch(String... records) {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(nextOffset);
        for (String record : records) {
            int equals = record.indexOf('=');
            builder.append(0, bytes(record.substring(0, equals)), bytes(record.substring(equals + 1)));
        }
        batches.add(RecordBatch.at(builder.build(), 0));
        nextOffset += records.length;
    }

    private static ByteBuffer bytes(String text) {
        return text.isEmpty() ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Verdict> verdicts(long firstDirtyOffset) {
        return verdicts(firstDirtyOffset, 1 << 20);
    }

    private List<Verdict> verdicts(long firstDirtyOffset, int countedBytesMax) {
        KeyIndexer indexer = new KeyIndexer(
                OffsetMap.forKeys(nextOffset, 1 << 20), new LogSurvey(0), firstDirtyOffset, countedBytesMax);
        batches.stream().filter(batch -> batch.lastOffset() >= firstDirtyOffset).forEach(indexer::add);
        return batches.stream().map(indexer.live()::of).toList();
    }
}
