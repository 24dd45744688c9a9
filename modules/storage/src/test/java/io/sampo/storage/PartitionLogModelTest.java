package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DurableFiles;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Random operations on a log of tiny segments, compared with a plain list of batches; each try is one seed, and ends with
 * every read that the list allows.
 */
class PartitionLogModelTest {
    private static final TopicConfig CONFIG =
            TopicConfig.of(Map.of("segment.bytes", "900", "index.interval.bytes", "150", "segment.index.bytes", "64"));

    private record Batch(long baseOffset, long nextOffset, int epoch, ByteBuffer bytes) {}

    private List<Batch> model = List.of();
    private FixedCheckpoints checkpoints = new FixedCheckpoints();
    private Path directory = Path.of("");
    private long start;
    private long end;
    private int epoch;

    /** One instance serves all tries. */
    @BeforeTry
    void beginAnew() {
        model = new ArrayList<>();
        checkpoints = new FixedCheckpoints();
        start = 0;
        end = 0;
        epoch = 0;
    }

    @AfterTry
    void removeTheDirectory() throws IOException {
        if (!directory.toString().isEmpty()) {
            DurableFiles.deleteTree(directory);
        }
    }

    @Property(tries = 25)
    void aSegmentedLogBehavesLikeAList(@ForAll long first) throws IOException {
        for (long seed : ModelCases.seeds(first, 25).toArray()) {
            beginAnew();
            directory = Files.createTempDirectory("sampo-model");
            run(open(), new Random(seed));
            removeTheDirectory();
        }
    }

    @Property(tries = 100)
    void aMemoryLogBehavesLikeAList(@ForAll long first) throws IOException {
        for (long seed : ModelCases.seeds(first, 100).toArray()) {
            beginAnew();
            run(new MemoryLog(CONFIG, () -> 0), new Random(seed));
        }
    }

    private void run(PartitionLog first, Random random) throws IOException {
        PartitionLog log = first;
        for (int step = 0; step < 40; step++) {
            int what = random.nextInt(20);
            if (what < 11) {
                append(log, random);
            } else if (what < 13) {
                truncate(log, start + random.nextLong(end - start + 2));
            } else if (what < 15) {
                deleteBefore(log, start + random.nextLong(end - start + 1));
            } else if (what < 17) {
                log.roll();
            } else if (what == 17) {
                log.flush();
            } else if (what == 18 && random.nextInt(5) == 0) {
                restart(log, random.nextLong(1_000));
            } else if (log instanceof SegmentedLog) {
                log = reopen(log, random.nextBoolean());
            }
            assertThat(log.logStartOffset()).isEqualTo(start);
            assertThat(log.logEndOffset()).isEqualTo(end);
            assertThat(log.flushedOffset()).isLessThanOrEqualTo(end);
        }
        checkReads(log, random);
        log.close();
    }

    private void append(PartitionLog log, Random random) throws IOException {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            long base = end + (random.nextInt(8) == 0 ? random.nextInt(4) : 0);
            long next = base + 1 + random.nextInt(6);
            epoch += random.nextInt(6) == 0 ? 1 : 0;
            ByteBuffer bytes = Batches.joined(Batches.batch(base, next, epoch));
            model.add(new Batch(base, next, epoch, bytes));
            batches.add(bytes);
            end = next;
        }
        log.append(Batches.joined(batches.toArray(ByteBuffer[]::new)));
        assertThat(log.lastEpoch()).isEqualTo(epoch);
    }

    private void truncate(PartitionLog log, long offset) throws IOException {
        log.truncateTo(offset);
        if (offset >= end) {
            return;
        }
        model.removeIf(batch -> batch.nextOffset() > offset);
        end = log.logEndOffset();
        long last = model.isEmpty() ? end : model.get(model.size() - 1).nextOffset();
        // Behind a gap a segment may begin; the log then ends where that segment does.
        assertThat(end).isBetween(Math.min(last, offset), Math.max(offset, start));
        if (end < start || model.isEmpty()) {
            start = Math.max(start, log.logStartOffset());
        }
    }

    private void deleteBefore(PartitionLog log, long offset) throws IOException {
        log.deleteBefore(offset);
        start = Math.max(start, offset);
        model.removeIf(batch -> batch.nextOffset() <= start);
    }

    private void restart(PartitionLog log, long offset) throws IOException {
        log.restartAt(offset);
        model.clear();
        start = offset;
        end = offset;
    }

    private PartitionLog reopen(PartitionLog log, boolean clean) throws IOException {
        log.close();
        if (!clean) {
            checkpoints.cleanEnd = null;
            checkpoints.recoveryPoint = 0;
        }
        return open();
    }

    private void checkReads(PartitionLog log, Random random) throws IOException {
        for (long from = start; from <= end; from++) {
            for (int maxBytes : new int[] {1, 100 + random.nextInt(900), Integer.MAX_VALUE}) {
                long upTo = random.nextBoolean() ? Long.MAX_VALUE : from + random.nextLong(end - from + 1);
                checkRead(log, from, maxBytes, upTo);
            }
        }
        for (Batch batch : model) {
            // The first record of each batch is stamped with its offset, and stamps rise with the offsets.
            long stamp = Math.max(batch.baseOffset(), start);
            assertThat(log.offsetForTimestamp(stamp).offset()).isEqualTo(stamp);
            assertThat(log.endOffsetFor(batch.epoch()).endOffset()).isGreaterThanOrEqualTo(batch.nextOffset());
        }
    }

    private void checkRead(PartitionLog log, long from, int maxBytes, long upTo) throws IOException {
        List<Batch> expected = model.stream()
                .filter(batch -> batch.nextOffset() > from && batch.nextOffset() <= upTo)
                .toList();
        try (LogSlice slice = log.read(from, maxBytes, upTo)) {
            ByteBuffer bytes = slice.toBuffer();
            int count = 0;
            for (int at = 0; at < bytes.limit(); at = RecordBatch.at(bytes, at).end()) {
                Batch batch = expected.get(count++);
                assertThat(bytes.slice(at, batch.bytes().limit())).isEqualTo(batch.bytes());
            }
            // A read may end with its segment, but is never empty where there is something, nor larger than asked for.
            assertThat(count).isGreaterThanOrEqualTo(Math.min(1, expected.size()));
            assertThat(count <= 1 || bytes.limit() <= maxBytes).isTrue();
        }
    }

    private SegmentedLog open() throws IOException {
        return SegmentedLog.open(
                directory,
                CONFIG,
                checkpoints,
                new LogEnvironment(() -> 0, task -> {}, ChannelOpener.SYSTEM, new StorageHealth(failure -> {})),
                new DeletedFiles());
    }
}
