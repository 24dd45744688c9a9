package io.sampo.storage.recovery;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static io.sampo.storage.Batches.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.storage.DeletedFiles;
import io.sampo.storage.FixedCheckpoints;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.PartitionLog.EpochEnd;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRecoveryTest {
    private static final String FIRST = "00000000000000000000";
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("index.interval.bytes", "100"));

    @TempDir
    Path root;

    private Path directory;
    private FixedCheckpoints checkpoints = new FixedCheckpoints();

    @BeforeEach
    void makeTheDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("book-0"));
    }

    @Test
    void aTornTailIsCutWhereverItWasTorn() throws IOException {
        // given
        ByteBuffer kept = joined(batch(0, 3, 1), batch(3, 5, 1));
        ByteBuffer torn = joined(batch(5, 9, 2), batch(9, 12, 2));
        byte[] whole = joined(kept, torn).array();
        int firstEnd = kept.limit() + batch(5, 9, 2).limit();

        for (int size = kept.limit(); size < whole.length; size++) {
            // when
            Files.write(log(FIRST), Arrays.copyOf(whole, size));
            Files.writeString(directory.resolve("leader-epoch-checkpoint"), "0\n2\n1 0\n2 5\n");
            try (PartitionLog log = open()) {
                // then
                boolean second = size >= firstEnd;
                assertThat(log.logEndOffset()).isEqualTo(second ? 9 : 5);
                assertThat(log.lastEpoch()).isEqualTo(second ? 2 : 1);
                assertThat(Files.size(log(FIRST))).isEqualTo(second ? firstEnd : kept.limit());
            }
            checkpoints = new FixedCheckpoints();
        }
    }

    @Test
    void aTailOfZerosOrGarbageIsTorn() throws IOException {
        for (int filler : List.of(0, 0x7f, 2)) {
            byte[] tail = new byte[300];
            Arrays.fill(tail, (byte) filler);
            Files.write(
                    log(FIRST), joined(batch(0, 3, 1), ByteBuffer.wrap(tail)).array());

            try (PartitionLog log = open()) {
                assertThat(log.logEndOffset()).isEqualTo(3);
            }
            checkpoints = new FixedCheckpoints();
        }
    }

    @Test
    void aFlippedBitInTheMiddleIsNeverCutOff() throws IOException {
        // given
        ByteBuffer first = batch(0, 3, 1);
        ByteBuffer second = batch(3, 5, 1);
        byte[] whole = joined(first, second, batch(5, 9, 2)).array();

        for (int at = first.limit(); at < first.limit() + second.limit(); at++) {
            // when
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(log(FIRST), damaged);

            // then: offset and epoch lie outside of the CRC; at the latest the next batch gives them away
            assertThatThrownBy(this::open)
                    .as("byte %d", at - first.limit())
                    .isInstanceOfSatisfying(CorruptLogException.class, e -> {
                        assertThat(e.position()).isIn((long) first.limit(), (long) first.limit() + second.limit());
                        assertThat(e.segmentBaseOffset()).isZero();
                        assertThat(e.logDirectory()).isEqualTo(directory);
                    });
            assertThat(Files.readAllBytes(log(FIRST))).isEqualTo(damaged);
        }
    }

    @Test
    void damageBelowTheRecoveryPointIsNoTornTail() throws IOException {
        Files.write(log(FIRST), joined(batch(0, 3, 1), batch(3, 5, 1).limit(40)).array());

        checkpoints.recoveryPoint = 5;
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("below the recovery point 5");
        checkpoints.recoveryPoint = 3;
        open().close();
    }

    @Test
    void forcedBytesThatAreGoneAreMissed() throws IOException {
        Files.write(log(FIRST), joined(batch(0, 3, 1)).array());
        checkpoints.recoveryPoint = 5;

        assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class).hasMessageContaining("had been forced");
    }

    @Test
    void aSegmentThatEndsEarlyIsCorruptWhileAnotherFollows() throws IOException {
        // given
        threeSegments();
        Path middle = log("00000000000000000010");
        byte[] bytes = Files.readAllBytes(middle);
        Files.write(middle, Arrays.copyOf(bytes, bytes.length - 1));
        checkpoints = new FixedCheckpoints();
        Files.delete(directory.resolve("00000000000000000010.sums"));

        // when, then
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("segment 20 follows");
        assertThat(Files.exists(log("00000000000000000020"))).isTrue();
    }

    @Test
    void aSegmentThatIsMissingInTheMiddleIsMissed() throws IOException {
        threeSegments();
        Files.delete(log("00000000000000000010"));

        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("it ends at offset 10 and segment 20 follows");
    }

    @Test
    void aTornTailBeforeAnEmptyNewSegmentIsCutAndTheEmptyOneGoes() throws IOException {
        // given
        Files.write(log(FIRST), joined(batch(0, 3, 1), batch(3, 5, 1).limit(70)).array());
        Files.createFile(log("00000000000000000005"));

        // when
        try (PartitionLog log = open()) {
            // then
            assertThat(log.logEndOffset()).isEqualTo(3);
            assertThat(Files.exists(log("00000000000000000005"))).isFalse();
            log.append(batch(3, 4, 1));
        }
    }

    @Test
    void indexesAreBuiltAnewWhereTheyAreMissingOrWrong() throws IOException {
        // given
        Map<String, byte[]> indexes = new TreeMap<>();
        threeSegments();
        for (Path index : indexFiles()) {
            indexes.put(index.getFileName().toString(), Files.readAllBytes(index));
        }
        assertThat(indexes).hasSize(6);
        assertThat(indexes.values()).allSatisfy(bytes -> assertThat(bytes).isNotEmpty());

        for (String name : indexes.keySet()) {
            byte[] good = indexes.get(name);
            byte[] wrong = good.clone();
            wrong[wrong.length - 1] ^= 1;
            byte[] ragged = Arrays.copyOf(good, good.length - 3);
            byte[] zeros = new byte[good.length];
            for (byte[] damaged : List.of(wrong, ragged, zeros, new byte[0])) {
                Files.write(directory.resolve(name), damaged);

                // when
                try (PartitionLog log = open()) {
                    // then
                    for (long offset = 0; offset < 30; offset++) {
                        assertThat(firstOffsetAt(log, offset)).isEqualTo(offset / 2 * 2);
                        assertThat(log.offsetForTimestamp(offset).offset()).isEqualTo(offset);
                    }
                }
            }
            Files.delete(directory.resolve(name));
            open().close();
            assertThat(Files.readAllBytes(directory.resolve(name))).as(name).isEqualTo(good);
        }
    }

    @Test
    void aCleanStopNeedsNoScan() throws IOException {
        // given
        threeSegments();
        byte[] damaged = Files.readAllBytes(log(FIRST));
        damaged[80] ^= 1;
        Files.write(log(FIRST), damaged);

        // when
        try (PartitionLog log = open()) {
            // then: the damage was not read, the offsets are right, and it goes on.
            assertThat(log.logEndOffset()).isEqualTo(30);
            log.append(batch(30, 31, 2));
            assertThat(firstOffsetAt(log, 29)).isEqualTo(28);
        }
        checkpoints.recoveryPoint = 0;
        assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class);
    }

    @Test
    void aCleanMarkThatDoesNotFitTheLogCountsForNothing() throws IOException {
        threeSegments();
        byte[] bytes = Files.readAllBytes(log("00000000000000000020"));
        Files.write(log("00000000000000000020"), Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class);
    }

    @Test
    void epochsAreFoundAgainWithoutTheirCheckpoint() throws IOException {
        // given
        threeSegments();
        Path epochs = directory.resolve("leader-epoch-checkpoint");
        String good = Files.readString(epochs);
        assertThat(good).isEqualTo("0\n3\n0 0\n1 10\n2 20\n");

        for (String damaged :
                List.of("", "0\n2\n0 0\n1 10\n2 20\n", "0\n2\n1 10\n0 0\n", "0\n1\n7 0\n", "0\n1\nx y\n")) {
            // when
            Files.writeString(epochs, damaged);
            checkpoints.cleanEnd = null;
            checkpoints.recoveryPoint = 0;
            try (PartitionLog log = open()) {
                // then
                assertThat(log.endOffsetFor(0)).isEqualTo(new EpochEnd(0, 10));
                assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 20));
                assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(2, 30));
            }
            assertThat(Files.readString(epochs)).isEqualTo(good);
        }
    }

    @Test
    void anEpochThatBeganWithoutABatchIsRemembered() throws IOException {
        try (PartitionLog log = open()) {
            log.append(batch(0, 3, 1));
            log.beginEpoch(4);
        }
        checkpoints.cleanEnd = null;
        try (PartitionLog log = open()) {
            assertThat(log.lastEpoch()).isEqualTo(1);
            assertThat(log.endOffsetFor(4)).isEqualTo(new EpochEnd(4, 3));
        }
    }

    @Test
    void aLogThatEndsBelowItsLogStartHasLostSomething() throws IOException {
        Files.write(log(FIRST), joined(batch(0, 3, 1)).array());
        checkpoints.logStartOffset = 10;

        assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class).hasMessageContaining("log start 10");
        assertThat(Files.size(log(FIRST))).isPositive();
    }

    @Test
    void aLogThatWasToBeginAnewBehindItsEndDoes() throws IOException {
        // given: killed after the empty segment and the log start, and before the old segments went
        Files.write(log(FIRST), joined(batch(0, 3, 1)).array());
        Files.createFile(log("00000000000000000010"));
        checkpoints.logStartOffset = 10;

        // when
        try (PartitionLog log = open()) {
            // then
            assertThat(log.logStartOffset()).isEqualTo(10);
            assertThat(log.logEndOffset()).isEqualTo(10);
            log.append(batch(10, 12, 5));
        }
        try (PartitionLog log = open()) {
            assertThat(baseOffsets(log)).containsExactly(10L);
        }
    }

    @Test
    void anEmptySegmentBehindALostTailGoes() throws IOException {
        Files.write(log(FIRST), joined(batch(0, 3, 1)).array());
        Files.createFile(log("00000000000000000010"));

        try (PartitionLog log = open()) {
            assertThat(log.logEndOffset()).isEqualTo(3);
            log.append(batch(3, 4, 1));
        }
    }

    @Test
    void leftoversOfTheLastRunAreRemoved() throws IOException {
        for (String leftover : List.of("x.log.deleted", "x.index.cleaned", "leader-epoch-checkpoint.tmp")) {
            Files.createFile(directory.resolve(leftover));
        }
        open().close();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.startsWith(FIRST) || name.equals("leader-epoch-checkpoint"));
        }
    }

    private void threeSegments() throws IOException {
        try (PartitionLog log = open()) {
            for (long base = 0; base < 30; base += 10) {
                log.roll();
                for (long from = base; from < base + 10; from += 2) {
                    log.append(batch(from, from + 2, (int) base / 10));
                }
            }
        }
    }

    private static long firstOffsetAt(PartitionLog log, long offset) throws IOException {
        try (LogSlice slice = log.read(offset, 1, Long.MAX_VALUE)) {
            return baseOffsets(slice.toBuffer()).get(0);
        }
    }

    private List<Path> indexFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith("index")).toList();
        }
    }

    private Path log(String baseOffset) {
        return directory.resolve(baseOffset + ".log");
    }

    private PartitionLog open() throws IOException {
        return SegmentedLog.open(
                directory,
                CONFIG,
                checkpoints,
                LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {})),
                new DeletedFiles());
    }
}
