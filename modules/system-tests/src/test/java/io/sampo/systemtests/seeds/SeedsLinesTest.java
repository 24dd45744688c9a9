package io.sampo.systemtests.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.kafka.KafkaCluster;
import io.sampo.systemtests.kafka.KafkaTool;
import io.sampo.systemtests.kafka.KafkaTool.Outcome;
import io.sampo.testkit.EmbeddedBroker;
import io.sampo.testkit.process.JavaCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One line after the other, by Sampo's command against Sampo and by Kafka's tool against Kafka 4.3.1: what they print is the
 * same. Left out of the comparison is what differs from run to run (ids of topics), what a cluster is configured with
 * (Configs), which partition a record without a key goes to, and blanks at the end of a line. Lines of old have flags that
 * Kafka's tools have no more: those get the flag of today.
 */
class SeedsLinesTest {
    private static final Map<String, String> TOOLS = Map.of(
            "kafka-topics", KafkaTool.TOPICS,
            "kafka-console-producer", KafkaTool.CONSOLE_PRODUCER,
            "kafka-console-consumer", KafkaTool.CONSOLE_CONSUMER,
            "kafka-consumer-groups", KafkaTool.CONSUMER_GROUPS);

    /** What stands for the brokers in a line. */
    private static final String HERE = "HERE";

    @TempDir
    private static Path directory;

    private static EmbeddedBroker sampo;
    private static KafkaCluster kafka;

    @BeforeAll
    static void start() {
        sampo = EmbeddedBroker.startWithKafka(directory.resolve("sampo"));
        kafka = KafkaCluster.start(1, directory.resolve("kafka"), Map.of("auto.create.topics.enable", "true"));
    }

    @AfterAll
    static void stop() {
        sampo.close();
        kafka.close();
    }

    /** A line of a shell, and what is typed into it. */
    private record Line(String words, String input) {
        Outcome bySampo() {
            String[] all = words.replace(HERE, sampo.kafkaBootstrap()).split(" ");
            return KafkaTool.runWithInput(input, JavaCommand.of(KafkaCommand.class.getName(), all));
        }

        Outcome byKafka() {
            String[] all = words.replace(HERE, kafka.bootstrap())
                    .replace("--broker-list", "--bootstrap-server")
                    .split(" ");
            return KafkaTool.runWithInput(input, TOOLS.get(all[0]), Arrays.copyOfRange(all, 1, all.length));
        }
    }

    private static Line line(String words) {
        return new Line(words, "");
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                // Kafka's own grumbling about flags that every guide prints.
                .filter(line -> !line.contains("is deprecated and will be removed"))
                .map(line -> line.replaceAll("TopicId: \\S+", "TopicId: …")
                        .replaceAll("Configs: .*", "Configs: …")
                        .stripTrailing())
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyLinePrintsWhatKafkaPrints() {
        return Stream.of(
                        line(
                                "kafka-topics --create --bootstrap-server HERE --replication-factor 1 --partitions 1 --topic test"),
                        line("kafka-topics --create --bootstrap-server HERE --partitions 2 -topic cnbook"),
                        line(
                                "kafka-topics --create --bootstrap-server HERE --topic with.dot --config retention.ms=1000"),
                        line("kafka-topics --create --bootstrap-server HERE --topic test"),
                        line("kafka-topics --create --bootstrap-server HERE --topic x --config no.such.key=1"),
                        line("kafka-topics --list --bootstrap-server HERE"),
                        line("kafka-topics --describe --bootstrap-server HERE --topic cnbook"),
                        line("kafka-topics --alter --bootstrap-server HERE --topic cnbook --partitions 3"),
                        line("kafka-topics --alter --bootstrap-server HERE --topic cnbook --partitions 1"),
                        line("kafka-topics --describe --bootstrap-server HERE --topic cn.*"),
                        line("kafka-topics --delete --bootstrap-server HERE --topic with.dot"),
                        line("kafka-topics --delete --bootstrap-server HERE --topic missing"),
                        new Line("kafka-console-producer --broker-list HERE --topic test", "one\ntwo\n"),
                        new Line(
                                "kafka-console-producer --broker-list HERE -topic test --property parse.key=true"
                                        + " --property key.separator=:",
                                "k1:v1\nk2:v2\n"),
                        new Line("kafka-console-producer --broker-list HERE --topic music", "made by asking\n"),
                        line(
                                "kafka-console-consumer --bootstrap-server HERE -topic test --from-beginning --max-messages 4"),
                        line("kafka-console-consumer --bootstrap-server HERE --topic test --partition 0 --offset 2"
                                + " --max-messages 2 --property print.key=true --property print.offset=true"
                                + " --property print.partition=true --property print.headers=true"),
                        line(
                                "kafka-console-consumer --bootstrap-server HERE --topic test --partition 0 --offset earliest"
                                        + " --max-messages 1 --property print.key=true --property print.value=false"),
                        line(
                                "kafka-console-consumer --bootstrap-server HERE --topic music --from-beginning --max-messages 1"),
                        line("kafka-console-consumer --bootstrap-server HERE --topic test --group g1 --from-beginning"
                                + " --max-messages 3"),
                        line("kafka-consumer-groups --bootstrap-server HERE --describe --group g1"),
                        line("kafka-consumer-groups --bootstrap-server HERE --describe --group g1 --members"),
                        line("kafka-consumer-groups --bootstrap-server HERE --reset-offsets --group g1 --topic test"
                                + " --to-earliest --execute"),
                        line("kafka-consumer-groups --bootstrap-server HERE --reset-offsets --group g1 --topic test:0"
                                + " --shift-by 2 --dry-run"),
                        line("kafka-consumer-groups --bootstrap-server HERE --reset-offsets --group g1 --all-topics"
                                + " --to-latest --execute --export"),
                        line(
                                "kafka-consumer-groups --bootstrap-server HERE --delete-offsets --group g1 --topic test:0"),
                        line("kafka-consumer-groups --bootstrap-server HERE --delete --group g1"))
                .map(line -> DynamicTest.dynamicTest(line.words(), () -> {
                    // Both at once: most of it is the start of two JVMs.
                    CompletableFuture<Outcome> kafkas = CompletableFuture.supplyAsync(line::byKafka);
                    Outcome ours = line.bySampo();
                    Outcome theirs = kafkas.join();
                    assertThat(comparable(ours.stdout()))
                            .as("Sampo said on standard error: " + ours.stderr())
                            .isEqualTo(comparable(theirs.stdout()));
                    assertThat(ours.exitCode()).isEqualTo(theirs.exitCode());
                }));
    }

    @TestFactory
    Stream<DynamicTest> mistakesOfTypingAreToldInKafkasWordsAndEndWithOne() {
        return Stream.of(
                        Map.entry("kafka-topics --bootstrap-server HERE", "Command must include exactly one action"),
                        Map.entry(
                                "kafka-topics --bootstrap-server HERE --create",
                                "Missing required argument \"[topic]\""),
                        Map.entry("kafka-topics --list", "[bootstrap-server]"),
                        Map.entry("kafka-console-consumer --bootstrap-server HERE", "Exactly one of --include/--topic"),
                        Map.entry("kafka-consumer-groups --bootstrap-server HERE --describe", "--all-groups, --group"))
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Outcome ours = new Line(entry.getKey(), "").bySampo();
                    assertThat(ours.exitCode()).isEqualTo(1);
                    assertThat(String.join("\n", ours.stderr())).contains(entry.getValue());
                }));
    }
}
