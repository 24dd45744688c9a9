package io.sampo.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerSettings;
import io.sampo.console.text.LineReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo quickstart}: an embedded broker, a real text through it, and what to type next. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "Start a broker in this process, publish the lines of a text to the topic 'quickstart' and read them back.",
            "Stays up until Ctrl-C. With --once: on free ports, verifies line by line, stops the broker, opens the data",
            "again, verifies a second time and ends. Another call on the same directory appends."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo quickstart --once",
            "  sampo quickstart",
            "  sampo quickstart --data /srv/try --file /usr/share/common-licenses/GPL-3"
        })
final class Quickstart implements Callable<Integer> {
    @Option(names = "--once", description = "Verify, stop, open again, verify again, end.")
    private boolean once;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "sampo-data",
            description = "Where the broker keeps its log (default: ./${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--file", paramLabel = "F", description = "The text to publish. Default: the project's README.")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path text = text();
        List<byte[]> lines = lines(text);
        BrokerSettings settings = settings();
        FreePortCheck.check(settings);
        PrintWriter out = spec.commandLine().getOut();
        out.println("Sampo quickstart: one broker in this process, its log in " + data);
        long firstOffset;
        try (QuickstartBroker broker = QuickstartBroker.start(settings, out)) {
            broker.createTopic();
            firstOffset = broker.publish(lines, text.getFileName().toString(), Quickstart::sinceJvmStart);
            broker.verify(firstOffset, lines);
            if (!once) {
                out.println(next(broker.bootstrap()));
                broker.awaitEnd();
                return ExitCode.FAILED;
            }
        }
        out.println("  broker stopped; opening " + data + " again");
        try (QuickstartBroker broker = QuickstartBroker.start(settings, out)) {
            broker.verify(firstOffset, lines);
        }
        out.println("Every line is there, before and after the restart. The log stays in " + data
                + "; another call appends.");
        return ExitCode.DONE;
    }

    private Path text() {
        Path wanted = file;
        if (wanted == null) {
            String home = System.getProperty("sampo.home");
            if (home == null) {
                throw new IllegalArgumentException("no text to publish: give --file FILE");
            }
            wanted = Path.of(home, "README.md");
        }
        if (!Files.isRegularFile(wanted)) {
            throw new IllegalArgumentException("--file " + wanted
                    + (Files.exists(wanted) ? " is not a file" : " does not exist") + "; give a text file");
        }
        return wanted;
    }

    private static List<byte[]> lines(Path text) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(Files.newInputStream(text))) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("--file " + text + " is empty; give a file with lines");
        }
        return lines;
    }

    private BrokerSettings settings() {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new IllegalArgumentException("--data " + data + " is a file; give a directory");
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("sampo.log.dirs", List.of(data.toString()));
        if (once) {
            for (String port : List.of("artery", "kafka", "raft", "session", "aeron", "http")) {
                keys.put("sampo." + port + ".port", 0);
            }
        }
        Config config = ConfigFactory.parseMap(keys);
        return BrokerSettings.from(config);
    }

    /** Age of this JVM. Not of the process: the script that became it may have built the distribution first. */
    private static Duration sinceJvmStart() {
        long startedMs = ManagementFactory.getRuntimeMXBean().getStartTime();
        return Duration.ofMillis(System.currentTimeMillis() - startedMs);
    }

    private String next(String bootstrap) {
        String at = bootstrap.equals("127.0.0.1:25520") ? "" : " --bootstrap " + bootstrap;
        return """

                The broker serves at %s until Ctrl-C. Type in another terminal:
                  ops/bin/sampo topics describe --topic quickstart%s
                  ops/bin/sampo consume --topic quickstart --from-beginning --timeout-ms 1000%s
                  echo hello | ops/bin/sampo produce --topic quickstart%s
                  ops/bin/sampo consume --help
                The log lies in %s: ls %s/quickstart-0
                """.formatted(bootstrap, at, at, at, data, data).stripTrailing();
    }
}
