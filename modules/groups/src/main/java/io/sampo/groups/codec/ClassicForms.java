package io.sampo.groups.codec;

import io.sampo.groups.Blob;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** OffsetCommit (types 0 and 1) and GroupMetadata (type 2). */
final class ClassicForms {
    private static final UUID NO_ID = new UUID(0, 0);

    private ClassicForms() {}

    /** Written as version 4; where a client asked for a retention of its own as version 1, the only one with a field for it. */
    static final class OffsetForm implements Form<OffsetStored> {
        @Override
        public int newest() {
            return 4;
        }

        @Override
        public void writeKey(OffsetStored record, FormWriter out) {
            out.string(record.partition().topic()).int32(record.partition().partition());
        }

        @Override
        public boolean writeValue(OffsetStored record, FormWriter out) {
            CommittedOffset offset = record.offset();
            if (offset == null) {
                return false;
            }
            if (offset.expiresAtMs() != -1) {
                out.int16(1).int64(offset.offset()).string(offset.metadata());
                out.int64(offset.committedAtMs()).int64(offset.expiresAtMs());
                return true;
            }
            out.int16(4).int64(offset.offset()).int32(offset.leaderEpoch());
            out.compactString(offset.metadata()).int64(offset.committedAtMs());
            if (offset.topicId() == null) {
                out.noTags();
            } else {
                out.tag0(new FormWriter().uuid(offset.topicId().uuid()).toBytes());
            }
            return true;
        }

        @Override
        public OffsetStored read(FormReader key, @Nullable FormReader value, int version) {
            TopicPartition partition = new TopicPartition(key.string(), key.int32());
            if (value == null) {
                return new OffsetStored(partition, null);
            }
            long offset = value.int64();
            int leaderEpoch = version >= 3 ? value.int32() : -1;
            String metadata = version >= 4 ? value.compactString() : value.string();
            long committedAtMs = value.int64();
            long expiresAtMs = version == 1 ? value.int64() : -1;
            TopicId[] topicId = new TopicId[1];
            if (version >= 4) {
                value.tags(tag -> {
                    UUID id = tag.uuid();
                    topicId[0] = id.equals(NO_ID) ? null : new TopicId(id);
                });
            }
            return new OffsetStored(
                    partition,
                    new CommittedOffset(offset, leaderEpoch, metadata, committedAtMs, expiresAtMs, topicId[0]));
        }
    }

    /** Written as version 3. */
    static final class GroupForm implements Form<ClassicGroupStored> {
        @Override
        public int newest() {
            return 4;
        }

        @Override
        public boolean writeValue(ClassicGroupStored record, FormWriter out) {
            ClassicSnapshot group = record.snapshot();
            if (group == null) {
                return false;
            }
            out.int16(3).string(group.protocolType()).int32(group.generation());
            out.string(group.protocol()).string(group.leader()).int64(group.changedAtMs());
            out.int32(group.members().size());
            for (ClassicSnapshot.Member member : group.members()) {
                out.string(member.memberId()).string(member.instanceId());
                out.string(member.clientId()).string(member.clientHost());
                out.int32(member.rebalanceTimeoutMs()).int32(member.sessionTimeoutMs());
                out.bytes(member.subscription().toBytes());
                out.bytes(member.assignment().toBytes());
            }
            return true;
        }

        @Override
        public ClassicGroupStored read(FormReader key, @Nullable FormReader value, int version) {
            if (value == null) {
                return new ClassicGroupStored(null);
            }
            boolean compact = version >= 4;
            String protocolType = compact ? value.compactString() : value.string();
            int generation = value.int32();
            String protocol = nullable(value, compact);
            String leader = nullable(value, compact);
            long changedAtMs = version >= 2 ? value.int64() : -1;
            List<ClassicSnapshot.Member> members = compact
                    ? value.compactArray(() -> member(value, version))
                    : value.array(() -> member(value, version));
            if (compact) {
                value.tags(unknown -> {});
            }
            return new ClassicGroupStored(
                    new ClassicSnapshot(protocolType, generation, protocol, leader, changedAtMs, members));
        }

        private static ClassicSnapshot.Member member(FormReader value, int version) {
            boolean compact = version >= 4;
            String memberId = compact ? value.compactString() : value.string();
            String instanceId = version >= 3 ? nullable(value, compact) : null;
            String clientId = compact ? value.compactString() : value.string();
            String clientHost = compact ? value.compactString() : value.string();
            int rebalanceTimeoutMs = version >= 1 ? value.int32() : -1;
            int sessionTimeoutMs = value.int32();
            Blob subscription = Blob.of(compact ? value.compactBytes() : value.bytes());
            Blob assignment = Blob.of(compact ? value.compactBytes() : value.bytes());
            if (compact) {
                value.tags(unknown -> {});
            }
            return new ClassicSnapshot.Member(
                    memberId,
                    instanceId,
                    clientId,
                    clientHost,
                    rebalanceTimeoutMs == -1 ? sessionTimeoutMs : rebalanceTimeoutMs,
                    sessionTimeoutMs,
                    subscription,
                    assignment);
        }

        private static @Nullable String nullable(FormReader value, boolean compact) {
            return compact ? value.nullableCompactString() : value.nullableString();
        }
    }
}
