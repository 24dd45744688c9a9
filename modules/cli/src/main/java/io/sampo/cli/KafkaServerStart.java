package io.sampo.cli;

import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerSettings;
import io.sampo.kafkacommands.Words;
import io.sampo.kafkacommands.server.ServerProperties;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampo kafka-server-start}: a broker from a {@code server.properties} of Kafka; until SIGTERM or Ctrl-C. */
@Command(
        name = "kafka-server-start",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = {
            "Run a broker from Kafka's server.properties.",
            "Keys that both have keep their names; ports that Kafka does not have follow from broker.id; "
                    + "sampo.* keys may stand in the file. Prints what sampo broker prints."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo kafka-server-start ops/config/server.properties",
            "  sampo kafka-server-start server.properties --override log.dirs=/srv/sampo"
        })
final class KafkaServerStart implements Callable<Integer>, Logging.ByOptions {
    @Parameters(index = "0", paramLabel = "FILE", description = "Properties, as ops/config/server.properties.")
    private Path file;

    @Option(names = "--override", paramLabel = "K=V", description = "A key that wins over the file; repeatable.")
    private List<String> overrides = List.of();

    @Option(
            names = "--logging",
            paramLabel = "FILE",
            description = "logback.xml, for example cluster-config/logback.xml. Default: to standard error.")
    private @Nullable Path logging;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Logging.forBroker(logging);
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> properties = new TreeMap<>(read(file));
        properties.putAll(Words.pairs("--override", overrides));
        ServerProperties translated = ServerProperties.of(properties);
        translated.notices().forEach(notice -> err.println("sampo: " + file + ": " + notice));
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseMap(translated.settings(), file.toString()));
        return RunBroker.serve(settings, spec.commandLine().getOut(), err);
    }

    private static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("Configuration file " + file
                    + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; see ops/config/server.properties for an example");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("Configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> read = new TreeMap<>();
        properties.forEach((key, value) -> read.put(String.valueOf(key), String.valueOf(value)));
        return read;
    }
}
