package io.sampo.groups;

import io.sampo.model.InternalTopics;

/** Where groups live. The one function that says so, for whoever looks a coordinator up and for whoever serves as one. */
public final class OffsetsTopic {
    /** Kafka's name. */
    public static final String NAME = InternalTopics.CONSUMER_OFFSETS;

    private OffsetsTopic() {}

    /**
     * The partition of {@link #NAME} whose leader is the coordinator of the group: Kafka's formula.
     *
     * @param partitions how many the topic has; it never gets more, or groups would lose their offsets
     */
    public static int partitionOf(String groupId, int partitions) {
        int hash = groupId.hashCode();
        // Math.abs of the least int is negative; Kafka takes 0.
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitions;
    }
}
