package io.sampo.cli.log;

import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.console.Connection;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampo log import}: adopts partitions that another cluster has written, with their offsets. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Adopt the partitions of a stopped Kafka or Sampo broker, with all their offsets and " + "timestamps.",
            "Run it where the broker that gets them runs, while that broker is stopped: the command "
                    + "starts it for a moment to create the topics (one replica, on this broker), stops it, and "
                    + "places copies of the files. The originals are only read.  Every batch is read first. "
                    + "Refused, before anything is changed: damage; a topic that is not there with all of its "
                    + "partitions; internal topics; transactional records; batches above 8 MiB; a topic that exists "
                    + "and holds records, or has replicas on other brokers. If it is interrupted, run it again. "
                    + "Consumer group offsets do not come along."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo log import --config cluster-config/single.conf /srv/kafka-logs",
            "  sampo log import --config my.conf --topic-config cleanup.policy=compact /srv/kafka-logs/users-0"
        })
final class ImportLog implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "Directories of partitions, or whole log directories.")
    private List<Path> sources = List.of();

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration of the broker.")
    private Path config;

    @Option(names = "-D", paramLabel = "key=value", description = "A key that wins over the file; repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--topic-config", paramLabel = "K=V", description = "Configuration of the topics; repeatable.")
    private Map<String, String> topicConfig = new TreeMap<>();

    @Option(names = "--dry-run", description = "Only read, and say what would be adopted.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("name directories of partitions, or a log directory");
        }
        TopicConfig validated = TopicConfig.of(topicConfig);
        BrokerSettings settings = BrokerSettings.load(config, overrides);
        Map<String, List<ImportSource>> topics = ImportSource.readAll(
                sources, String.valueOf(topicConfig.get("cleanup.policy")).contains("compact"));
        topics.values().forEach(partitions -> partitions.forEach(this::say));
        if (!dryRun) {
            Map<String, TopicId> ids = createTopics(settings, topics);
            for (Map.Entry<String, TopicId> topic : ids.entrySet()) {
                place(settings, topics.get(topic.getKey()), topic.getValue(), validated);
            }
            spec.commandLine().getOut().println("Adopted " + ids.keySet() + "; start the broker.");
        }
        return 0;
    }

    private void say(ImportSource source) {
        spec.commandLine()
                .getOut()
                .println(source.name() + ": offsets " + source.logStartOffset() + " to " + source.logEndOffset()
                        + ", every batch intact");
    }

    private Map<String, TopicId> createTopics(BrokerSettings settings, Map<String, List<ImportSource>> topics) {
        Map<String, TopicId> ids = new TreeMap<>();
        BrokerNode node = Connection.await(BrokerNode.start(settings));
        try (Connection connection = Connection.of(SampoClient.embedded(node.actorSystem(), node.sessionGate()))) {
            List<String> existing = Connection.await(connection.admin().listTopics());
            // Those that are there are looked at first: nothing is created where something is refused.
            topics.forEach((topic, partitions) -> {
                if (existing.contains(topic)) {
                    requireFit(view(connection, topic), partitions.size(), settings.brokerId());
                }
            });
            topics.forEach((topic, partitions) -> {
                if (!existing.contains(topic)) {
                    List<List<Integer>> here = Collections.nCopies(partitions.size(), List.of(settings.brokerId()));
                    Connection.await(connection
                            .admin()
                            .createTopic(new NewTopic(topic, partitions.size(), 1, here, topicConfig)));
                }
                TopicView created = view(connection, topic);
                requireFit(created, partitions.size(), settings.brokerId());
                // Asks the replicas themselves: they have made their logs when they answer.
                Connection.await(connection
                        .admin()
                        .offsets(partitions.stream().map(ImportSource::name).collect(Collectors.toSet()), StartAt.END));
                ids.put(topic, created.topicId());
            });
        } finally {
            Connection.await(node.stop());
        }
        return ids;
    }

    private static TopicView view(Connection connection, String topic) {
        return Connection.await(connection.admin().describeTopics(List.of(topic)))
                .get(0);
    }

    private static void requireFit(TopicView topic, int partitions, int brokerId) {
        if (topic.partitions().size() != partitions) {
            throw new IllegalArgumentException("topic " + topic.topic() + " exists with "
                    + topic.partitions().size() + " partitions, the files have " + partitions);
        }
        if (!topic.partitions().stream().allMatch(state -> state.replicas().equals(List.of(brokerId)))) {
            // An empty replica elsewhere might lead first, and its followers would cut what was placed.
            throw new IllegalArgumentException(
                    "topic " + topic.topic() + " exists and has replicas on other brokers than " + brokerId
                            + "; delete it, or import elsewhere");
        }
    }

    private static void place(
            BrokerSettings settings, List<ImportSource> partitions, TopicId topicId, TopicConfig topicConfig)
            throws IOException {
        TopicConfig config = topicConfig.withBrokerDefaults(settings.topicDefaults());
        for (ImportSource source : partitions) {
            boolean placed = false;
            for (Path path : settings.logDirs()) {
                try (ImportTarget target = ImportTarget.open(path, settings.brokerId())) {
                    if (!placed && target.isHomeOf(source.name())) {
                        target.place(source, topicId, config);
                        placed = true;
                    }
                }
            }
            if (!placed) {
                throw new IOException("the broker has made no log for " + source.name() + "; see its log");
            }
        }
    }
}
