package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionResult.Outcome;
import io.sampo.logfiles.DurableFiles;
import io.sampo.model.TopicConfig;
import io.sampo.records.CompressionType;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Random operations on a compacted log, beside the plain list of all that was appended and not cut. After each one: nothing
 * in the log that was not written; everything above what was compacted; below, the last value of each key, and after each round nothing
 * else; a tombstone gone only after its time; where epochs begin, and the last sequence of each producer, as the list says.
 */
class CompactedLogModelTest {
    private static final int TRIES = 25;
    /** Slots of a map that is full in the middle of a batch: of nine tenths, four, as many as a batch has at most, so that one always fits. */
    private static final int FEW_KEYS = 5;

    private static final int BATCH_RECORDS_MAX = 4;
    private static final long DELETE_RETENTION_MS = 100;
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", "900",
            "index.interval.bytes", "150",
            "delete.retention.ms", "" + DELETE_RETENTION_MS));

    private record Written(String key, @Nullable String value, long timestampMs) {}

    /** One log and its list. */
    private static final class Pair {
        final Random random;
        final NavigableMap<Long, Written> list = new TreeMap<>();
        final NavigableMap<Long, Integer> epochStarts = new TreeMap<>();
        final Map<Long, Long> firstCleanedMs = new HashMap<>();
        final FixedCheckpoints checkpoints = new FixedCheckpoints();
        final @Nullable Path directory;
        PartitionLog log;
        long highWatermark;
        long compactedTo;
        long nowMs = 10_000;
        int epoch;
        int sequence;

        Pair(long seed, @Nullable Path directory) throws IOException {
            this.random = new Random(seed);
            this.directory = directory;
            this.log = directory == null ? new MemoryLog(CONFIG, () -> nowMs) : open();
        }

        private SegmentedLog open() throws IOException {
            return SegmentedLog.open(
                    directory,
                    CONFIG,
                    checkpoints,
                    LogEnvironment.of(() -> nowMs, task -> {}, new StorageHealth(failure -> {})),
                    new DeletedFiles());
        }

        void step() throws IOException {
            int what = random.nextInt(20);
            nowMs += random.nextInt(20);
            if (what < 9) {
                append();
            } else if (what < 10) {
                truncate();
            } else if (what < 11) {
                long offset = log.logStartOffset() + random.nextLong(highWatermark - log.logStartOffset() + 1);
                log.deleteBefore(offset);
            } else if (what < 13) {
                log.roll();
            } else if (what < 15) {
                highWatermark += random.nextLong(log.logEndOffset() - highWatermark + 1);
            } else if (what < 18) {
                compact();
            } else if (what < 19 && directory != null) {
                crash();
            } else {
                log.flush();
            }
        }

        private void append() throws IOException {
            long base = log.logEndOffset();
            epoch += random.nextInt(5) == 0 ? 1 : 0;
            RecordBatchBuilder batch = new RecordBatchBuilder()
                    .baseOffset(base)
                    .leaderEpoch(epoch)
                    .compression(random.nextInt(4) == 0 ? CompressionType.GZIP : CompressionType.NONE);
            int count = 1 + random.nextInt(BATCH_RECORDS_MAX);
            if (random.nextInt(3) == 0) {
                batch.producer(7, (short) 0, sequence);
                sequence += count;
            }
            for (long offset = base; offset < base + count; offset++) {
                String key = "k" + random.nextInt(6);
                String value = random.nextInt(4) == 0 ? null : "v" + offset;
                list.put(offset, new Written(key, value, nowMs));
                batch.append(nowMs, utf8(key), value == null ? null : utf8(value));
            }
            log.append(batch.build());
            epochStarts.putIfAbsent(base, epoch);
            if (epochStarts.lowerEntry(base) != null
                    && epochStarts.lowerEntry(base).getValue() == epoch) {
                epochStarts.remove(base);
            }
        }

        /** Never what is committed, as replication does it (R5). */
        private void truncate() throws IOException {
            long offset = highWatermark + random.nextLong(log.logEndOffset() - highWatermark + 1);
            log.truncateTo(offset);
            list.tailMap(log.logEndOffset(), true).clear();
            epochStarts.tailMap(log.logEndOffset(), true).clear();
            highWatermark = Math.min(highWatermark, log.logEndOffset());
            compactedTo = Math.min(compactedTo, log.logEndOffset());
            firstCleanedMs.keySet().removeIf(cleaned -> cleaned >= log.logEndOffset());
            sequence = lastSequence() + 1;
        }

        private void compact() throws IOException {
            int mapBytes = random.nextInt(3) == 0 ? FEW_KEYS * 24 : 100_000;
            CompactionResult result = log.compact(
                    new CompactionRequest(highWatermark, nowMs, mapBytes, 700, CompactionRequest.Pace.NONE));
            assertThat(result.outcome()).isNotEqualTo(Outcome.GIVEN_UP);
            assertThat(result.endOffset()).isLessThanOrEqualTo(Math.max(highWatermark, log.logStartOffset()));
            if (result.outcome() == Outcome.CLEANED) {
                compactedTo = Math.max(compactedTo, result.endOffset());
                list.headMap(result.endOffset()).keySet().forEach(offset -> firstCleanedMs.putIfAbsent(offset, nowMs));
                // What lies below the log start in a batch that goes beyond it is nobody's any more.
                assertThat(found().subMap(log.logStartOffset(), Math.max(log.logStartOffset(), result.endOffset()))
                                .keySet())
                        .isSubsetOf(lastOfKeys(result.endOffset()).values());
            }
        }

        /** Offsets of the last record below {@code endOffset} of each key. */
        private Map<String, Long> lastOfKeys(long endOffset) {
            Map<String, Long> last = new HashMap<>();
            list.headMap(endOffset).forEach((offset, record) -> last.put(record.key(), offset));
            return last;
        }

        private void crash() throws IOException {
            checkpoints.recoveryPoint = log.flushedOffset();
            ((SegmentedLog) log).abandon();
            checkpoints.cleanEnd = null;
            log = open();
        }

        private NavigableMap<Long, Written> found() throws IOException {
            NavigableMap<Long, Written> found = new TreeMap<>();
            for (long from = log.logStartOffset(); from < log.logEndOffset(); ) {
                ByteBuffer bytes = log.read(from, 1, Long.MAX_VALUE).toBuffer();
                RecordBatch batch = RecordBatch.at(bytes, 0);
                assertThat(batch.isIntact()).isTrue();
                for (Record record : RecordBatches.records(batch)) {
                    found.put(
                            record.offset(),
                            new Written(
                                    text(record.key()),
                                    record.value() == null ? null : text(record.value()),
                                    record.timestampMs()));
                }
                assertThat(batch.nextOffset()).isGreaterThan(from);
                from = batch.nextOffset();
            }
            return found;
        }

        void check() throws IOException {
            NavigableMap<Long, Written> found = found();
            assertThat(list).containsAllEntriesOf(found);
            // A map that is full in the middle of a batch knows the keys before that.
            Map<String, Long> lastOf = lastOfKeys(Math.max(compactedTo, log.logStartOffset()) + BATCH_RECORDS_MAX - 1);
            list.tailMap(log.logStartOffset(), true).forEach((offset, record) -> {
                boolean mustStay =
                        offset >= compactedTo || lastOf.get(record.key()).equals(offset);
                if (mustStay && !found.containsKey(offset)) {
                    assertThat(record.value()).as("offset %d has gone", offset).isNull();
                    assertThat(nowMs - firstCleanedMs.get(offset)).isGreaterThanOrEqualTo(DELETE_RETENTION_MS);
                }
            });
            checkEpochs();
            checkProducer();
        }

        private void checkEpochs() {
            epochStarts.forEach((start, startedEpoch) -> {
                if (start > log.logStartOffset()) {
                    assertThat(log.endOffsetFor(startedEpoch - 1).endOffset())
                            .as("begin of epoch %d", startedEpoch)
                            .isIn(start, -1L);
                }
            });
            if (!(log instanceof SegmentedLog)) {
                return;
            }
            NavigableMap<Long, Integer> fromBatches = new TreeMap<>();
            try {
                int[] last = {-1};
                log.forEachBatch(log.logStartOffset(), batch -> {
                    if (batch.leaderEpoch() != last[0]) {
                        fromBatches.put(batch.baseOffset(), batch.leaderEpoch());
                        last[0] = batch.leaderEpoch();
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            epochStarts.tailMap(log.logStartOffset() + 5).forEach((start, startedEpoch) -> assertThat(fromBatches)
                    .as("where epoch %d begins", startedEpoch)
                    .containsEntry(start, startedEpoch));
        }

        private void checkProducer() throws IOException {
            assertThat(lastSequence()).isLessThan(sequence);
            if (log.logStartOffset() == 0) {
                assertThat(lastSequence()).isEqualTo(sequence - 1);
            }
        }

        private int lastSequence() throws IOException {
            int[] last = {-1};
            log.forEachBatch(log.logStartOffset(), batch -> {
                if (batch.hasProducerId()) {
                    last[0] = batch.lastSequence();
                }
            });
            return last[0];
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aCompactedLogOnDiskBehavesLikeAList(@ForAll long first) {
        ModelCases.seeds(first, TRIES).forEach(seed -> {
            try {
                Path directory = Files.createTempDirectory("sampo-model");
                try {
                    run(new Pair(seed, directory));
                } finally {
                    DurableFiles.deleteTree(directory);
                }
            } catch (IOException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        });
    }

    @Property(tries = 2 * TRIES, edgeCases = EdgeCasesMode.NONE)
    void aCompactedLogInMemoryBehavesLikeAList(@ForAll long first) {
        ModelCases.seeds(first, 2 * TRIES).forEach(seed -> {
            try {
                run(new Pair(seed, null));
            } catch (IOException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        });
    }

    private static void run(Pair pair) throws IOException {
        for (int step = 0; step < 50; step++) {
            pair.step();
            pair.check();
        }
        pair.log.close();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
