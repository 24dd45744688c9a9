package io.sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> everyCommandHasHelpWithExamples() {
        return Stream.of(
                        "",
                        "quickstart",
                        "broker",
                        "kafka-server-start",
                        "topics",
                        "topics create",
                        "topics list",
                        "topics describe",
                        "topics alter",
                        "topics delete-records",
                        "topics delete",
                        "leaders",
                        "leaders elect-preferred",
                        "leaders elect-unclean",
                        "cluster",
                        "cluster describe",
                        "cluster drain",
                        "cluster remove",
                        "cluster voters",
                        "cluster voters add",
                        "cluster voters remove",
                        "reassign",
                        "reassign plan",
                        "reassign execute",
                        "reassign status",
                        "reassign cancel",
                        "produce",
                        "consume",
                        "groups",
                        "groups list",
                        "groups describe",
                        "groups reset-offsets",
                        "groups delete-offsets",
                        "groups delete",
                        "log",
                        "log dump",
                        "log verify",
                        "log import")
                .map(command -> DynamicTest.dynamicTest("sampo " + command, () -> {
                    Outcome outcome = run((command + " --help").strip().split(" "));
                    assertThat(outcome.exitCode()).isZero();
                    assertThat(outcome.out()).contains("Examples:", ("sampo " + command).strip());
                    assertThat(outcome.err()).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> mistakesOfTypingAreToldInOneLineAndEndWithTwo() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path broken = Files.writeString(directory.resolve("broken.conf"), "sampo { broker.id = \n");
        Path mistyped = Files.writeString(directory.resolve("mistyped.properties"), "log.retention.hrs=3\n");
        Path secured = Files.writeString(directory.resolve("secured.properties"), "ssl.keystore.location=k.jks\n");
        Path unknown = Files.writeString(directory.resolve("unknown.conf"), "sampo.no.such.key = 7\n");
        return Stream.of(
                        List.of("", "Missing command"),
                        List.of("produse", "produse"),
                        List.of("topics", "Missing command: create, list"),
                        List.of("topics create", "--topic"),
                        List.of("leaders elect-preferred --partition 3", "--topic"),
                        List.of("leaders elect-unclean --topic t --partition 3", "--accept-loss"),
                        List.of("topics create --topic t --partitions many", "many"),
                        List.of("topics create --topic t --config no.such.key=1", "no.such.key"),
                        List.of("topics create --topic t --config retention.ms=soon", "retention.ms"),
                        List.of("topics alter --topic t", "--partitions"),
                        List.of("topics delete-records --topic t", "--before"),
                        List.of("topics delete-records --topic t --before soon", "an offset from 0, or 'end'"),
                        List.of("topics list --bootstrap localhost", "host:port"),
                        List.of("cluster", "Missing command: describe, drain, remove or voters"),
                        List.of("cluster drain", "--broker"),
                        List.of("cluster drain --broker 4 --throttle -5", "-5"),
                        List.of("reassign", "Missing command: plan"),
                        List.of("reassign plan", "--brokers"),
                        List.of("reassign plan --brokers 1,two", "two"),
                        List.of("reassign execute --file " + directory.resolve("absent"), "does not exist"),
                        List.of("reassign execute --file " + folder, "is no file"),
                        List.of("reassign execute --file " + broken, "Kafka's JSON format"),
                        List.of("produce --topic t --acks 2", "all, 1, 0"),
                        List.of("produce --topic t --compression zip", "none, gzip, snappy, lz4, zstd"),
                        List.of("produce --topic t --rate -1", "negative"),
                        List.of("produce --topic t --file " + directory.resolve("absent"), "does not exist"),
                        List.of("produce --topic t --file " + folder, "is a directory"),
                        List.of("consume --topic t --from-beginning --offset 3", "mutually exclusive"),
                        List.of("consume --topic t --offset -3", "negative"),
                        List.of("consume --topic t --print size", "size"),
                        List.of("broker", "--config"),
                        List.of("broker --config " + directory.resolve("absent.conf"), "does not exist"),
                        List.of("broker --config " + folder, "is not a file"),
                        List.of("broker --config " + broken, "broken.conf"),
                        List.of("broker --config " + unknown, "no.such.key"),
                        List.of("kafka-server-start", "FILE"),
                        List.of("kafka-server-start " + directory.resolve("absent"), "does not exist"),
                        List.of("kafka-server-start " + mistyped, "log.retention.hours"),
                        List.of("kafka-server-start " + secured, "expected listeners of PLAINTEXT"),
                        List.of("kafka-server-start " + mistyped + " --override broker.id", "expected key=value"),
                        List.of("log", "Missing command: dump, verify or import"),
                        List.of("log dump", "name a directory"),
                        List.of("log dump " + directory.resolve("absent"), "does not exist"),
                        List.of("log dump " + folder, "holds no segments"),
                        List.of("log dump " + broken, "base offset"),
                        List.of("log import " + folder, "--config"),
                        List.of("log import --config " + unknown, "name directories"),
                        List.of("log verify", "name a log directory"),
                        List.of("log verify " + directory.resolve("absent"), "does not exist"),
                        List.of("log verify " + folder, "holds no partitions"),
                        List.of("log verify " + folder + " --against " + broken, "is no directory"),
                        List.of("quickstart --file " + directory.resolve("absent"), "does not exist"),
                        List.of("quickstart --once --data " + broken + " --file " + broken, "give a directory"))
                .map(line -> DynamicTest.dynamicTest("sampo " + line.get(0), () -> {
                    Outcome outcome = run(
                            line.get(0).isEmpty() ? new String[0] : line.get(0).split(" "));
                    assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
                    assertThat(outcome.err()).startsWith("sampo: ").contains(line.get(1));
                    assertThat(outcome.exitCode()).isEqualTo(2);
                    assertThat(outcome.out()).isEmpty();
                }));
    }

    @Test
    void unreachableClusterIsToldInOneLineAndEndsWithOne() throws IOException {
        // given a port that nobody listens on
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        // when
        Path config = Files.writeString(directory.resolve("client.conf"), "sampo.client.connect.timeout.ms = 700\n");
        Outcome outcome =
                run("topics", "list", "--bootstrap", "127.0.0.1:" + port, "--client-config", config.toString());

        // then
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err()).contains("127.0.0.1:" + port);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void portThatIsTakenIsToldBeforeAnythingStarts() throws IOException {
        // given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = Files.writeString(
                    directory.resolve("taken.conf"),
                    "sampo { log.dirs = [\"" + directory.resolve("data") + "\"], artery.port = " + taken.getLocalPort()
                            + ", session.port = 0, raft.port = 0, aeron.port = 0, http.port = 0 }\n");

            // when
            Outcome outcome = run("broker", "--config", config.toString());

            // then
            assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
            assertThat(outcome.err()).contains("Port " + taken.getLocalPort(), "sampo.artery.port");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(directory.resolve("data")).doesNotExist();
        }
    }

    @Test
    void textOfManyLinesBecomesOne() {
        Failure failure = Failure.of(new IllegalStateException("first\n  second\r\n\nthird\n"));
        assertThat(failure.line()).isEqualTo("IllegalStateException: first; second; third");
        assertThat(failure.exitCode()).isEqualTo(1);
    }

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
