package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.CompressionType;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordHeader;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCommandsTest {
    private static final TopicPartition PARTITION = new TopicPartition("book", 0);
    private static final TopicId TOPIC = TopicId.random();
    private static final long TIME_MS = 1_700_000_000_000L;

    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    private Path root;

    private Path here;
    private Path there;

    @BeforeEach
    void twoReplicas() throws IOException {
        here = root.resolve("here");
        there = root.resolve("there");
        // Cut into segments differently, as replicas may be.
        write(here, 1, 1_000, 40);
        write(there, 2, 3_000, 44);
    }

    /** The wording is that of DumpLogSegments of Apache Kafka 4.3.1; the system tests hold the two against each other. */
    @Test
    void dumpPrintsTheLinesOfKafka() {
        // when
        Outcome outcome = run(
                "log",
                "dump",
                "--records",
                "--max-batches",
                "1",
                partition(here).toString());

        // then
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().toList().get(1)).isEqualTo("Log starting offset: 0");
        assertThat(outcome.out().lines().toList().get(2))
                .startsWith("baseOffset: 0 lastOffset: 1 count: 2 baseSequence: 0 lastSequence: 1 producerId: 9 "
                        + "producerEpoch: 1 partitionLeaderEpoch: 0 isTransactional: false isControl: false "
                        + "deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1700000000001 size: ")
                .contains(" magic: 2 compresscodec: gzip crc: ")
                .endsWith(" isvalid: true");
        assertThat(outcome.out().lines().skip(3))
                .containsExactly(
                        "| offset: 0 CreateTime: 1700000000000 keySize: 1 valueSize: 7 sequence: 0 headerKeys: [h] "
                                + "key: k payload: value 0",
                        "| offset: 1 CreateTime: 1700000000001 keySize: -1 valueSize: -1 sequence: 1 headerKeys: []");
    }

    @Test
    void dumpOfJsonIsOneObjectALine() {
        // when
        Outcome outcome = run(
                "log",
                "dump",
                "--records",
                "--json",
                "--indexes",
                partition(here).toString());

        // then
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines())
                .allSatisfy(line -> assertThat(line).startsWith("{\"type\": \"").endsWith("}"));
        assertThat(outcome.out())
                .contains("\"type\": \"batch\"", "\"type\": \"offsetEntry\"", "\"type\": \"timeEntry\"")
                .contains("\"key\": \"k\",\"value\": \"value 0\",\"headers\": [{\"key\": \"h\",\"value\": \"x\"}]");
    }

    @Test
    void dumpBeginsWhereItIsAskedTo() {
        Outcome outcome =
                run("log", "dump", "--from-offset", "21", partition(here).toString());
        assertThat(outcome.out().lines().filter(line -> line.startsWith("baseOffset")))
                .first()
                .asString()
                .startsWith("baseOffset: 20 lastOffset: 21 ");
    }

    @Test
    void dumpGoesOnBehindDamageAndEndsWithOne() throws IOException {
        // given
        Path log = partition(here).resolve("00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[70] ^= 1;
        Files.write(log, bytes);

        // when
        Outcome outcome = run("log", "dump", log.toString());

        // then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out().lines().filter(line -> line.endsWith("isvalid: false")))
                .hasSize(1);
        assertThat(outcome.out().lines().filter(line -> line.endsWith("isvalid: true")))
                .hasSizeGreaterThan(1);
    }

    @Test
    void verifyOfWhatIsInOrderEndsWithNull() {
        Outcome outcome = run("log", "verify", "--records", here.toString());
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("ok       " + partition(here) + ": offsets 0 to 40, ")
                .endsWith("nothing is wrong\n");
    }

    @Test
    void checkpointThatIsNoneIsDamageAndOneThatWasNeverWrittenIsNot() throws IOException {
        // given what Kafka makes at its start
        Path checkpoint = Files.createFile(here.resolve("cleaner-offset-checkpoint"));
        assertThat(run("log", "verify", here.toString()).exitCode()).isZero();

        // when
        Files.writeString(checkpoint, "0\n7\nbook 0 12\n");

        // then
        Outcome outcome = run("log", "verify", here.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("DAMAGED  " + checkpoint);
    }

    @Test
    void verifyNamesFileAndByteAndEndsWithOne() throws IOException {
        // given
        Path index = files(".index").get(0);
        assertThat(index).isNotEmptyFile();
        byte[] bytes = Files.readAllBytes(index);
        bytes[7] ^= 4;
        Files.write(index, bytes);

        // when
        Outcome outcome = run("log", "verify", here.toString());

        // then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("DAMAGED  " + partition(here), "  DAMAGE " + index + " at byte 0: entry 0 (");
        Outcome json = run("log", "verify", "--json", partition(here).toString());
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.out()).contains("\"severity\": \"damage\",\"file\": \"" + index + "\",\"position\": 0,");
    }

    @Test
    void lostEndIsFoundByTheRecoveryPoint() throws IOException {
        // given
        List<Path> logs = files(".log");
        Path last = logs.get(logs.size() - 1);
        for (String suffix : List.of(".log", ".index", ".timeindex")) {
            Files.delete(Path.of(last.toString().replace(".log", suffix)));
        }

        // when
        Outcome outcome = run("log", "verify", here.toString());

        // then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("recovery-point-offset-checkpoint says that everything below 40");
    }

    @Test
    void replicasAreTheSameUpToTheShorterOne() {
        Outcome outcome = run("log", "verify", here.toString(), "--against", there.toString());
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("same     " + partition(here) + ": offsets 0 to 40, against ");
    }

    @Test
    void firstDifferenceBetweenReplicasIsNamed() throws IOException {
        // given a replica of the same length with another record at offset 30
        Path other = root.resolve("other");
        write(other, 3, 2_000, 30);
        append(other, 3, 2_000, 30, 40, "other ");

        // when
        Outcome outcome = run("log", "verify", here.toString(), "--against", other.toString());

        // then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("DIFFERS  " + partition(here), " at offset 30: ");
    }

    /** Of the first replica, in order. */
    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(partition(here))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private Path partition(Path directory) {
        return directory.resolve(PARTITION.toString());
    }

    private static void write(Path directory, int brokerId, int segmentBytes, int end) throws IOException {
        append(directory, brokerId, segmentBytes, 0, end, "value ");
    }

    private static void append(Path directory, int brokerId, int segmentBytes, int from, int to, String value)
            throws IOException {
        TopicConfig config =
                TopicConfig.of(Map.of("segment.bytes", Integer.toString(segmentBytes), "index.interval.bytes", "200"));
        try (LogDirectory logs = LogDirectory.open(
                directory,
                brokerId,
                "cluster",
                LogEnvironment.of(() -> TIME_MS, Runnable::run, new StorageHealth(failure -> {})))) {
            SegmentedLog log = logs.openLog(PARTITION, TOPIC, config);
            for (int offset = from; offset < to; offset += 2) {
                log.append(batch(offset, value + offset));
            }
        }
    }

    /** Two records: one with everything that a record can have, one with nothing. */
    private static ByteBuffer batch(int offset, String value) {
        RecordBatchBuilder batch = new RecordBatchBuilder()
                .baseOffset(offset)
                .leaderEpoch(0)
                .producer(9, (short) 1, offset)
                .compression(CompressionType.GZIP);
        batch.append(TIME_MS + offset, bytes("k"), bytes(value), List.of(new RecordHeader("h", bytes("x"))));
        batch.append(TIME_MS + offset + 1, null, null);
        return batch.build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
