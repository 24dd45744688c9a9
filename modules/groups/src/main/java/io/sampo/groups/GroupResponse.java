package io.sampo.groups;

import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a group answers; never given before everything decided so far is committed (R19). */
public sealed interface GroupResponse {
    /** {@link ErrorCode#NONE}, or why the whole request was refused. */
    ErrorCode error();

    /** One member, as the leader of a classic group sees it. */
    record JoinedMember(String memberId, @Nullable String instanceId, Blob metadata) {}

    /**
     * To {@link GroupRequest.Join}.
     *
     * @param generation -1 where there was none
     * @param leader empty where there was none
     * @param skipAssignment the leader need not assign anything (KIP-814)
     * @param members everybody, for the leader; else empty
     */
    record Joined(
            ErrorCode error,
            String memberId,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocol,
            String leader,
            boolean skipAssignment,
            List<JoinedMember> members)
            implements GroupResponse {
        public Joined {
            members = List.copyOf(members);
        }

        /** Not joined. */
        public static Joined refused(ErrorCode error, String memberId) {
            return new Joined(error, memberId, GroupRequest.NO_GENERATION, null, null, "", false, List.of());
        }
    }

    /** To {@link GroupRequest.Sync}. */
    record Synced(
            ErrorCode error,
            @Nullable String protocolType,
            @Nullable String protocol,
            Blob assignment) implements GroupResponse {
        /** No assignment. */
        public static Synced refused(ErrorCode error) {
            return new Synced(error, null, null, Blob.EMPTY);
        }
    }

    /** To {@link GroupRequest.Heartbeat}. */
    record Alive(ErrorCode error) implements GroupResponse {}

    /** To {@link GroupRequest.Leave}. */
    record Left(ErrorCode error, List<LeftMember> members) implements GroupResponse {
        /** What became of one of them. */
        public record LeftMember(String memberId, @Nullable String instanceId, ErrorCode error) {}

        public Left {
            members = List.copyOf(members);
        }
    }

    /**
     * To {@link GroupRequest.MemberHeartbeat}.
     *
     * @param message for a person; empty without error
     * @param assignment what the member shall own now; null = as before
     */
    record MemberAlive(
            ErrorCode error,
            String message,
            String memberId,
            int memberEpoch,
            int heartbeatIntervalMs,
            @Nullable SortedSet<TopicIdPartition> assignment)
            implements GroupResponse {
        public MemberAlive {
            assignment = assignment == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(assignment));
        }
    }

    /** To {@link GroupRequest.CommitOffsets}: an error for each partition where {@code error} is none. */
    record OffsetsCommitted(ErrorCode error, String message, SortedMap<TopicPartition, ErrorCode> partitions)
            implements GroupResponse {
        public OffsetsCommitted {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /** To {@link GroupRequest.FetchOffsets}: what is committed; a partition without offset is absent (R23). */
    record OffsetsFetched(ErrorCode error, String message, Map<TopicPartition, CommittedOffset> offsets)
            implements GroupResponse {
        public OffsetsFetched {
            offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
        }
    }

    /** To {@link GroupRequest.DeleteOffsets}. */
    record OffsetsDeleted(ErrorCode error, SortedMap<TopicPartition, ErrorCode> partitions) implements GroupResponse {
        public OffsetsDeleted {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /** To the deletion of a whole group. */
    record Deleted(ErrorCode error) implements GroupResponse {}

    /** To {@link GroupRequest.DescribeGroup}. {@code group} is null where there is an error. */
    record Described(ErrorCode error, @Nullable GroupDescription group) implements GroupResponse {}
}
