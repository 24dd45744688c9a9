package io.sampo.groups;

import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.consumer.MemberAssignment;
import io.sampo.groups.consumer.MemberMetadata;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.consumer.ResolvedRegex;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code __consumer_offsets}: what was decided about one group. Each is a key and a value; the log keeps the
 * last value of a key, and null, a tombstone, deletes it. {@code codec.GroupRecordCodec} writes them in Kafka's form.
 */
public sealed interface GroupRecord {
    /** The state after this record. The only place where what survives of a group is changed. */
    GroupState applyTo(GroupState state);

    /** A classic group is what this checkpoint says. */
    record ClassicGroupStored(@Nullable ClassicSnapshot snapshot) implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            return state.with(snapshot);
        }
    }

    /** How far a partition was read. Changes no member; {@code offsets.CommittedOffsets} applies it once it is committed. */
    record OffsetStored(TopicPartition partition, @Nullable CommittedOffset offset) implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            return state;
        }
    }

    /** The group has another epoch: members or topics changed. Null = there is no such consumer group any more. */
    record GroupEpochStored(@Nullable Epoch epoch) implements GroupRecord {
        /** @param metadataHash of the subscribed topics, as {@link GroupTopics#hashOf} makes it */
        public record Epoch(int groupEpoch, long metadataHash) {}

        @Override
        public GroupState applyTo(GroupState state) {
            if (epoch == null) {
                return state.with((ModernGroup) null);
            }
            return state.with(state.modernOrEmpty().withEpoch(epoch.groupEpoch(), epoch.metadataHash()));
        }
    }

    /** What a member told of itself. Null = it is no member any more. */
    record MemberStored(String memberId, @Nullable MemberMetadata metadata) implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            if (metadata == null) {
                return state.modern() == null
                        ? state
                        : state.with(state.modern().withoutMember(memberId));
            }
            return state.with(state.modernOrEmpty().withMetadata(memberId, metadata));
        }
    }

    /** What a member owns, at which epoch. Null = nothing. */
    record MemberAssignmentStored(String memberId, @Nullable MemberAssignment assignment) implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            if (assignment == null) {
                return state.modern() == null
                        ? state
                        : state.with(state.modern().withoutAssignment(memberId));
            }
            return state.with(state.modernOrEmpty().withAssignment(memberId, assignment));
        }
    }

    /** What a member shall own in the end. Null = it is no member any more. */
    record TargetStored(String memberId, @Nullable SortedSet<TopicIdPartition> target) implements GroupRecord {
        public TargetStored {
            target = target == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(target));
        }

        @Override
        public GroupState applyTo(GroupState state) {
            if (target == null) {
                return state.modern() == null
                        ? state
                        : state.with(state.modern().withoutTarget(memberId));
            }
            return state.with(state.modernOrEmpty().withTarget(memberId, target));
        }
    }

    /** The targets stand, for this epoch of the group. Null = there are none any more. */
    record TargetEpochStored(@Nullable Epoch epoch) implements GroupRecord {
        /** @param computedAtMs since 1970; 0 = unknown (KIP-1263) */
        public record Epoch(int targetEpoch, long computedAtMs) {}

        @Override
        public GroupState applyTo(GroupState state) {
            if (epoch == null) {
                return state.modern() == null
                        ? state
                        : state.with(state.modern().withTargetEpoch(-1, 0));
            }
            return state.with(state.modernOrEmpty().withTargetEpoch(epoch.targetEpoch(), epoch.computedAtMs()));
        }
    }

    /** Which topics a regular expression stands for. Null = nobody subscribes to it any more. */
    record RegexStored(String regex, @Nullable ResolvedRegex resolved) implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            if (resolved == null) {
                return state.modern() == null
                        ? state
                        : state.with(state.modern().withoutRegex(regex));
            }
            return state.with(state.modernOrEmpty().withRegex(regex, resolved));
        }
    }

    /** Of Kafka before 4.1: topics as the group knew them. Read and ignored; written as a tombstone with the group's end. */
    record PartitionMetadataRemoved() implements GroupRecord {
        @Override
        public GroupState applyTo(GroupState state) {
            return state;
        }
    }
}
