package io.sampo.assignors;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an assignor has to divide.
 *
 * @param members by id
 * @param partitions of each subscribed topic that exists
 */
public record AssignmentSpec(SortedMap<String, Member> members, SortedMap<TopicId, Integer> partitions) {
    /**
     * One member.
     *
     * @param topics subscribed, those that do not exist left out
     * @param current what it was to own so far, for an assignor that moves little
     */
    public record Member(
            @Nullable String instanceId,
            @Nullable String rackId,
            Set<TopicId> topics,
            SortedSet<TopicIdPartition> current) {
        public Member {
            topics = Set.copyOf(topics);
            current = Collections.unmodifiableSortedSet(current);
        }
    }

    public AssignmentSpec {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }
}
