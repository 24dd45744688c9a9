package io.sampo.kafkacommands.records;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.console.Connection;
import io.sampo.console.PrintingMember;
import io.sampo.console.text.ReaderGoneException;
import io.sampo.console.text.StandardOutput;
import io.sampo.kafkacommands.ClientProperties;
import io.sampo.kafkacommands.ServerOptions;
import io.sampo.kafkacommands.Words;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicPartition;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kafka-console-consumer}: the values of a topic, one a line. */
@Command(
        name = "kafka-console-consumer",
        mixinStandardHelpOptions = true,
        version = "sampo 0.1.0",
        description = {
            "Print the records of a topic, as kafka-console-consumer.sh of Apache Kafka 4.3.1 does.",
            "Ends 0 at --max-messages or --timeout-ms; without either, with Ctrl-C."
        })
public final class KafkaConsoleConsumer implements Callable<Integer> {
    /** As many names as Kafka has for groups that nobody named. */
    private static final int GROUP_NAMES = 100_000;

    /** Records of one answer; printing them is all there is to do. */
    private static final String MAX_POLL_RECORDS = "5000";

    @Mixin
    private ServerOptions servers;

    @Mixin
    private StartOptions what;

    @Option(names = "--max-messages", paramLabel = "N", description = "End after so many records.")
    private @Nullable Long maxMessages;

    @Option(names = "--timeout-ms", paramLabel = "MS", description = "End when nothing has come for so long.")
    private @Nullable Long timeoutMs;

    @Option(
            names = {"--property", "--formatter-property"},
            paramLabel = "K=V",
            description = "print.timestamp, print.key, print.offset, print.partition, print.epoch, print.headers,"
                    + " print.value, key.separator, line.separator, headers.separator, null.literal, key.deserializer,"
                    + " value.deserializer, headers.deserializer; repeatable.")
    private List<String> formatProperties = List.of();

    @Option(names = "--key-deserializer", paramLabel = "CLASS", description = "How keys are read.")
    private @Nullable String keyDeserializer;

    @Option(names = "--value-deserializer", paramLabel = "CLASS", description = "How values are read.")
    private @Nullable String valueDeserializer;

    @Option(
            names = {"--consumer-property", "--command-property"},
            paramLabel = "K=V",
            description = "A property of Kafka's consumer that ours has as well; repeatable.")
    private List<String> consumerProperties = List.of();

    @Option(names = "--skip-message-on-error", description = "Go on behind a record that cannot be printed.")
    private boolean skipOnError;

    @Spec
    private CommandSpec spec;

    private final AtomicLong printed = new AtomicLong();
    private final Map<String, String> timestampTypes = new HashMap<>();

    @Option(
            names = "--isolation-level",
            paramLabel = "read_uncommitted|read_committed",
            description = "The same: there are no transactions.")
    void isolationLevel(String level) {
        if (!level.equals("read_uncommitted") && !level.equals("read_committed")) {
            throw new ParameterException(
                    spec.commandLine(), "--isolation-level " + level + ": expected read_uncommitted or read_committed");
        }
    }

    @Override
    public Integer call() throws IOException {
        what.check();
        PrintWriter err = spec.commandLine().getErr();
        RecordFormat format = RecordFormat.of(formatProperties());
        ClientProperties properties = servers.properties(
                ClientProperties.Of.CONSUMER, Words.pairs("--consumer-property", consumerProperties), err);
        try (Connection connection = servers.connect(properties, err)) {
            if (what.topic != null) {
                servers.createOnDemand(connection, what.topic);
            }
            ConsumerSettings settings = settings(properties);
            Consumer consumer = connection.consumer(settings);
            try (PrintingMember member =
                    PrintingMember.of(consumer, settings.enableAutoCommit(), err, () -> sayHowMany(err))) {
                begin(connection, consumer, member);
                print(connection, consumer, format, member);
                member.end();
                return 0;
            }
        }
    }

