package io.sampo.groups.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.groups.Blob;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRecord.PartitionMetadataRemoved;
import io.sampo.groups.GroupRecord.RegexStored;
import io.sampo.groups.GroupRecord.TargetEpochStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.consumer.MemberAssignment;
import io.sampo.groups.consumer.MemberMetadata;
import io.sampo.groups.consumer.MemberState;
import io.sampo.groups.consumer.ResolvedRegex;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Our bytes are Kafka's bytes, by Kafka's own classes. */
class KafkaRecordFormsTest {
    private static final GroupCoordinatorRecordSerde KAFKA = new GroupCoordinatorRecordSerde();

    private static byte[] key(GroupRecord record) {
        return GroupRecordCodec.key("g", record);
    }

    private static GroupRecordCodec.@Nullable Stored read(byte[] key, byte @Nullable [] value) {
        return GroupRecordCodec.read(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
    }

    @Property(tries = 3_000)
    void kafkaReadsEveryRecordAndWouldHaveWrittenTheSameBytes(@ForAll long seed) {
        // given
        GroupRecord record = new Drawing(seed).record();
        byte[] key = key(record);
        byte[] value = GroupRecordCodec.value(record);

        // when
        CoordinatorRecord theirs =
                KAFKA.deserialize(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));

        // then
        assertThat(KAFKA.serializeKey(theirs)).isEqualTo(key);
        assertThat(KAFKA.serializeValue(theirs)).isEqualTo(value);
    }

    @Property(tries = 3_000)
    void everyRecordIsReadBackAsItWasWritten(@ForAll long seed) {
        // given
        GroupRecord record = new Drawing(seed).record();

        // when
        GroupRecordCodec.Stored stored = Objects.requireNonNull(read(key(record), GroupRecordCodec.value(record)));

        // then
        assertThat(stored.groupId()).isEqualTo("g");
        assertThat(stored.record()).isEqualTo(record);
    }

    @Test
    void anOffsetIsWrittenAsInKafka() {
        // given
        TopicId topic = new TopicId(new UUID(1, 2));
        OffsetStored record =
                new OffsetStored(new TopicPartition("t", 7), new CommittedOffset(10, 3, "m", 99, -1, topic));

        // then: type 1, group, topic, partition; version 4, offset, epoch, metadata, time, tag 0
        assertThat(HexFormat.of().formatHex(key(record))).isEqualTo("0001" + "000167" + "000174" + "00000007");
        assertThat(HexFormat.of().formatHex(GroupRecordCodec.value(record)))
                .isEqualTo("0004" + "000000000000000a" + "00000003" + "026d" + "0000000000000063" + "01" + "0010"
                        + "00000000000000010000000000000002");
    }

    @Test
    void aMemberIsWrittenAsInKafka() {
        // given
        MemberMetadata member = new MemberMetadata(
                "i",
                null,
                "c",
                "/h",
                new TreeSet<>(List.of("t")),
                "",
                5,
                "uniform",
                new MemberMetadata.Classic(6, List.of(new Protocol("range", Blob.of((byte) 1)))));

        // when
        CoordinatorRecord theirs = KAFKA.deserialize(
                ByteBuffer.wrap(key(new MemberStored("m", member))),
                ByteBuffer.wrap(GroupRecordCodec.value(new MemberStored("m", member))));

        // then
        ConsumerGroupMemberMetadataValue value =
                (ConsumerGroupMemberMetadataValue) theirs.value().message();
        assertThat(value.instanceId()).isEqualTo("i");
        assertThat(value.rackId()).isNull();
        assertThat(value.subscribedTopicNames()).containsExactly("t");
        assertThat(value.subscribedTopicRegex()).isEmpty();
        assertThat(value.rebalanceTimeoutMs()).isEqualTo(5);
        assertThat(value.serverAssignor()).isEqualTo("uniform");
        assertThat(value.classicMemberMetadata().sessionTimeoutMs()).isEqualTo(6);
        assertThat(value.classicMemberMetadata().supportedProtocols().get(0).metadata())
                .containsExactly(1);
    }

