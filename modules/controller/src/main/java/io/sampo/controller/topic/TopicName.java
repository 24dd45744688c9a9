package io.sampo.controller.topic;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.regex.Pattern;

/** Kafka's rules for the name of a topic. */
final class TopicName {
    private static final int MAX_LENGTH = 249;
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

    private TopicName() {}

    /**
     * Refuses a name that is not legal, or that collides with an existing one: metrics and directories may fold '.' and
     * '_' into one another.
     *
     * @throws SampoException one line that says what would be right
     */
    static void check(ClusterMetadata metadata, String name) {
        if (name.length() > MAX_LENGTH
                || name.equals(".")
                || name.equals("..")
                || !LEGAL.matcher(name).matches()) {
            throw new SampoException(
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "Topic name '" + name + "' is not legal: expected 1 to " + MAX_LENGTH
                            + " characters of a-z A-Z 0-9 . _ - and neither '.' nor '..'");
        }
        if (metadata.topic(name) != null) {
            throw new SampoException(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists");
        }
        String folded = folded(name);
        if (folded.indexOf('_') < 0) {
            return;
        }
        for (TopicMetadata topic : metadata.topics()) {
            if (folded(topic.name()).equals(folded)) {
                throw new SampoException(
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        "Topic name '" + name + "' collides with topic '" + topic.name()
                                + "': names must differ in more than '.' and '_'");
            }
        }
    }

    private static String folded(String name) {
        return name.replace('.', '_');
    }
}
