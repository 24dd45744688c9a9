package io.sampo.groups;

import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A group as people get to see it.
 *
 * @param state Kafka's name: of a classic group Empty, PreparingRebalance, CompletingRebalance, Stable; of a consumer group
 *     Empty, Assigning, Reconciling, Stable; Dead where there is no such group
 * @param protocolType of a classic group; {@code consumer} for consumers; empty = only offsets
 * @param assignor protocol of a classic group, server-side assignor of a consumer group; empty = none yet
 * @param epoch generation or group epoch
 * @param targetEpoch below {@code epoch} = the target is being made
 */
public record GroupDescription(
        String groupId,
        Type type,
        String state,
        String protocolType,
        String assignor,
        int epoch,
        int targetEpoch,
        List<Member> members) {
    /** Which protocol rules the group. */
    public enum Type {
        CLASSIC,
        CONSUMER
    }

    /**
     * One member.
     *
     * @param rackId where it says that it is; null = it does not say, or is of a classic group
     * @param epoch its generation or member epoch
     * @param usesClassicProtocol also within a consumer group
     * @param assigned what it owns; empty where a classic protocol is none of consumers
     * @param target what it shall own
     * @param subscription as a classic member sent it
     * @param assignment as the leader of a classic group sent it
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            int epoch,
            boolean usesClassicProtocol,
            SortedSet<String> topics,
            @Nullable String regex,
            SortedSet<TopicPartition> assigned,
            SortedSet<TopicPartition> target,
            Blob subscription,
            Blob assignment) {}

    public GroupDescription {
        members = List.copyOf(members);
    }
}
