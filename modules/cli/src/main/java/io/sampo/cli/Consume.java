package io.sampo.cli;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.StartAt;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.PrintingMember;
import io.sampo.console.text.ReaderGoneException;
import io.sampo.console.text.RecordPrinter;
import io.sampo.model.TopicPartition;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo consume}: the values of a topic, one a line. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = {
            "Print the values of a topic, each followed by a newline; with --print the named fields first, TAB-separated.",
            "Ends 0 at --max-messages or --timeout-ms; without either, with Ctrl-C."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo consume --topic book --from-beginning --timeout-ms 1000",
            "  sampo consume --topic book --partition 0 --offset 100 --max-messages 10 --print offset,key",
            "  sampo consume --topic scores",
            "  sampo consume --topic orders --group billing --from-beginning",
            "  sampo consume --include 'orders-.*' --group billing --from-beginning"
        })
final class Consume implements Callable<Integer> {
    /** Records of one answer; more than a program's default, because printing them is all there is to do. */
    private static final int MAX_POLL_RECORDS = 5_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @ArgGroup(multiplicity = "1")
    private What what;

    @ArgGroup
    private @Nullable Start start;

    @Option(
            names = "--group",
            paramLabel = "G",
            description = "As a member of this group: it divides the partitions, and goes on where it has committed.")
    private @Nullable String group;

    @Option(names = "--partition", paramLabel = "N", description = "Default: all partitions.")
    private @Nullable Integer partition;

    @Option(names = "--max-messages", paramLabel = "N", description = "End after so many records.")
    private long maxMessages = Long.MAX_VALUE;

    @Option(names = "--timeout-ms", paramLabel = "MS", description = "End when nothing has come for so long.")
    private @Nullable Long timeoutMs;

    @Option(
            names = "--print",
            paramLabel = "FIELD[,…]",
            split = ",",
            description = "Fields before the value: ${COMPLETION-CANDIDATES}.")
    private List<RecordPrinter.Field> fields = List.of();

    /** A topic, or several. */
    static final class What {
        @Option(names = "--topic", required = true, paramLabel = "T", description = "What to read.")
        private @Nullable String topic;

        @Option(
                names = "--include",
                required = true,
                paramLabel = "REGEX",
                description = "With --group: all topics of such names, also those to come (RE2).")
        private @Nullable String include;
    }

    /** Where to begin; at the end unless told otherwise. */
    static final class Start {
        @Option(names = "--from-beginning", required = true, description = "Begin with the first record there is.")
        private boolean fromBeginning;

        @Option(names = "--offset", required = true, paramLabel = "N", description = "Begin at this offset.")
        private @Nullable Long offset;

        StartAt at() {
            return fromBeginning || offset == null ? StartAt.BEGINNING : StartAt.offset(offset);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (maxMessages < 0 || (timeoutMs != null && timeoutMs < 0)) {
            throw new IllegalArgumentException("--max-messages and --timeout-ms cannot be negative");
        }
        if (group != null && (partition != null || (start != null && start.offset != null))) {
            throw new IllegalArgumentException(
                    "--group divides and remembers: it takes neither --partition nor --offset");
        }
        if (group == null && what.include != null) {
            throw new IllegalArgumentException("--include needs --group: the group finds the topics");
        }
        StartAt startAt = start == null ? StartAt.END : start.at();
        try (Connection connection = cluster.connect();
                RecordPrinter printer = new RecordPrinter(new FileOutputStream(FileDescriptor.out), fields)) {
            if (group != null) {
                return asMember(connection, printer, group);
            }
            Map<TopicPartition, StartAt> partitions = new LinkedHashMap<>();
            for (TopicPartition wanted : partitions(connection, String.valueOf(what.topic))) {
                partitions.put(wanted, startAt);
            }
            // What retention takes away meanwhile is no reason to skip what is left.
            String reset = start != null && start.fromBeginning ? "earliest" : "latest";
            try (Consumer consumer = connection.consumer(
                    ConsumerSettings.of(Map.of("max.poll.records", MAX_POLL_RECORDS, "auto.offset.reset", reset)))) {
                consumer.assign(partitions);
                return print(consumer, records -> write(records, printer));
            }
        }
    }

    private int asMember(Connection connection, RecordPrinter printer, String groupId) throws IOException {
        if (what.topic != null) {
            // A topic that is not there is told of at once.
            connection.partitionsOf(what.topic, null);
        }
        Consumer consumer = connection.consumer(ConsumerSettings.of(Map.of(
                "group.id",
                groupId,
                "max.poll.records",
                MAX_POLL_RECORDS,
                "auto.offset.reset",
                start != null && start.fromBeginning ? "earliest" : "latest",
                "enable.auto.commit",
                true,
                "auto.commit.interval.ms",
                1_000)));
        try (PrintingMember member =
                PrintingMember.of(consumer, true, spec.commandLine().getErr(), () -> {})) {
            if (what.topic != null) {
                consumer.subscribe(List.of(what.topic), member.listener());
            } else {
                consumer.subscribePattern(String.valueOf(what.include), member.listener());
            }
            int code = print(consumer, records -> member.print(records, some -> write(some, printer)));
            member.end();
            return code;
        }
    }

    private List<TopicPartition> partitions(Connection connection, String topic) {
        int count = connection.partitionsOf(topic, partition);
        return partition != null
                ? List.of(new TopicPartition(topic, partition))
                : java.util.stream.IntStream.range(0, count)
                        .mapToObj(index -> new TopicPartition(topic, index))
                        .toList();
    }

    private int print(Consumer consumer, PrintingMember.Output output) throws IOException {
        long left = maxMessages;
        while (left > 0) {
            List<ConsumerRecord> records = Connection.await(
                    timeoutMs == null ? consumer.receive() : consumer.receive(Duration.ofMillis(timeoutMs)));
            if (records.isEmpty()) {
                // Nothing for --timeout-ms, or the consumer was closed by a signal.
                return ExitCode.DONE;
            }
            try {
                output.write(records.subList(0, (int) Math.min(left, records.size())));
            } catch (ReaderGoneException e) {
                return ExitCode.DONE;
            }
            left -= records.size();
        }
        return ExitCode.DONE;
    }

    private static void write(List<ConsumerRecord> records, RecordPrinter printer) throws IOException {
        for (ConsumerRecord record : records) {
            printer.print(record);
        }
        printer.flush();
    }
}
