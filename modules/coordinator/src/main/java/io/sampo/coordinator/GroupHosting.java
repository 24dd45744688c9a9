package io.sampo.coordinator;

import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.consumer.TargetAssignor;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the groups of one broker share. Safe from any thread.
 *
 * @param clock the time at this moment
 * @param topics the newest topics
 * @param batchBytesMax largest batch that the log takes at the moment, bytes
 * @param hasContact whether this broker hears the metadata, and so would hear that another one leads (R26)
 * @param freshIds a random id at each call, never the same (Kafka's form of a UUID)
 * @param census where each of them is counted
 */
record GroupHosting(
        CoordinatorSettings settings,
        TargetAssignor assignor,
        Supplier<Now> clock,
        Supplier<GroupTopics> topics,
        IntSupplier batchBytesMax,
        BooleanSupplier hasContact,
        Supplier<String> freshIds,
        GroupCensus census) {
    /** How much of several decisions goes into one append. */
    int gatheredBytesMax() {
        return Math.min(settings.batchBytesMax(), batchBytesMax.getAsInt());
    }

    ConsumerGroup group(String groupId) {
        return new ConsumerGroup(groupId, settings.group(), assignor);
    }
}
