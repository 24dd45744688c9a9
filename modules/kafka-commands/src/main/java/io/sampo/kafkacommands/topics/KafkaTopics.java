package io.sampo.kafkacommands.topics;

import io.sampo.client.NewTopic;
import io.sampo.console.Connection;
import io.sampo.console.TopicDescription;
import io.sampo.kafkacommands.ClientProperties;
import io.sampo.kafkacommands.NamePattern;
import io.sampo.kafkacommands.ServerOptions;
import io.sampo.kafkacommands.Words;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfigKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kafka-topics}: creates, lists, describes, alters and deletes topics. */
@Command(
        name = "kafka-topics",
        mixinStandardHelpOptions = true,
        version = "sampo 0.1.0",
        description = "Create, list, describe, alter or delete topics, as kafka-topics.sh of Apache Kafka 4.3.1 does.")
public final class KafkaTopics implements Callable<Integer> {
    private static final String ACTIONS =
            "Command must include exactly one action: --list, --describe, --create, --alter or --delete";

    @Mixin
    private ServerOptions servers;

    @Mixin
    private PartitionFilter filter;

    @Option(names = "--create", description = "Create a topic.")
    private boolean create;

    @Option(names = "--list", description = "List the names of topics.")
    private boolean list;

    @Option(names = "--describe", description = "Show partitions: leader, replicas, in-sync replicas.")
    private boolean describe;

    @Option(names = "--alter", description = "Raise the number of partitions.")
    private boolean alter;

    @Option(names = "--delete", description = "Delete topics.")
    private boolean delete;

    @Option(names = "--topic", paramLabel = "T", description = "A name; but for --create also a regular expression.")
    private @Nullable String topic;

    @Option(names = "--topic-id", paramLabel = "ID", description = "With --describe: the topic of that id.")
    private @Nullable String topicId;

    @Option(names = "--partitions", paramLabel = "N", description = "How many; default: the cluster's.")
    private @Nullable Integer partitions;

    @Option(names = "--replication-factor", paramLabel = "N", description = "How many; default: the cluster's.")
    private @Nullable Integer replicationFactor;

    @Option(names = "--replica-assignment", paramLabel = "B:B,B:B", description = "Brokers of each partition.")
    private @Nullable String assignment;

    @Option(names = "--config", paramLabel = "K=V", description = "With --create: a topic configuration; repeatable.")
    private List<String> configs = List.of();

    @Option(names = "--if-not-exists", description = "With --create: a topic that is there is no error.")
    private boolean ifNotExists;

    @Option(names = "--if-exists", description = "With --alter, --delete, --describe: no such topic is no error.")
    private boolean ifExists;

    @Option(names = "--exclude-internal", description = "Without the topics that Sampo made for itself.")
    private boolean excludeInternal;

