package io.sampo.coordinator;

import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.consumer.TargetAssignor;
import java.util.function.Supplier;

/**
 * What the groups of one broker share. Safe from any thread.
 *
 * @param clock the time at this moment
 * @param topics the newest topics
 * @param freshIds a random id at each call, never the same (Kafka's form of a UUID)
 */
record GroupHosting(
        CoordinatorSettings settings,
        TargetAssignor assignor,
        Supplier<Now> clock,
        Supplier<GroupTopics> topics,
        Supplier<String> freshIds) {
    ConsumerGroup group(String groupId) {
        return new ConsumerGroup(groupId, settings.group(), assignor);
    }
}
