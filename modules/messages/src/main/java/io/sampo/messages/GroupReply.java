package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers to {@link GroupCall}s, in {@link ClientMessage.GroupAnswered}. */
public sealed interface GroupReply extends WireMessage {
    /** {@link ErrorCode#NONE}, or why the whole call was refused. */
    ErrorCode error();

    /** One line for a person; empty without error, and where the error says it all. */
    default String message() {
        return "";
    }

    /** @param brokerId -1 where there is an error */
    record CoordinatorFound(ErrorCode error, int brokerId) implements GroupReply {}

    /**
     * @param heartbeatIntervalMs when the next one is expected
     * @param assigns {@code assignment} is what the member shall own; else it is as before
     */
    record Beaten(
            ErrorCode error,
            String message,
            int memberEpoch,
            int heartbeatIntervalMs,
            boolean assigns,
            List<TopicIdPartition> assignment)
            implements GroupReply {
        public Beaten {
            assignment = List.copyOf(assignment);
        }
    }

    /** What became of one partition. */
    record PartitionOutcome(TopicPartition partition, ErrorCode error) {}

    record OffsetsCommitted(ErrorCode error, String message, List<PartitionOutcome> partitions) implements GroupReply {
        public OffsetsCommitted {
            partitions = List.copyOf(partitions);
        }
    }

    /** @param committedAtMs since 1970 */
    record CommittedPosition(
            TopicPartition partition, long offset, int leaderEpoch, String metadata, long committedAtMs) {}

    /** A partition without a committed offset is absent. */
    record OffsetsFetched(ErrorCode error, String message, List<CommittedPosition> positions) implements GroupReply {
        public OffsetsFetched {
            positions = List.copyOf(positions);
        }
    }

    record OffsetsDeleted(ErrorCode error, List<PartitionOutcome> partitions) implements GroupReply {
        public OffsetsDeleted {
            partitions = List.copyOf(partitions);
        }
    }

    record Deleted(ErrorCode error) implements GroupReply {}

    /**
     * @param consumerProtocol true for KIP-848, false for the classic protocol
     * @param state Kafka's name, as Stable
     * @param assignor of the coordinator, or the protocol that a classic group has agreed on
     * @param epoch group epoch or generation
     */
    record Described(
            ErrorCode error,
            boolean consumerProtocol,
            String state,
            String protocolType,
            String assignor,
            int epoch,
            int targetEpoch,
            List<Member> members)
            implements GroupReply {
        public Described {
            members = List.copyOf(members);
        }
    }

    /**
     * One member.
     *
     * @param instanceId of a static member, else null
     * @param epoch member epoch or generation
     * @param usesClassicProtocol also within a group of the consumer protocol
     * @param regex it subscribes to, empty = none
     * @param target what it shall own in the end
     */
    record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int epoch,
            boolean usesClassicProtocol,
            List<String> topics,
            String regex,
            List<TopicPartition> assigned,
            List<TopicPartition> target) {
        public Member {
            topics = List.copyOf(topics);
            assigned = List.copyOf(assigned);
            target = List.copyOf(target);
        }
    }

    /** One group. */
    record Listing(String groupId, boolean consumerProtocol, String state, String protocolType) {}

    record Listed(ErrorCode error, List<Listing> groups) implements GroupReply {
        public Listed {
            groups = List.copyOf(groups);
        }
    }
}
