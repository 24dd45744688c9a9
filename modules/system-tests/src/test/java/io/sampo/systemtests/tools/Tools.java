package io.sampo.systemtests.tools;

import io.sampo.systemtests.kafka.KafkaTool;
import java.util.Map;

/** The classes of Kafka's tools by their simple names. */
final class Tools {
    private static final String PACKAGE = "org.apache.kafka.tools.";
    private static final Map<String, String> ELSEWHERE = Map.of(
            "ConsoleConsumer",
            KafkaTool.CONSOLE_CONSUMER,
            "ConsumerGroupCommand",
            KafkaTool.CONSUMER_GROUPS,
            "ConfigCommand",
            "kafka.admin.ConfigCommand",
            "ReassignPartitionsCommand",
            PACKAGE + "reassign.ReassignPartitionsCommand");

    private Tools() {}

    static String mainClass(String simpleName) {
        return ELSEWHERE.getOrDefault(simpleName, PACKAGE + simpleName);
    }
}