    @Test
    void offsetsOfEveryVersionOfKafkaAreRead() {
        for (short version = 0; version <= 4; version++) {
            // given
            OffsetCommitValue value = new OffsetCommitValue()
                    .setOffset(5)
                    .setLeaderEpoch(2)
                    .setMetadata("m")
                    .setCommitTimestamp(11)
                    .setExpireTimestamp(version == 1 ? 12 : -1)
                    .setTopicId(new Uuid(3, 4));
            CoordinatorRecord theirs = CoordinatorRecord.record(
                    new OffsetCommitKey().setGroup("g").setTopic("t").setPartition(1),
                    new ApiMessageAndVersion(value, version));

            // when
            GroupRecordCodec.Stored stored =
                    Objects.requireNonNull(read(KAFKA.serializeKey(theirs), KAFKA.serializeValue(theirs)));

            // then
            assertThat(stored.record())
                    .isEqualTo(new OffsetStored(
                            new TopicPartition("t", 1),
                            new CommittedOffset(
                                    5,
                                    version >= 3 ? 2 : -1,
                                    "m",
                                    11,
                                    version == 1 ? 12 : -1,
                                    version >= 4 ? new TopicId(new UUID(3, 4)) : null)));
        }
    }

    @Test
    void classicGroupsOfEveryVersionOfKafkaAreRead() {
        for (short version = 0; version <= 4; version++) {
            // given
            GroupMetadataValue value = new GroupMetadataValue()
                    .setProtocolType("consumer")
                    .setGeneration(3)
                    .setProtocol("range")
                    .setLeader("m")
                    .setCurrentStateTimestamp(11)
                    .setMembers(List.of(new GroupMetadataValue.MemberMetadata()
                            .setMemberId("m")
                            .setGroupInstanceId("i")
                            .setClientId("c")
                            .setClientHost("/h")
                            .setRebalanceTimeout(7)
                            .setSessionTimeout(8)
                            .setSubscription(new byte[] {1})
                            .setAssignment(new byte[] {2})));
            CoordinatorRecord theirs = CoordinatorRecord.record(
                    new GroupMetadataKey().setGroup("g"), new ApiMessageAndVersion(value, version));

            // when
            GroupRecordCodec.Stored stored =
                    Objects.requireNonNull(read(KAFKA.serializeKey(theirs), KAFKA.serializeValue(theirs)));

            // then
            ClassicSnapshot group = Objects.requireNonNull(((ClassicGroupStored) stored.record()).snapshot());
            assertThat(group.generation()).isEqualTo(3);
            assertThat(group.changedAtMs()).isEqualTo(version >= 2 ? 11 : -1);
            assertThat(group.members())
                    .containsExactly(new ClassicSnapshot.Member(
                            "m",
                            version >= 3 ? "i" : null,
                            "c",
                            "/h",
                            version >= 1 ? 7 : 8,
                            8,
                            Blob.of((byte) 1),
                            Blob.of((byte) 2)));
        }
    }

    @Test
    void whatHasNothingToDoWithConsumerGroupsIsPassedOver() {
        assertThat(read(new byte[] {0, 11, 0, 1, 'g'}, new byte[] {0, 0})).isNull();
    }

    @Test
    void aNewerVersionIsRefusedAndNamed() {
        byte[] key = key(new ClassicGroupStored(null));
        assertThatThrownBy(() -> read(key, new byte[] {0, 5}))
                .isInstanceOfSatisfying(SampoException.class, refused -> assertThat(refused.error())
                        .isEqualTo(ErrorCode.UNSUPPORTED_VERSION))
                .hasMessageContaining("version 5, expected 0 to 4");
    }

    @Property(tries = 3_000)
    void garbageIsCorruptAndNothingElse(@ForAll long seed) {
        // given
        Drawing drawing = new Drawing(seed);
        GroupRecord record = drawing.record();
        byte[] value = GroupRecordCodec.value(record);
        byte[] broken = value == null ? new byte[3] : drawing.broken(value);

        // then
        try {
            read(key(record), broken);
        } catch (SampoException refused) {
            assertThat(refused.error()).isIn(ErrorCode.CORRUPT_MESSAGE, ErrorCode.UNSUPPORTED_VERSION);
        }
    }