    private void sayHowMany(PrintWriter err) {
        err.println("Processed a total of " + printed + " messages");
        err.flush();
    }

    private Map<String, String> formatProperties() {
        Map<String, String> all = new TreeMap<>(Words.pairs("--formatter-property", formatProperties));
        if (keyDeserializer != null) {
            all.put("key.deserializer", keyDeserializer);
        }
        if (valueDeserializer != null) {
            all.put("value.deserializer", valueDeserializer);
        }
        return all;
    }

    /** A group that nobody named is new, and commits nothing: so it is gone when its member has left. */
    private ConsumerSettings settings(ClientProperties properties) {
        Map<String, String> wins = new TreeMap<>();
        String group = what.group != null ? what.group : properties.own().get("group.id");
        if (what.partition != null) {
            wins.put("group.id", "");
            wins.put("enable.auto.commit", "false");
        } else if (group != null) {
            wins.put("group.id", group);
            wins.put("enable.auto.commit", properties.own().getOrDefault("enable.auto.commit", "true"));
        } else {
            wins.put(
                    "group.id",
                    "console-consumer-" + ThreadLocalRandom.current().nextInt(GROUP_NAMES));
            wins.put("enable.auto.commit", "false");
        }
        if (what.fromBeginning) {
            wins.put("auto.offset.reset", "earliest");
        }
        if (!properties.own().containsKey("max.poll.records")) {
            wins.put("max.poll.records", MAX_POLL_RECORDS);
        }
        return ConsumerSettings.of(properties.ownWith(wins));
    }

    private void begin(Connection connection, Consumer consumer, PrintingMember member) {
        if (what.partition != null) {
            connection.partitionsOf(String.valueOf(what.topic), what.partition);
            consumer.assign(Map.of(new TopicPartition(String.valueOf(what.topic), what.partition), what.start()));
        } else if (what.topic != null) {
            consumer.subscribe(List.of(what.topic), member.listener());
        } else {
            consumer.subscribePattern(String.valueOf(what.include), member.listener());
        }
    }

    /** Until there is enough, or whoever reads our output has all that he wants. */
    private void print(Connection connection, Consumer consumer, RecordFormat format, PrintingMember member)
            throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(new StandardOutput(new FileOutputStream(FileDescriptor.out)), 64 * 1024)) {
            print(consumer, member, records -> {
                for (ConsumerRecord record : records) {
                    print(connection, record, format, out);
                }
                out.flush();
            });
        } catch (ReaderGoneException e) {
            // He has it.
        }
    }

    private void print(Consumer consumer, PrintingMember member, PrintingMember.Output output) throws IOException {
        long left = maxMessages == null || maxMessages < 0 ? Long.MAX_VALUE : maxMessages;
        while (left > 0) {
            List<ConsumerRecord> records = Connection.await(
                    timeoutMs == null || timeoutMs < 0
                            ? consumer.receive()
                            : consumer.receive(Duration.ofMillis(timeoutMs)));
            if (records.isEmpty()) {
                // Nothing for --timeout-ms, or the consumer was closed by a signal.
                return;
            }
            member.print(records.subList(0, (int) Math.min(left, records.size())), output);
            left -= records.size();
        }
    }

    private void print(Connection connection, ConsumerRecord record, RecordFormat format, OutputStream out)
            throws IOException {
        try {
            out.write(format.line(
                    record, timestampType(connection, record.partition().topic())));
        } catch (IllegalArgumentException e) {
            if (!skipOnError) {
                throw e;
            }
            spec.commandLine().getErr().println("Error processing message, skipping this message: " + e.getMessage());
        }
        printed.incrementAndGet();
    }

    private String timestampType(Connection connection, String topic) {
        return timestampTypes.computeIfAbsent(topic, name -> {
            TopicView view = Connection.await(connection.admin().describeTopics(List.of(name)))
                    .get(0);
            return view.config().getOrDefault("message.timestamp.type", "CreateTime");
        });
    }
}
