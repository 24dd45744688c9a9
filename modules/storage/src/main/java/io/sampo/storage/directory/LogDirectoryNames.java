package io.sampo.storage.directory;

import io.sampo.model.TopicPartition;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's names of the directories within a log directory. */
public final class LogDirectoryNames {
    private static final Pattern LIVE = Pattern.compile("([a-zA-Z0-9._-]+)-(\\d{1,9})");
    private static final Pattern DELETED = Pattern.compile(".+-\\d{1,9}\\.[0-9a-f]{32}-delete");
    private static final Pattern STRAY = Pattern.compile(".+-\\d{1,9}\\.[0-9a-f]{32}-stray");
    private static final Pattern FUTURE = Pattern.compile(".+-\\d{1,9}\\.[0-9a-f]{32}-future");
    private static final int NAME_CHARACTERS_MAX = 255;

    private LogDirectoryNames() {}

    /** The partition whose log a directory of that name holds. */
    public static Optional<TopicPartition> partition(String name) {
        Matcher live = LIVE.matcher(name);
        return !live.matches()
                        || isDeleted(name)
                        || isFuture(name)
                        || STRAY.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(new TopicPartition(live.group(1), Integer.parseInt(live.group(2))));
    }

    static boolean isDeleted(String name) {
        return DELETED.matcher(name).matches();
    }

    /** A copy that was not completed. */
    static boolean isFuture(String name) {
        return FUTURE.matcher(name).matches();
    }

    static String deleted(TopicPartition partition) {
        return aside(partition, "-delete");
    }

    static String future(TopicPartition partition) {
        return aside(partition, "-future");
    }

    static String stray(TopicPartition partition) {
        return aside(partition, "-stray");
    }

    private static String aside(TopicPartition partition, String why) {
        String unique = UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
        String suffix = "-" + partition.partition() + "." + unique + why;
        String topic = partition.topic();
        return topic.substring(0, Math.min(topic.length(), NAME_CHARACTERS_MAX - suffix.length())) + suffix;
    }
}
