package io.sampo.groups.codec;

import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.PartitionMetadataRemoved;
import io.sampo.groups.GroupRecord.RegexStored;
import io.sampo.groups.GroupRecord.TargetEpochStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.groups.consumer.MemberAssignment;
import io.sampo.groups.consumer.MemberState;
import io.sampo.groups.consumer.ResolvedRegex;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** ConsumerGroup* of KIP-848: types 3, 4, 6, 7, 8 and 16; the members themselves, type 5, are in {@link MemberForm}. */
final class ConsumerForms {
    private ConsumerForms() {}

    /** ConsumerGroupMetadata. */
    static final class EpochForm implements Form<GroupEpochStored> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public boolean writeValue(GroupEpochStored record, FormWriter out) {
            GroupEpochStored.Epoch epoch = record.epoch();
            if (epoch == null) {
                return false;
            }
            out.int16(0).int32(epoch.groupEpoch());
            tag0(out, epoch.metadataHash());
            return true;
        }

        @Override
        public GroupEpochStored read(FormReader key, @Nullable FormReader value, int version) {
            if (value == null) {
                return new GroupEpochStored(null);
            }
            int epoch = value.int32();
            return new GroupEpochStored(new GroupEpochStored.Epoch(epoch, tag0(value)));
        }
    }

    /** ConsumerGroupPartitionMetadata, of Kafka before 4.1. */
    static final class PartitionMetadataForm implements Form<PartitionMetadataRemoved> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public boolean writeValue(PartitionMetadataRemoved record, FormWriter out) {
            return false;
        }

        @Override
        public PartitionMetadataRemoved read(FormReader key, @Nullable FormReader value, int version) {
            return new PartitionMetadataRemoved();
        }
    }

    /** ConsumerGroupTargetAssignmentMetadata. */
    static final class TargetEpochForm implements Form<TargetEpochStored> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public boolean writeValue(TargetEpochStored record, FormWriter out) {
            TargetEpochStored.Epoch epoch = record.epoch();
            if (epoch == null) {
                return false;
            }
            out.int16(0).int32(epoch.targetEpoch());
            tag0(out, epoch.computedAtMs());
            return true;
        }

        @Override
        public TargetEpochStored read(FormReader key, @Nullable FormReader value, int version) {
            if (value == null) {
                return new TargetEpochStored(null);
            }
            int epoch = value.int32();
            return new TargetEpochStored(new TargetEpochStored.Epoch(epoch, tag0(value)));
        }
    }

    /** ConsumerGroupTargetAssignmentMember. */
    static final class TargetForm implements Form<TargetStored> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public void writeKey(TargetStored record, FormWriter out) {
            out.string(record.memberId());
        }

        @Override
        public boolean writeValue(TargetStored record, FormWriter out) {
            if (record.target() == null) {
                return false;
            }
            out.int16(0);
            out.compactArray(byTopic(record.target()).entrySet(), topic -> {
                out.uuid(topic.getKey().uuid());
                out.compactArray(topic.getValue(), out::int32).noTags();
            });
            out.noTags();
            return true;
        }

        @Override
        public TargetStored read(FormReader key, @Nullable FormReader value, int version) {
            String memberId = key.string();
            if (value == null) {
                return new TargetStored(memberId, null);
            }
            SortedSet<TopicIdPartition> target = new TreeSet<>();
            value.compactArray(() -> {
                TopicId topic = new TopicId(value.uuid());
                value.compactArray(() -> target.add(new TopicIdPartition(topic, value.int32())));
                value.tags(unknown -> {});
                return topic;
            });
            return new TargetStored(memberId, target);
        }
    }

    /** ConsumerGroupCurrentMemberAssignment. */
    static final class AssignmentForm implements Form<MemberAssignmentStored> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public void writeKey(MemberAssignmentStored record, FormWriter out) {
            out.string(record.memberId());
        }

        @Override
        public boolean writeValue(MemberAssignmentStored record, FormWriter out) {
            MemberAssignment assignment = record.assignment();
            if (assignment == null) {
                return false;
            }
            out.int16(0).int32(assignment.memberEpoch()).int32(assignment.previousEpoch());
            out.int8(assignment.state().number());
            write(assignment.assigned(), out);
            write(assignment.pendingRevocation(), out);
            out.noTags();
            return true;
        }

        private static void write(SortedMap<TopicIdPartition, Integer> owned, FormWriter out) {
            out.compactArray(byTopic(owned.keySet()).entrySet(), topic -> {
                out.uuid(topic.getKey().uuid()).compactArray(topic.getValue(), out::int32);
                FormWriter epochs = new FormWriter();
                epochs.compactArray(
                        topic.getValue(),
                        partition -> epochs.int32(owned.get(new TopicIdPartition(topic.getKey(), partition))));
                out.tag0(epochs.toBytes());
            });
        }

        @Override
        public MemberAssignmentStored read(FormReader key, @Nullable FormReader value, int version) {
            String memberId = key.string();
            if (value == null) {
                return new MemberAssignmentStored(memberId, null);
            }
            int memberEpoch = value.int32();
            int previousEpoch = value.int32();
            MemberState state = MemberState.of(value.int8());
            // Before KIP-1251 the epochs were not written; the member's own was meant, and that of one that is away is
            // 0.
            int meant = Math.max(memberEpoch, 0);
            SortedMap<TopicIdPartition, Integer> assigned = owned(value, meant);
            SortedMap<TopicIdPartition, Integer> pending = owned(value, meant);
            return new MemberAssignmentStored(
                    memberId, new MemberAssignment(memberEpoch, previousEpoch, state, assigned, pending));
        }

        private static SortedMap<TopicIdPartition, Integer> owned(FormReader value, int meant) {
            SortedMap<TopicIdPartition, Integer> owned = new TreeMap<>();
            value.compactArray(() -> {
                TopicId topic = new TopicId(value.uuid());
                List<Integer> partitions = value.compactArray(value::int32);
                List<Integer> epochs = new ArrayList<>();
                value.tags(tag -> epochs.addAll(tag.compactArray(tag::int32)));
                for (int i = 0; i < partitions.size(); i++) {
                    int epoch = epochs.size() == partitions.size() ? epochs.get(i) : meant;
                    owned.put(new TopicIdPartition(topic, partitions.get(i)), epoch);
                }
                return topic;
            });
            return owned;
        }
    }

    /** ConsumerGroupRegularExpression. */
    static final class RegexForm implements Form<RegexStored> {
        @Override
        public int newest() {
            return 0;
        }

        @Override
        public void writeKey(RegexStored record, FormWriter out) {
            out.string(record.regex());
        }

        @Override
        public boolean writeValue(RegexStored record, FormWriter out) {
            ResolvedRegex resolved = record.resolved();
            if (resolved == null) {
                return false;
            }
            out.int16(0).compactArray(resolved.topics(), out::compactString);
            out.int64(resolved.topicsVersion()).int64(resolved.resolvedAtMs()).noTags();
            return true;
        }

        @Override
        public RegexStored read(FormReader key, @Nullable FormReader value, int version) {
            String regex = key.string();
            if (value == null) {
                return new RegexStored(regex, null);
            }
            SortedSet<String> topics = new TreeSet<>(value.compactArray(value::compactString));
            return new RegexStored(regex, new ResolvedRegex(topics, value.int64(), value.int64()));
        }
    }

    private static Map<TopicId, List<Integer>> byTopic(Collection<TopicIdPartition> partitions) {
        Map<TopicId, List<Integer>> byTopic = new TreeMap<>();
        for (TopicIdPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topicId(), topic -> new ArrayList<>())
                    .add(partition.partition());
        }
        return byTopic;
    }

    private static void tag0(FormWriter out, long value) {
        if (value == 0) {
            out.noTags();
        } else {
            out.tag0(new FormWriter().int64(value).toBytes());
        }
    }

    private static long tag0(FormReader value) {
        long[] found = new long[1];
        value.tags(tag -> found[0] = tag.int64());
        return found[0];
    }
}
