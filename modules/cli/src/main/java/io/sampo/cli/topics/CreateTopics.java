package io.sampo.cli.topics;

import io.sampo.client.NewTopic;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.text.AckTally;
import io.sampo.console.text.LineReader;
import io.sampo.console.text.LineSender;
import io.sampo.console.text.Pace;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo topics create}: one topic, or one for each name on standard input. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Create a topic. It is there for every client when the command ends.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo topics create --topic book --partitions 3 --replication-factor 3",
            "  sampo topics create --topic log --config retention.ms=3600000 --config segment.bytes=67108864",
            "  cat names | sampo topics create --topic - --if-not-exists"
        })
final class CreateTopics implements Callable<Integer> {
    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "NAME",
            description = "Its name; - reads names from stdin.")
    private String topic;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "-1", description = "Default: the cluster's.")
    private int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Brokers that hold each partition. Default: the cluster's.")
    private int replicationFactor;

    @Option(names = "--config", paramLabel = "K=V", description = "A topic configuration, Kafka's names; repeatable.")
    private Map<String, String> config = new TreeMap<>();

    @Option(names = "--if-not-exists", description = "A topic of that name that is there already is no error.")
    private boolean ifNotExists;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", hidden = true, description = "With -: names/s.")
    private double rate;

    @Option(names = "--gaps-over-ms", paramLabel = "MS", hidden = true, description = "With -: report longer gaps.")
    private long gapsOverMs = Long.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        TopicConfig.of(config);
        try (Connection connection = cluster.connect()) {
            if (topic.equals("-")) {
                return createEach(connection);
            }
            boolean created = Connection.await(create(connection, topic));
            if (created) {
                spec.commandLine().getOut().println("Created topic " + topic + ".");
            }
            return 0;
        }
    }

    private int createEach(Connection connection) throws Exception {
        AckTally tally = new AckTally(gapsOverMs);
        LineSender.Target target = (key, name) -> create(connection, new String(name, StandardCharsets.UTF_8));
        try (LineReader names = new LineReader(System.in)) {
            new LineSender(target, tally, spec.commandLine().getErr()::println, null, new Pace(rate)).sendAll(names);
        } finally {
            spec.commandLine().getErr().println(tally.summary());
        }
        return tally.allAcknowledged() ? 0 : 1;
    }

    /** True if it was created, false if it was there and that is no error. */
    private CompletionStage<Boolean> create(Connection connection, String name) {
        NewTopic wanted = NewTopic.of(name, partitions, replicationFactor).withConfig(config);
        return connection.admin().createTopic(wanted).thenApply(done -> true).exceptionally(thrown -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (ifNotExists
                    && cause instanceof SampoException failure
                    && failure.error() == ErrorCode.TOPIC_ALREADY_EXISTS) {
                return false;
            }
            throw new CompletionException(cause);
        });
    }
}