    @Option(
            names = "--topics-with-overrides",
            description = "With --describe: topics with configurations of their own.")
    private boolean withOverrides;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--partition-size-limit-per-response",
            paramLabel = "N",
            description = "Of no effect here: topics come in one answer.")
    void partitionSizeLimit(int limit) {
        if (limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--partition-size-limit-per-response " + limit + ": expected 1 or more");
        }
    }

    @Override
    public Integer call() {
        checkWords();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Connection connection =
                servers.connect(servers.properties(ClientProperties.Of.ADMIN, Map.of(), err), err)) {
            if (create) {
                create(connection, String.valueOf(topic), out);
            } else if (list) {
                list(connection, out);
            } else if (describe) {
                describe(connection, out);
            } else if (alter) {
                alter(connection);
            } else {
                delete(connection);
            }
            return 0;
        } catch (SampoException | NoSuchTopicException e) {
            out.println("Error while executing topic command : " + e.getMessage());
            return 1;
        }
    }

    private void checkWords() {
        if (Stream.of(create, list, describe, alter, delete)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException(ACTIONS);
        }
        if (topic == null && (create || delete || alter)) {
            throw new IllegalArgumentException("Missing required argument \"[topic]\"");
        }
        if (alter && !configs.isEmpty()) {
            throw new IllegalArgumentException(
                    "Option combination \"[alter],[config]\" can't be used with the kafka-topics"
                            + " tool; sampo topics alter --config changes configurations");
        }
        if (alter && partitions == null) {
            throw new IllegalArgumentException("Missing required argument \"[partitions]\"");
        }
        if (assignment != null && (partitions != null || replicationFactor != null) && create) {
            throw new IllegalArgumentException(
                    "Option \"[replica-assignment]\" can't be used with option \"[partitions]\" or"
                            + " \"[replication-factor]\"");
        }
        if (assignment != null && alter) {
            throw new IllegalArgumentException(
                    "--replica-assignment with --alter: the controller places new partitions; sampo reassign moves them");
        }
    }

    private void create(Connection connection, String name, PrintWriter out) {
        if (name.indexOf('.') >= 0 || name.indexOf('_') >= 0) {
            out.println(
                    "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could"
                            + " collide. To avoid issues it is best to use either, but not both.");
        }
        Map<String, String> config = Words.pairs("--config", configs);
        for (String key : config.keySet()) {
            if (Stream.of(TopicConfigKey.values())
                    .noneMatch(known -> known.key().equals(key))) {
                throw new SampoException(ErrorCode.INVALID_CONFIG, "Unknown topic config name: " + key);
            }
        }
        NewTopic wanted = new NewTopic(
                name,
                partitions == null ? -1 : partitions,
                replicationFactor == null ? -1 : replicationFactor,
                assignment == null ? List.of() : ReplicaAssignment.parse(assignment),
                config);
        try {
            Connection.await(connection.admin().createTopic(wanted));
        } catch (SampoException e) {
            if (ifNotExists && e.error() == ErrorCode.TOPIC_ALREADY_EXISTS) {
                return;
            }
            throw e.error() == ErrorCode.TOPIC_ALREADY_EXISTS
                    ? new SampoException(e.error(), "Topic '" + name + "' already exists.")
                    : e;
        }
        out.println("Created topic " + name + ".");
    }

    private void list(Connection connection, PrintWriter out) {
        NamePattern wanted = NamePattern.of(topic == null ? ".*" : topic);
        Connection.await(connection.admin().listTopics()).stream()
                .filter(wanted::matches)
                .filter(this::isShown)
                .forEach(out::println);
    }

    private boolean isShown(String name) {
        return !excludeInternal || !InternalTopics.contains(name);
    }

    private void describe(Connection connection, PrintWriter out) {
        ClusterView view = Connection.await(connection.admin().describeCluster());
        Set<Integer> alive = view.brokers().stream()
                .filter(broker -> !broker.fenced())
                .map(BrokerView::brokerId)
                .collect(Collectors.toSet());
        for (TopicView found : chosen(connection)) {
            if (withOverrides) {
                if (!found.config().isEmpty()) {
                    out.println(TopicDescription.head(found));
                }
                continue;
            }
            if (!filter.isGiven()) {
                out.println(TopicDescription.head(found));
            }
            for (int number = 0; number < found.partitions().size(); number++) {
                if (filter.shows(found, found.partitions().get(number), alive)) {
                    out.println(TopicDescription.partition(found, number));
                }
            }
        }
    }

    private void alter(Connection connection) {
        int wanted = partitions == null ? -1 : partitions;
        for (TopicView found : chosen(connection)) {
            int count = found.partitions().size();
            if (wanted <= count) {
                throw new SampoException(
                        ErrorCode.INVALID_PARTITIONS,
                        "The topic " + found.topic() + " currently has " + count + " partition(s); " + wanted
                                + " would not be an increase.");
            }
            Connection.await(connection.admin().createPartitions(found.topic(), wanted));
        }
    }

    private void delete(Connection connection) {
        for (TopicView found : chosen(connection)) {
            Connection.await(connection.admin().deleteTopic(found.topic()));
        }
    }

    /** The topics that {@code --topic} or {@code --topic-id} names; all where neither is given. */
    private List<TopicView> chosen(Connection connection) {
        NamePattern wanted = NamePattern.of(topic == null ? ".*" : topic);
        List<TopicView> found = Connection.await(connection.admin().describeTopics(List.of())).stream()
                .filter(view -> topicId == null
                        ? wanted.matches(view.topic()) && isShown(view.topic())
                        : view.topicId().toString().equals(topicId))
                .toList();
        if (found.isEmpty() && !ifExists && topicId != null) {
            throw new NoSuchTopicException("TopicId '" + topicId + "' does not exist as expected");
        }
        if (found.isEmpty() && !ifExists && topic != null) {
            throw new NoSuchTopicException("Topic '" + topic + "' does not exist as expected");
        }
        return found;
    }

    /** No topic is meant by what was typed. */
    private static final class NoSuchTopicException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoSuchTopicException(String message) {
            super(message);
        }
    }
}