    /** Draws records. */
    private static final class Drawing {
        private final Random random;

        Drawing(long seed) {
            random = new Random(seed);
        }

        GroupRecord record() {
            boolean tombstone = random.nextInt(5) == 0;
            return switch (random.nextInt(9)) {
                case 0 -> new OffsetStored(new TopicPartition(text(), random.nextInt(99)), tombstone ? null : offset());
                case 1 -> new ClassicGroupStored(tombstone ? null : classic());
                case 2 ->
                    new GroupEpochStored(
                            tombstone
                                    ? null
                                    : new GroupEpochStored.Epoch(random.nextInt(), pick(0L, random.nextLong())));
                case 3 -> new PartitionMetadataRemoved();
                case 4 -> new MemberStored(text(), tombstone ? null : member());
                case 5 ->
                    new TargetEpochStored(
                            tombstone
                                    ? null
                                    : new TargetEpochStored.Epoch(random.nextInt(), pick(0L, random.nextLong())));
                case 6 -> new TargetStored(text(), tombstone ? null : new TreeSet<>(owned().keySet()));
                case 7 -> new MemberAssignmentStored(text(), tombstone ? null : assignment());
                default ->
                    new RegexStored(
                            text(),
                            tombstone ? null : new ResolvedRegex(texts(), random.nextLong(), random.nextLong()));
            };
        }

        byte[] broken(byte[] value) {
            byte[] broken = java.util.Arrays.copyOf(value, random.nextInt(value.length + 1));
            for (int flips = random.nextInt(3); flips > 0 && broken.length > 0; flips--) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return broken;
        }

        private <T> T pick(T first, T second) {
            return random.nextBoolean() ? first : second;
        }

        private String text() {
            return "x".repeat(1 + random.nextInt(pick(3, 200))) + pick("", "é");
        }

        private SortedSet<String> texts() {
            SortedSet<String> texts = new TreeSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                texts.add(text());
            }
            return texts;
        }

        private Blob blob() {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            return Blob.of(bytes);
        }

        private TopicId topic() {
            return new TopicId(new UUID(1, random.nextInt(3)));
        }

        private CommittedOffset offset() {
            boolean expires = random.nextInt(4) == 0;
            return new CommittedOffset(
                    random.nextLong(),
                    expires ? -1 : random.nextInt(),
                    pick("", text()),
                    random.nextLong(),
                    expires ? random.nextInt(1_000_000) : -1,
                    expires ? null : pick(null, topic()));
        }

        private ClassicSnapshot classic() {
            List<ClassicSnapshot.Member> members = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                members.add(new ClassicSnapshot.Member(
                        text(), pick(null, text()), text(), text(), random.nextInt(9_999), 9, blob(), blob()));
            }
            return new ClassicSnapshot(
                    text(), random.nextInt(), pick(null, text()), pick(null, text()), random.nextLong(), members);
        }

        private MemberMetadata member() {
            MemberMetadata.Classic classic = pick(
                    null, new MemberMetadata.Classic(random.nextInt(1, 9_999), List.of(new Protocol(text(), blob()))));
            return new MemberMetadata(
                    pick(null, text()),
                    pick(null, text()),
                    text(),
                    text(),
                    texts(),
                    pick("", text()),
                    random.nextInt(),
                    pick(null, text()),
                    classic);
        }

        private SortedMap<TopicIdPartition, Integer> owned() {
            SortedMap<TopicIdPartition, Integer> owned = new TreeMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                owned.put(new TopicIdPartition(topic(), random.nextInt(300)), random.nextInt(99));
            }
            return owned;
        }

        private MemberAssignment assignment() {
            return new MemberAssignment(
                    random.nextInt(), random.nextInt(), MemberState.values()[random.nextInt(3)], owned(), owned());
        }
    }
}
