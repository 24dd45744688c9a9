package io.sampo.systemtests.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ClientSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.traffic.ReadBack;
import io.sampo.testkit.Await;
import io.sampo.testkit.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of Sampo and of Apache Kafka are the same: Kafka's tool finds nothing in ours, and each serves what the other
 * has written. {@code -Dsampo.kafka.codecs=none,gzip,…} chooses the codecs, {@code -Dsampo.kafka.directory} keeps the files.
 */
class ForeignFilesTest {
    private static final List<String> CODECS =
            Arrays.asList(System.getProperty("sampo.kafka.codecs", "none,zstd").split(","));
    private static final String OURS = "from-sampo";
    private static final String STAMPED = "stamped";
    private static final String THEIRS = "from-kafka-";
    private static final TopicPartition TRANSACTED = new TopicPartition("transacted", 0);
    private static final int RECORDS = 4_000;
    private static final String SEGMENT_BYTES = "1048576";

    @TempDir
    private Path temporary;

    @Test
    void eachServesWhatTheOtherHasWritten() throws IOException {
        String kept = System.getProperty("sampo.kafka.directory", "");
        Path root = kept.isEmpty() ? temporary : Files.createDirectories(Path.of(kept));
        Path sampo = Files.createDirectories(root.resolve("sampo"));
        try (KafkaCluster kafka = KafkaCluster.start(
                1, root, Map.of("auto.create.topics.enable", "true", "log.segment.bytes", SEGMENT_BYTES))) {
            // given records in both, and topics for those of the other
            writeToKafka(kafka);
            writeToSampo(sampo);

            // then Kafka's tool finds nothing in our files
            Path data = sampo.resolve("data-1");
            judgeOurs(data);
            Path transacted = Files.createDirectories(root.resolve("transacted"));
            TransactedFiles transactions = TransactedFiles.write(transacted, TRANSACTED);
            judgeTransactions(transacted.resolve(TRANSACTED.toString()), transactions);

            // when they change places
            KafkaNode node = kafka.node(1);
            for (int partition = 0; partition < CODECS.size(); partition++) {
                place(data.resolve(OURS + "-" + partition), node.partition(OURS, partition));
                String theirs = THEIRS + CODECS.get(partition);
                place(node.partition(theirs, 0), data.resolve(theirs + "-0"));
            }

            // then each serves them
            readFromSampo(sampo);
            place(transacted.resolve(TRANSACTED.toString()), node.partition(TRANSACTED.topic(), 0));
            node.start();
            readFromKafka(kafka);
            readCommitted(kafka, transactions);
            node.stop();
        }
    }

    private static void writeToKafka(KafkaCluster kafka) {
        kafka.createTopic(OURS, CODECS.size(), 1);
        kafka.createTopic(TRANSACTED.topic(), 1, 1);
        for (String codec : CODECS) {
            List<String> lines = Lines.of(codec.hashCode(), RECORDS);
            KafkaTool.runWithInput(
                            String.join("\n", lines) + "\n",
                            KafkaTool.CONSOLE_PRODUCER,
                            "--bootstrap-server",
                            kafka.bootstrap(),
                            "--topic",
                            THEIRS + codec,
                            "--compression-codec",
                            codec,
                            "--reader-property",
                            "parse.key=true",
                            "--reader-property",
                            "parse.headers=true")
                    .orFail();
            assertThat(SegmentDump.files(kafka.node(1).partition(THEIRS + codec, 0), ".log"))
                    .as("segments of Kafka with " + codec)
                    .hasSizeGreaterThan(1);
        }
        kafka.node(1).stop();
    }

