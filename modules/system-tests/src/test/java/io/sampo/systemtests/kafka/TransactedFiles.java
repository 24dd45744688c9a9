package io.sampo.systemtests.kafka;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.EndTransactionMarker;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A log of Sampo with transactions that were committed and taken back, one within the other and over several segments. */
final class TransactedFiles {
    private final List<String> committed = new ArrayList<>();
    private final List<String> aborted = new ArrayList<>();
    private final Map<Long, Integer> sequences = new HashMap<>();
    private SegmentedLog log;

    private TransactedFiles() {}

    /** Writes the log of {@code partition} into {@code logDirectory}, which is nobody's. */
    static TransactedFiles write(Path logDirectory, TopicPartition partition) throws IOException {
        TransactedFiles files = new TransactedFiles();
        StorageHealth health = new StorageHealth(failure -> {
            throw new IllegalStateException("the test's disk failed", failure);
        });
        try (LogDirectory directory = LogDirectory.open(
                logDirectory, 1, null, LogEnvironment.of(System::currentTimeMillis, Runnable::run, health))) {
            files.log = directory.openLog(partition, TopicId.random(), TopicConfig.DEFAULTS);
            files.fill();
        }
        return files;
    }

    private void fill() throws IOException {
        records(-1, 1, "plain", true);
        records(7, 3, "taken-back", false);
        records(8, 2, "kept", true);
        end(7, false, 1, 4);
        records(-1, 1, "plain", true);
        end(8, true, 0, 0);
        // A transaction that begins in one segment and is taken back in another.
        long first = log.logEndOffset();
        records(9, 4, "taken-back", false);
        log.roll();
        records(7, 2, "kept", true);
        records(9, 1, "taken-back", false);
        log.roll();
        end(7, true, 0, 0);
        end(9, false, first, log.logEndOffset() + 1);
        records(-1, 2, "plain", true);
    }

    private void records(long producerId, int count, String word, boolean isCommitted) throws IOException {
        RecordBatchBuilder batch =
                new RecordBatchBuilder().baseOffset(log.logEndOffset()).leaderEpoch(0);
        if (producerId >= 0) {
            int sequence = sequences.getOrDefault(producerId, 0);
            sequences.put(producerId, sequence + count);
            batch.producer(producerId, (short) 0, sequence).transactional(true);
        }
        for (int i = 0; i < count; i++) {
            String value = word + "-" + (log.logEndOffset() + i);
            batch.append(System.currentTimeMillis(), null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
            if (isCommitted) {
                committed.add(value);
            }
        }
        log.append(batch.build());
    }

    /** @param lastStableOffset where the first transaction begins that is open behind the marker, or the log ends there */
    private void end(long producerId, boolean commit, long firstOffset, long lastStableOffset) throws IOException {
        long offset = log.logEndOffset();
        ByteBuffer marker =
                new EndTransactionMarker(commit, 0).toBatch(producerId, (short) 0, System.currentTimeMillis());
        RecordBatch.at(marker, 0).assign(offset, 0);
        log.append(marker);
        if (!commit) {
            aborted.add("version: 0 producerId: " + producerId + " firstOffset: " + firstOffset + " lastOffset: "
                    + offset + " lastStableOffset: " + lastStableOffset);
        }
    }

    /** The values that a consumer of committed records gets, in order. */
    List<String> committed() {
        return committed;
    }

    /** What {@code DumpLogSegments} has to say of the indexes of aborted transactions, in order. */
    List<String> aborted() {
        return aborted;
    }
}
