package io.sampo.groups.consumer;

import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.offsets.CommitFence;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Who may commit in a consumer group (H81). The current epoch may what nobody else owns; an older one may for partitions that the member has owned
 * since then without a break, so a commit on its way does not fail because of a heartbeat (KIP-1251); nobody else.
 */
public final class CommitRules {
    private CommitRules() {}

    /**
     * What the commit may write.
     *
     * @throws SampoException where it may write nothing
     */
    public static CommitFence check(ModernGroup group, CommitOffsets request, GroupTopics topics) {
        if (request.generation() < 0 && group.members().isEmpty()) {
            return CommitFence.OPEN;
        }
        GroupMember member = MemberHeartbeats.known(group, request.memberId());
        if (!member.usesClassicProtocol() && !request.knowsEpochs()) {
            throw new SampoException(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "OffsetCommit version 9 or above must be used by members using the consumer group protocol");
        }
        int epoch = request.generation();
        ErrorCode error = wrongEpoch(member);
        if (epoch == member.epoch()) {
            return othersOwn(group, member, topics, error);
        }
        if (epoch > member.epoch()) {
            throw new SampoException(error, "Epoch " + epoch + " is newer than the member's " + member.epoch());
        }
        return (partition, topicId) -> {
            Integer since = since(member, identified(partition, topicId, topics));
            if (since == null) {
                throw new SampoException(error, "Partition " + partition + " is not the member's");
            }
            if (epoch < since) {
                throw new SampoException(
                        error, "Epoch " + epoch + " is older than the " + since + " of partition " + partition);
            }
        };
    }

    /**
     * A member may commit whatever nobody owns or is to own, as in Kafka, but not what has been given to another: while it
     * keeps its epoch, because it has more to give up, a copy of an earlier commit would take the offset back (H81). Kafka
     * takes it.
     */
    private static CommitFence othersOwn(ModernGroup group, GroupMember member, GroupTopics topics, ErrorCode error) {
        return (partition, topicId) -> {
            TopicIdPartition identified = identified(partition, topicId, topics);
            if (identified != null && isOfAnother(group, member.memberId(), identified)) {
                throw new SampoException(error, "Partition " + partition + " has been given to another member");
            }
        };
    }

    /** True where another member owns the partition, or nobody does and another is to. */
    public static boolean isOfAnother(ModernGroup group, String memberId, TopicIdPartition partition) {
        String owner = group.owner(partition);
        return owner != null
                ? !owner.equals(memberId)
                : group.targets().entrySet().stream()
                        .anyMatch(target -> !target.getKey().equals(memberId)
                                && target.getValue().contains(partition));
    }

    private static @Nullable TopicIdPartition identified(
            TopicPartition partition, @Nullable TopicId topicId, GroupTopics topics) {
        return topicId == null ? topics.identified(partition) : new TopicIdPartition(topicId, partition.partition());
    }

    /**
     * Refuses a fetch by a member that is none, or not of that epoch. Without member anybody may.
     *
     * @throws SampoException UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH or ILLEGAL_GENERATION
     */
    public static void checkFetch(ModernGroup group, @Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return;
        }
        GroupMember member = MemberHeartbeats.known(group, memberId == null ? "" : memberId);
        if (memberEpoch != member.epoch()) {
            throw new SampoException(
                    wrongEpoch(member), "Epoch " + memberEpoch + " is not the member's " + member.epoch());
        }
    }

    private static @Nullable Integer since(GroupMember member, @Nullable TopicIdPartition partition) {
        if (partition == null) {
            return null;
        }
        Integer assigned = member.assignment().assigned().get(partition);
        return assigned != null
                ? assigned
                : member.assignment().pendingRevocation().get(partition);
    }

    private static ErrorCode wrongEpoch(GroupMember member) {
        return member.usesClassicProtocol() ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.STALE_MEMBER_EPOCH;
    }
}
