package io.sampo.assignors;

import io.sampo.model.TopicPartition;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Decides who reads what in a classic group: the leader's part of the classic protocol. The name is what members agree on, so
 * all of them have to use an assignor of that name.
 */
public interface ClientAssignor {
    /**
     * What the leader knows of a member.
     *
     * @param owned what it says it owns; of two that claim the same the one with the higher generation is believed
     * @param generation of {@code owned}; -1 = unknown
     */
    record Subscriber(Set<String> topics, SortedSet<TopicPartition> owned, int generation) {
        public Subscriber {
            topics = Set.copyOf(topics);
        }
    }

    /** As in {@code partition.assignment.strategy} and in the protocols of a join. */
    String name();

    /** True if members keep what they own while they join: what moves is revoked first, and given in a second rebalance. */
    default boolean isCooperative() {
        return false;
    }

    /**
     * Who shall own what; every member is in the answer.
     *
     * @param partitions how many each topic has; a topic that is absent does not exist
     */
    Map<String, SortedSet<TopicPartition>> assign(
            SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions);
}
