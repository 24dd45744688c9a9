package io.sampo.systemtests.kafka;

import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of Apache Kafka to its end and keeps all that it printed. */
public final class KafkaTool {
    public static final String DUMP_LOG_SEGMENTS = "org.apache.kafka.tools.DumpLogSegments";
    public static final String TOPICS = "org.apache.kafka.tools.TopicCommand";
    public static final String CONSOLE_PRODUCER = "org.apache.kafka.tools.ConsoleProducer";
    public static final String CONSOLE_CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer";
    public static final String CONSUMER_GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
    public static final String STORAGE = "kafka.tools.StorageTool";

    private static final long TIMEOUT_S = 120;

    /** What a tool did: its exit code, and every line of its two streams. */
    public record Outcome(String tool, int exitCode, List<String> stdout, List<String> stderr) {
        /**
         * Itself, if the tool ended with 0.
         *
         * @throws AssertionError with all that it said if not
         */
        public Outcome orFail() {
            if (exitCode != 0) {
                throw new AssertionError(tool + " ended with " + exitCode + ":\n" + String.join("\n", stdout) + "\n"
                        + String.join("\n", stderr));
            }
            return this;
        }
    }

    private KafkaTool() {}

    /** Runs {@code mainClass} with nothing on its standard input. */
    public static Outcome run(String mainClass, String... arguments) {
        return runWithInput("", mainClass, arguments);
    }

    /** Runs {@code mainClass} with {@code input} on its standard input. */
    public static Outcome runWithInput(String input, String mainClass, String... arguments) {
        return runWithInput(input, command(mainClass, List.of(arguments)));
    }

    /** How to start {@code mainClass}, for whoever does not wait for its end. */
    public static JavaCommand command(String mainClass, List<String> arguments) {
        return KafkaProcess.command(mainClass, arguments).withFlag("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    }

    /** Runs any other command in the same way: to its end, with all its output. */
    public static Outcome runWithInput(String input, JavaCommand command) {
        String mainClass = command.mainClass();
        try {
            // Files, not pipes: a dump may be long, and nobody has to read two streams at once.
            Path directory = Files.createTempDirectory("sampo-kafka-tool");
            Path stdin = Files.writeString(directory.resolve("in"), input);
            Path stdout = directory.resolve("out");
            Path stderr = directory.resolve("err");
            try {
                int exitCode = run(new ProcessBuilder(command.toArguments())
                        .redirectInput(stdin.toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile()));
                return new Outcome(mainClass, exitCode, lines(stdout), lines(stderr));
            } finally {
                for (Path file : List.of(stdin, stdout, stderr, directory)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + mainClass, e);
        }
    }

    private static int run(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        try {
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new AssertionError(builder.command() + " did not end within " + TIMEOUT_S + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + builder.command(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        // Records may hold any bytes; what is no UTF-8 is shown, not refused.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
