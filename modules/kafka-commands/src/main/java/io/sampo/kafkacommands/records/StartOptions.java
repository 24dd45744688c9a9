package io.sampo.kafkacommands.records;

import io.sampo.client.StartAt;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which topics and partitions the console consumer reads, and where it begins. */
final class StartOptions {
    @Option(names = "--topic", paramLabel = "T", description = "The topic to read.")
    @Nullable
    String topic;

    @Option(
            names = {"--include", "--whitelist"},
            paramLabel = "REGEX",
            description = "All topics of such names, also those to come.")
    @Nullable
    String include;

    @Option(names = "--partition", paramLabel = "N", description = "This partition alone, from its end or --offset.")
    @Nullable
    Integer partition;

    @Option(names = "--offset", paramLabel = "N|earliest|latest", description = "Where to begin; with --partition.")
    @Nullable
    String offset;

    @Option(
            names = "--from-beginning",
            description = "Begin with the first record there is, unless the group has committed.")
    boolean fromBeginning;

    @Option(names = "--group", paramLabel = "G", description = "The group to be a member of; default: a new one.")
    @Nullable
    String group;

    /** @throws IllegalArgumentException in Kafka's words, where these do not go together */
    void check() {
        if ((topic == null) == (include == null)) {
            throw new IllegalArgumentException("Exactly one of --include/--topic is required.");
        }
        if (partition != null && topic == null) {
            throw new IllegalArgumentException("The topic is required when partition is specified.");
        }
        if (partition != null && group != null) {
            throw new IllegalArgumentException("Options group and partition cannot be specified together.");
        }
        if (offset != null && partition == null) {
            throw new IllegalArgumentException("The partition is required when offset is specified.");
        }
        if (offset != null && fromBeginning) {
            throw new IllegalArgumentException("Options from-beginning and offset cannot be specified together.");
        }
        start();
    }

    /** Where {@code --partition} begins. */
    StartAt start() {
        String wanted = offset == null ? (fromBeginning ? "earliest" : "latest") : offset.toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "earliest" -> StartAt.BEGINNING;
            case "latest" -> StartAt.END;
            default -> StartAt.offset(number(wanted));
        };
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(illegal(text), e);
        }
        throw new IllegalArgumentException(illegal(text));
    }

    private static String illegal(String text) {
        return "The provided offset value '" + text
                + "' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.";
    }
}
