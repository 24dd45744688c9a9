package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportLogTest {
    private static final int RECORDS = 60;
    private static final int DELETED = 7;
    /** Of the cluster that the files come from: far above what ours has. */
    private static final int FOREIGN_EPOCH = 4_000;

    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    private Path root;

    @Test
    void foreignPartitionIsAdoptedWithItsOffsets() throws IOException {
        // given
        Path foreign = foreign("book", false);
        Path config = config();

        // when
        Outcome outcome = run("log", "import", "--config", config.toString(), foreign.toString());

        // then
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("book-0: offsets 7 to 60, every batch intact", "Adopted [book]");
        Path adopted = root.resolve("data/book-0");
        assertThat(adopted).isDirectoryContaining("glob:**.index");
        Outcome verify = run("log", "verify", "--records", root.resolve("data").toString());
        assertThat(verify.out()).contains("ok       " + adopted + ": offsets 0 to 60, ");
        Outcome dump = run("log", "dump", "--records", "--from-offset", "59", adopted.toString());
        assertThat(dump.out()).contains("partitionLeaderEpoch: 0 ", "payload: value 59");
        assertThat(run("log", "verify", foreign.toString()).exitCode()).isZero();

        // and again: what was adopted stays
        Outcome again = run("log", "import", "--config", config.toString(), foreign.toString());
        assertThat(again.exitCode()).as(again.err()).isZero();
    }

    @Test
    void whatCannotBeServedIsRefusedBeforeAnythingIsChanged() throws IOException {
        Path config = config();
        Path transactional = foreign("payments", true);
        assertRefused(config, transactional, "belongs to a transaction");
        Path incomplete = foreign("parts", 1, false);
        assertRefused(config, incomplete, "partition 0 of parts is not there");
        Path internal = foreign("__consumer_offsets", false);
        assertRefused(config, internal.resolve("__consumer_offsets-0"), "internal topic");
        Path damaged = foreign("damaged", false);
        Path log = damaged.resolve("damaged-0/00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[100] ^= 1;
        Files.write(log, bytes);
        assertRefused(config, damaged, "it is damaged: ");
        assertThat(root.resolve("data")).doesNotExist();
    }

    private void assertRefused(Path config, Path source, String why) {
        Outcome outcome = run("log", "import", "--config", config.toString(), source.toString());
        assertThat(outcome.err()).contains(why);
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    /** The log directory of another cluster, with one partition of which some records were deleted. */
    private Path foreign(String topic, boolean transactional) throws IOException {
        return foreign(topic, 0, transactional);
    }

    private Path foreign(String topic, int partition, boolean transactional) throws IOException {
        Path directory = root.resolve("foreign-" + topic);
        TopicConfig config = TopicConfig.of(Map.of("segment.bytes", "1500", "index.interval.bytes", "200"));
        try (LogDirectory logs = LogDirectory.open(
                directory,
                77,
                "elsewhere",
                LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {})))) {
            SegmentedLog log = logs.openLog(new TopicPartition(topic, partition), TopicId.random(), config);
            for (int offset = 0; offset < RECORDS; offset++) {
                RecordBatchBuilder batch = new RecordBatchBuilder()
                        .baseOffset(offset)
                        .leaderEpoch(FOREIGN_EPOCH)
                        .producer(5, (short) 0, offset)
                        .transactional(transactional);
                batch.append(offset, null, ByteBuffer.wrap(("value " + offset).getBytes(StandardCharsets.UTF_8)));
                log.append(batch.build());
            }
            log.deleteBefore(DELETED);
        }
        return directory;
    }

    private Path config() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            }
        }
        return Files.writeString(
                root.resolve("broker.conf"),
                "sampo { log.dirs = [\"" + root.resolve("data") + "\"]\n artery.port = " + ports.get(0)
                        + ", session.port = " + ports.get(1) + ", raft.port = " + ports.get(2) + ", aeron.port = "
                        + ports.get(3) + ", http.port = " + ports.get(4) + "\n controller.voters = [\"1@127.0.0.1:"
                        + ports.get(1) + ":" + ports.get(2) + "\"]\n seeds = [\"127.0.0.1:" + ports.get(0) + "\"] }\n");
    }

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
