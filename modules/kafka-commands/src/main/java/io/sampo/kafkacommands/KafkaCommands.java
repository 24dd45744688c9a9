package io.sampo.kafkacommands;

import io.sampo.kafkacommands.groups.KafkaConsumerGroups;
import io.sampo.kafkacommands.records.KafkaConsoleConsumer;
import io.sampo.kafkacommands.records.KafkaConsoleProducer;
import io.sampo.kafkacommands.topics.KafkaTopics;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Kafka's commands by their names: {@code kafka-topics}, {@code kafka-console-producer} and so on. */
public final class KafkaCommands {
    /** As Kafka's tools end where anything was wrong, what was typed included. */
    static final int FAILED = 1;

    private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = Map.of(
            "kafka-topics", KafkaTopics::new,
            "kafka-console-producer", KafkaConsoleProducer::new,
            "kafka-console-consumer", KafkaConsoleConsumer::new,
            "kafka-consumer-groups", KafkaConsumerGroups::new);

    private KafkaCommands() {}

    /** True if {@code word} names one of them. */
    public static boolean knows(@Nullable String word) {
        return word != null && COMMANDS.containsKey(word);
    }

    /** Runs the command that the first of {@code words} names, and returns how the process shall end; never throws. */
    public static int run(String[] words, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(COMMANDS.get(words[0]).get());
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setExpandAtFiles(false);
        commandLine.setUsageHelpWidth(110);
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setParameterExceptionHandler((thrown, all) -> {
            thrown.getCommandLine().getErr().println(thrown.getMessage() + "; see --help");
            return FAILED;
        });
        commandLine.setExecutionExceptionHandler((thrown, command, parsed) -> {
            command.getErr().println(oneLine(thrown));
            return FAILED;
        });
        return commandLine.execute(Words.withTwoDashes(Arrays.copyOfRange(words, 1, words.length)));
    }

    /** What was foreseen says it all; of anything else its type is part of what a person can search for. */
    private static String oneLine(Exception thrown) {
        String text = String.valueOf(thrown.getMessage()).strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
        boolean foreseen =
                thrown instanceof IllegalArgumentException || thrown instanceof io.sampo.model.SampoException;
        return foreseen ? text : thrown.getClass().getSimpleName() + ": " + text;
    }
}