    private static void writeToSampo(Path directory) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                SampoClient client = broker.client()) {
            Map<String, String> config = Map.of("segment.bytes", SEGMENT_BYTES);
            Await.result(client.admin()
                    .createTopic(NewTopic.of(OURS, CODECS.size(), 1).withConfig(config)));
            Await.result(client.admin()
                    .createTopic(NewTopic.of(STAMPED, 1, 1)
                            .withConfig(Map.of(
                                    "segment.bytes", SEGMENT_BYTES, "message.timestamp.type", "LogAppendTime"))));
            for (int partition = 0; partition < CODECS.size(); partition++) {
                String codec = CODECS.get(partition);
                Await.result(client.admin()
                        .createTopic(NewTopic.of(THEIRS + codec, 1, 1).withConfig(config)));
                send(client, OURS, partition, codec, Lines.of(partition, RECORDS));
            }
            send(client, STAMPED, 0, CODECS.get(0), Lines.of(99, RECORDS));
        }
    }

    private static void send(SampoClient client, String topic, int partition, String codec, List<String> lines) {
        try (Producer producer =
                client.producer(ProducerSettings.of(Map.of("compression.type", codec, "linger.ms", 5)))) {
            List<CompletionStage<?>> sent = new ArrayList<>();
            for (String line : lines) {
                Await.result(producer.room());
                sent.add(producer.send(Lines.toRecord(topic, partition, line)));
            }
            sent.forEach(Await::result);
        }
    }

    private static void judgeOurs(Path data) {
        List<Path> indexes = new ArrayList<>();
        List<Path> timeIndexes = new ArrayList<>();
        for (int partition = 0; partition < CODECS.size(); partition++) {
            Path files = data.resolve(OURS + "-" + partition);
            List<Path> logs = SegmentDump.files(files, ".log");
            assertThat(logs)
                    .as("segments of Sampo with " + CODECS.get(partition))
                    .hasSizeGreaterThan(1);
            assertThat(SegmentDump.records(logs)).isEqualTo(numbered(Lines.of(partition, RECORDS)));
            indexes.addAll(SegmentDump.files(files, ".index"));
            timeIndexes.addAll(SegmentDump.files(files, ".timeindex"));
        }
        Path stamped = data.resolve(STAMPED + "-0");
        assertThat(SegmentDump.records(SegmentDump.files(stamped, ".log"))).isEqualTo(numbered(Lines.of(99, RECORDS)));
        indexes.addAll(SegmentDump.files(stamped, ".index"));
        timeIndexes.addAll(SegmentDump.files(stamped, ".timeindex"));
        indexes.addAll(timeIndexes);
        SegmentDump.verifyIndexes(indexes);
        SegmentDump.checkSanity(indexes);
        System.out.println("DumpLogSegments: " + CODECS + " and LogAppendTime, " + indexes.size()
                + " indexes and time indexes, no mismatch");
    }

    private static void judgeTransactions(Path files, TransactedFiles written) {
        List<Path> logs = SegmentDump.files(files, ".log");
        assertThat(logs).hasSize(3);
        assertThat(SegmentDump.markers(logs)).isEqualTo(4);
        List<Path> indexes = SegmentDump.files(files, ".txnindex");
        assertThat(SegmentDump.abortedTransactions(indexes)).isEqualTo(written.aborted());
        System.out.println("DumpLogSegments: " + written.aborted().size() + " aborted transactions in " + indexes.size()
                + " .txnindex, no mismatch");
    }

    /** Kafka finds what to leave out in our index. */
    private static void readCommitted(KafkaCluster kafka, TransactedFiles written) {
        KafkaTool.Outcome read = KafkaTool.run(
                        KafkaTool.CONSOLE_CONSUMER,
                        "--bootstrap-server",
                        kafka.bootstrap(),
                        "--topic",
                        TRANSACTED.topic(),
                        "--from-beginning",
                        "--isolation-level",
                        "read_committed",
                        "--max-messages",
                        Integer.toString(written.committed().size()),
                        "--timeout-ms",
                        "30000")
                .orFail();
        assertThat(read.stdout().stream().filter(line -> line.matches("[a-z-]+-\\d+")))
                .isEqualTo(written.committed());
        System.out.println("Kafka serves the " + written.committed().size()
                + " committed records of Sampo's transactions, and none that was taken back");
    }

    private static List<String> numbered(List<String> lines) {
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            numbered.add(i + lines.get(i).substring(lines.get(i).indexOf('\t')));
        }
        return numbered;
    }

    /** Replaces the segments and what is derived from them; {@code to} stays the log of its own topic. */
    private static void place(Path from, Path to) throws IOException {
        for (Path directory : List.of(to, from)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(ForeignFilesTest::isOfLog).toList()) {
                    if (directory.equals(to)) {
                        Files.delete(file);
                    } else {
                        Files.copy(file, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }

    private static boolean isOfLog(Path file) {
        return !file.getFileName().toString().equals("partition.metadata");
    }

    private static void readFromSampo(Path directory) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                SampoClient client = SampoClient.connect(ClientSettings.bootstrap(broker.bootstrap()))) {
            for (String codec : CODECS) {
                ReadBack read = ReadBack.of(client, new TopicPartition(THEIRS + codec, 0));
                List<String> expected = Lines.of(codec.hashCode(), RECORDS);
                assertThat(read.records().stream().map(Lines::of)).as(codec).isEqualTo(expected);
                assertThat(read.records().get(RECORDS - 1).offset()).isEqualTo(RECORDS - 1);
                System.out.println("Sampo serves what Kafka wrote with " + codec + ": " + RECORDS + " records");
            }
        }
    }

    private static void readFromKafka(KafkaCluster kafka) {
        KafkaTool.Outcome read = KafkaTool.run(
                        KafkaTool.CONSOLE_CONSUMER,
                        "--bootstrap-server",
                        kafka.bootstrap(),
                        "--topic",
                        OURS,
                        "--from-beginning",
                        "--max-messages",
                        Integer.toString(RECORDS * CODECS.size()),
                        "--timeout-ms",
                        "30000",
                        "--formatter-property",
                        "print.partition=true",
                        "--formatter-property",
                        "print.offset=true",
                        "--formatter-property",
                        "print.headers=true",
                        "--formatter-property",
                        "print.key=true")
                .orFail();
        for (int partition = 0; partition < CODECS.size(); partition++) {
            String prefix = "Partition:" + partition + "\tOffset:";
            List<String> lines = Lines.of(partition, RECORDS);
            List<String> expected = new ArrayList<>();
            for (int offset = 0; offset < RECORDS; offset++) {
                expected.add(prefix + offset + "\t" + lines.get(offset));
            }
            assertThat(read.stdout().stream()
                            .filter(line -> line.startsWith(prefix))
                            .toList())
                    .isEqualTo(expected);
            System.out.println(
                    "Kafka serves what Sampo wrote with " + CODECS.get(partition) + ": " + RECORDS + " records");
        }
    }
}
