package io.sampo.model;

import java.util.Set;

/**
 * Topics of the cluster's own, by Kafka's names. Only the broker itself writes to them and gives up their records: one record of
 * a stranger's would be an offset that no fence has let through.
 */
public final class InternalTopics {
    /** Where consumer groups live. */
    public static final String CONSUMER_OFFSETS = "__consumer_offsets";

    private static final Set<String> NAMES = Set.of(CONSUMER_OFFSETS, "__transaction_state");

    private InternalTopics() {}

    /** True if no client may write to {@code topic}. */
    public static boolean contains(String topic) {
        return NAMES.contains(topic);
    }
}
