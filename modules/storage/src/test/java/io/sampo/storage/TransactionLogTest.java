package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.model.TopicConfig;
import io.sampo.records.EndTransactionMarker;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last stable offset and the index of aborted transactions, as Kafka's ProducerStateManager makes them. */
class TransactionLogTest {
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("cleanup.policy", "compact,delete"));
    private static final String INDEX = "00000000000000000000.txnindex";

    @TempDir
    Path directory;

    private final FixedCheckpoints checkpoints = new FixedCheckpoints();

    @Test
    void anOpenTransactionHoldsTheLastStableOffset() throws IOException {
        for (PartitionLog log : List.of(open(), new MemoryLog(CONFIG, () -> 0))) {
            // given
            log.append(plain(0));
            log.append(records(1, 7));
            log.append(plain(2));
            // when / then
            assertThat(log.lastStableOffset(3)).isEqualTo(1);
            assertThat(log.lastStableOffset(1)).isEqualTo(1);
            assertThat(log.lastStableOffset(0)).isZero();
            log.append(marker(3, 7, true));
            assertThat(log.lastStableOffset(4)).isEqualTo(4);
            // The marker may still be cut.
            assertThat(log.lastStableOffset(3)).isEqualTo(1);
            log.close();
        }
    }

    @Test
    void anAbortIsWrittenAsKafkaWritesIt() throws IOException {
        // given producer 7 aborts while 8 is open, then 8 does
        SegmentedLog log = open();
        log.append(records(0, 7));
        log.append(records(1, 8));
        log.append(marker(2, 7, false));
        log.append(marker(3, 8, false));
        log.append(records(4, 9));
        log.append(marker(5, 9, true));
        // when
        log.roll();
        // then
        ByteBuffer expected = ByteBuffer.allocate(2 * 34);
        expected.putShort((short) 0).putLong(7).putLong(0).putLong(2).putLong(1);
        expected.putShort((short) 0).putLong(8).putLong(1).putLong(3).putLong(4);
        assertThat(Files.readAllBytes(directory.resolve(INDEX))).isEqualTo(expected.array());
        assertThat(names()).filteredOn(name -> name.endsWith(".txnindex")).containsExactly(INDEX);
        log.close();
    }

    @Test
    void aReaderOfCommittedRecordsLearnsWhatWasTakenBackInItsRange() throws IOException {
        SegmentedLog log = open();
        log.append(records(0, 7));
        log.append(marker(1, 7, false));
        log.roll();
        log.append(records(2, 8));
        log.append(records(3, 7));
        log.append(marker(4, 7, false));
        log.roll();
        log.append(marker(5, 8, false));

        assertThat(producers(log, 0, 1)).containsExactly(7L);
        assertThat(producers(log, 2, 3)).containsExactly(8L);
        assertThat(producers(log, 2, 5)).containsExactly(7L, 8L);
        assertThat(producers(log, 5, 6)).containsExactly(8L);
        log.close();
    }

    @Test
    void anIndexThatIsLostOrWrongIsBuiltAgain() throws IOException {
        // given
        SegmentedLog log = open();
        log.append(records(0, 7));
        log.append(marker(1, 7, false));
        log.roll();
        log.append(plain(2));
        log.close();
        byte[] right = Files.readAllBytes(directory.resolve(INDEX));
        byte[] wrongVersion = right.clone();
        wrongVersion[1] = 9;
        byte[] beyond = right.clone();
        beyond[25] = 77;
        // when / then
        for (byte[] found : List.of(new byte[5], wrongVersion, beyond)) {
            Files.write(directory.resolve(INDEX), found);
            reopen().close();
            assertThat(Files.readAllBytes(directory.resolve(INDEX))).isEqualTo(right);
        }
        Files.delete(directory.resolve(INDEX));
        checkpoints.recoveryPoint = 0;
        checkpoints.cleanEnd = null;
        reopen().close();
        assertThat(Files.readAllBytes(directory.resolve(INDEX))).isEqualTo(right);
    }

    @Test
    void theIndexGoesWithItsSegmentAndStaysWhenThatIsCompacted() throws IOException {
        // given
        SegmentedLog log = open();
        log.append(records(0, 7));
        log.append(marker(1, 7, false));
        log.roll();
        log.append(records(2, 8));
        log.append(marker(3, 8, false));
        log.roll();
        log.append(plain(4));
        // when / then
        CompactionContract.compact(log, 5);
        assertThat(producers(log, 0, 5)).containsExactly(7L, 8L);
        log.flush();
        log.roll();
        log.deleteBefore(5);
        assertThat(producers(log, 5, 5)).isEmpty();
        assertThat(names()).filteredOn(name -> name.endsWith(".txnindex")).isEmpty();
        log.close();
    }

    @Test
    void aLogWithoutTransactionsIsNotReadBelowItsScan() throws IOException {
        // given a snapshot just behind the beginning of the second segment, as a broker takes it
        SegmentedLog log = open();
        while (log.sizeInBytes() < 200_000) {
            log.append(plain(log.logEndOffset()));
        }
        log.roll();
        checkpoints.recoveryPoint = log.logEndOffset();
        log.append(plain(log.logEndOffset()));
        log.keepProducers(new ProducerSnapshot(log.logEndOffset(), log.lastEpoch(), List.of()));
        log.append(plain(log.logEndOffset()));
        long end = log.logEndOffset();
        log.flush();
        log.abandon();
        FaultyChannel.Faults disk = new FaultyChannel.Faults();

        // when
        SegmentedLog again = open(
                directory, checkpoints, (path, options) -> new FaultyChannel(FileChannel.open(path, options), disk));

        // then
        assertThat(again.logEndOffset()).isEqualTo(end);
        assertThat(again.lastStableOffset(end)).isEqualTo(end);
        assertThat(disk.bytesRead.get()).isLessThan(50_000);
        again.close();
    }

    /** Against a plain list of batches, whatever happens to the log in between. */
    @Test
    void everyStateIsThatOfTheBatches() throws IOException {
        for (int seed = 0; seed < 120; seed++) {
            Path where = Files.createDirectory(directory.resolve("seed-" + seed));
            new Walk(seed, where).run();
        }
    }

    private record Written(long offset, long producerId, boolean control, boolean commit) {}

    private static final class Walk {
        private final int seed;
        private final Random random;
        private final Path where;
        private final FixedCheckpoints checkpoints = new FixedCheckpoints();
        private final List<Written> model = new ArrayList<>();
        private SegmentedLog log;
        /** Long stretches of either kind: a scan may meet no transaction at all. */
        private boolean transactional = true;

        Walk(int seed, Path where) throws IOException {
            this.seed = seed;
            this.random = new Random(seed);
            this.where = where;
            this.log = open(where, checkpoints);
        }

        void run() throws IOException {
            for (int step = 0; step < 60; step++) {
                int kind = random.nextInt(20);
                if (kind < 14) {
                    append();
                } else if (kind < 16) {
                    log.roll();
                } else if (kind < 17) {
                    long offset = random.nextInt((int) log.logEndOffset() + 1);
                    log.truncateTo(offset);
                    model.removeIf(one -> one.offset() >= offset);
                } else if (kind < 18) {
                    log.keepProducers(new ProducerSnapshot(log.logEndOffset(), log.lastEpoch(), List.of()));
                } else {
                    restart(random.nextBoolean());
                }
                check(step);
            }
            log.close();
        }

        private void append() throws IOException {
            long offset = log.logEndOffset();
            if (random.nextInt(8) == 0) {
                transactional = !transactional;
            }
            if (!transactional) {
                model.add(new Written(offset, RecordBatch.NO_PRODUCER_ID, false, false));
                log.append(plain(offset));
                return;
            }
            long producerId = random.nextInt(3);
            boolean control = random.nextInt(3) == 0;
            boolean commit = random.nextBoolean();
            model.add(new Written(offset, producerId, control, commit));
            log.append(control ? marker(offset, producerId, commit) : TransactionLogTest.records(offset, producerId));
        }

        private void restart(boolean cleanly) throws IOException {
            if (cleanly) {
                log.close();
            } else {
                log.flush();
                log.abandon();
                checkpoints.recoveryPoint = random.nextInt((int) log.logEndOffset() + 1);
                checkpoints.cleanEnd = null;
            }
            log = open(where, checkpoints);
        }

        private void check(int step) throws IOException {
            String at = "seed " + seed + " step " + step;
            assertThat(log.logEndOffset()).as(at).isEqualTo(model.size());
            for (long upTo = Math.max(0, model.size() - 5); upTo <= model.size(); upTo++) {
                assertThat(log.lastStableOffset(upTo)).as(at).isEqualTo(stable(upTo));
            }
            assertThat(log.abortedTransactions(0, model.size())).as(at).isEqualTo(aborted());
        }

        private long stable(long upTo) {
            Map<Long, Long> open = new TreeMap<>();
            for (Written one : model.subList(0, (int) upTo)) {
                if (one.control()) {
                    open.remove(one.producerId());
                } else if (one.producerId() != RecordBatch.NO_PRODUCER_ID) {
                    open.putIfAbsent(one.producerId(), one.offset());
                }
            }
            return open.values().stream().mapToLong(Long::longValue).min().orElse(upTo);
        }

        private List<AbortedTransaction> aborted() {
            List<AbortedTransaction> found = new ArrayList<>();
            Map<Long, Long> open = new TreeMap<>();
            for (Written one : model) {
                Long first = open.get(one.producerId());
                if (one.producerId() == RecordBatch.NO_PRODUCER_ID) {
                    continue;
                }
                if (!one.control()) {
                    open.putIfAbsent(one.producerId(), one.offset());
                } else if (first != null) {
                    open.remove(one.producerId());
                    if (!one.commit()) {
                        found.add(new AbortedTransaction(
                                one.producerId(), first, one.offset(), stable(one.offset() + 1)));
                    }
                }
            }
            return found;
        }
    }

    private static List<Long> producers(SegmentedLog log, long from, long upTo) throws IOException {
        return log.abortedTransactions(from, upTo).stream()
                .map(AbortedTransaction::producerId)
                .toList();
    }

    private static ByteBuffer plain(long offset) {
        return batch(offset, new RecordBatchBuilder());
    }

    private static ByteBuffer records(long offset, long producerId) {
        return batch(
                offset,
                new RecordBatchBuilder()
                        .producer(producerId, (short) 0, RecordBatch.NO_SEQUENCE)
                        .transactional(true));
    }

    private static ByteBuffer batch(long offset, RecordBatchBuilder builder) {
        builder.baseOffset(offset).leaderEpoch(1);
        builder.append(1_000 + offset, ByteBuffer.wrap(new byte[] {(byte) offset}), ByteBuffer.wrap(new byte[] {1}));
        return builder.build();
    }

    private static ByteBuffer marker(long offset, long producerId, boolean commit) {
        ByteBuffer marker = new EndTransactionMarker(commit, 0).toBatch(producerId, (short) 0, 1_000 + offset);
        RecordBatch.at(marker, 0).assign(offset, 1);
        return marker;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private SegmentedLog open() throws IOException {
        return open(directory, checkpoints);
    }

    private SegmentedLog reopen() throws IOException {
        return open();
    }

    private static SegmentedLog open(Path where, LogCheckpoints checkpoints) throws IOException {
        return open(where, checkpoints, ChannelOpener.SYSTEM);
    }

    private static SegmentedLog open(Path where, LogCheckpoints checkpoints, ChannelOpener channels)
            throws IOException {
        return SegmentedLog.open(
                where,
                CONFIG,
                checkpoints,
                new LogEnvironment(() -> 1_000_000, Runnable::run, channels, new StorageHealth(failure -> {})),
                new DeletedFiles());
    }
}
