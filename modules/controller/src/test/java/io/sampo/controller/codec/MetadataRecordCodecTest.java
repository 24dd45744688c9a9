package io.sampo.controller.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.BrokerFenced;
import io.sampo.controller.MetadataRecord.BrokerRegistered;
import io.sampo.controller.MetadataRecord.BrokerShuttingDown;
import io.sampo.controller.MetadataRecord.BrokerUnfenced;
import io.sampo.controller.MetadataRecord.BrokerUnregistered;
import io.sampo.controller.MetadataRecord.ClusterCreated;
import io.sampo.controller.MetadataRecord.ControllerElected;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.MetadataRecord.PartitionsAdded;
import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.controller.MetadataRecord.ProducerIdsAllocated;
import io.sampo.controller.MetadataRecord.ReassignmentThrottled;
import io.sampo.controller.MetadataRecord.ReplicaRemoved;
import io.sampo.controller.MetadataRecord.ReplicasChanged;
import io.sampo.controller.MetadataRecord.TopicConfigChanged;
import io.sampo.controller.MetadataRecord.TopicCreated;
import io.sampo.controller.MetadataRecord.TopicDeleted;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.controller.PartitionChange;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The bytes on the disks of people who have upgraded. A golden line is never edited; a new form gets a new version. */
class MetadataRecordCodecTest {
    private static final TopicId TOPIC = new TopicId(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L));
    private static final List<PartitionChange> CHANGES = List.of(
            new PartitionChange(new TopicIdPartition(TOPIC, 0), -1, 3, 300, List.of(2), false),
            new PartitionChange(new TopicIdPartition(TOPIC, 200), 5, 1, 2, List.of(5, 6), true));
    private static final List<PartitionState> PARTITIONS =
            List.of(new PartitionState(1, 0, 0, List.of(1, 2), List.of(1), false));
    private static final BrokerDescription DESCRIPTION = new BrokerDescription(
            new UUID(1, 2),
            new BrokerEndpoints("127.0.0.1", 25520, 9092, 40400, 9970, 9870, 8558),
            "sampo",
            List.of(new UUID(3, 4)));
    private static final String TOPIC_HEX = "0102030405060708090a0b0c0d0e0f10";
    private static final String CHANGES_HEX = "01" + TOPIC_HEX + "02" + "000103ac02010400" + "c8010a0102020a0c01";

    private static final Map<MetadataRecord, String> GOLDEN = golden();

    private static Map<MetadataRecord, String> golden() {
        Map<MetadataRecord, String> golden = new LinkedHashMap<>();
        golden.put(new ControllerElected(3), "010106");
        golden.put(new ClusterCreated("abc"), "020103616263");
        golden.put(new DecisionBegun(), "0301");
        golden.put(new DecisionEnded(), "0401");
        golden.put(
                new BrokerRegistered(2, DESCRIPTION, CHANGES),
                "050104" + "0000000000000001" + "0000000000000002" + "093132372e302e302e31" + "b0c701" + "8447"
                        + "d0bb02" + "f24d" + "8e4d" + "ee42" + "0573616d706f" + "01" + "0000000000000003"
                        + "0000000000000004" + CHANGES_HEX);
        golden.put(new BrokerFenced(2, 300, "gone", CHANGES), "060104ac0204676f6e65" + CHANGES_HEX);
        golden.put(new BrokerUnfenced(2, 300, CHANGES), "070104ac02" + CHANGES_HEX);
        golden.put(new BrokerShuttingDown(2, 300, List.of()), "080104ac0200");
        golden.put(
                new TopicCreated(TOPIC, "book", TopicConfig.of(Map.of("flush.ms", "5")), PARTITIONS),
                "0901" + TOPIC_HEX + "04626f6f6b" + "0108666c7573682e6d730135" + "01" + "020000020204010200");
        golden.put(new TopicDeleted(TOPIC), "0a01" + TOPIC_HEX);
        golden.put(new PartitionsAdded(TOPIC, 4, PARTITIONS), "0b01" + TOPIC_HEX + "0401" + "020000020204010200");
        golden.put(
                new TopicConfigChanged(TOPIC, TopicConfig.of(Map.of("retention.ms", "-1", "flush.ms", "5")), List.of()),
                "0c01" + TOPIC_HEX + "02" + "08666c7573682e6d730135" + "0c726574656e74696f6e2e6d73022d31");
        golden.put(new PartitionsChanged(CHANGES), "0d01" + CHANGES_HEX);
        golden.put(new ProducerIdsAllocated(1, 7, 2000, 1000), "0e010207d00fe807");
        golden.put(new ReplicaRemoved(new TopicIdPartition(TOPIC, 200), 2, 300), "0f01" + TOPIC_HEX + "c80104ac02");
        golden.put(new UncleanLeadersElected(CHANGES, "asked"), "1001" + CHANGES_HEX + "0561736b6564");
        golden.put(
                new ReplicasChanged(List.of(
                        new PartitionChange.OfReplicas(
                                CHANGES.get(0), List.of(2, 3, 4), new Reassignment(List.of(2, 3), List.of(4, 3))),
                        new PartitionChange.OfReplicas(CHANGES.get(1), List.of(5, 6), null))),
                "1401" + CHANGES_HEX + "03040608" + "01" + "020406" + "020806" + "020a0c" + "00");
        golden.put(new ReassignmentThrottled(300), "1501ac02");
        golden.put(new BrokerUnregistered(4, 300), "160108ac02");
        return golden;
    }

    /** What has something in it that version 1 did not know. */
    private static final Map<MetadataRecord, String> GOLDEN_TWO = Map.of(
            new PartitionsChanged(List.of(new PartitionChange(
                    new TopicIdPartition(TOPIC, 1),
                    -1,
                    3,
                    300,
                    List.of(),
                    true,
                    new EligibleReplicas(List.of(2), List.of(5, 6))))),
            "0d02" + "01" + TOPIC_HEX + "01" + "010103ac020003" + "0104" + "020a0c",
            new PartitionsAdded(
                    TOPIC,
                    4,
                    List.of(new PartitionState(
                            1, 0, 0, List.of(1, 2), List.of(1), false, new EligibleReplicas(List.of(2), List.of())))),
            "0b02" + TOPIC_HEX + "0401" + "020000020204010202" + "010400",
            new TopicConfigChanged(TOPIC, TopicConfig.of(Map.of("flush.ms", "5")), CHANGES),
            "0c02" + TOPIC_HEX + "01" + "08666c7573682e6d730135" + CHANGES_HEX);

    @Test
    void whatVersionOneDidNotKnowIsWrittenInVersionTwo() {
        GOLDEN_TWO.forEach((record, hex) -> {
            assertThat(HexFormat.of().formatHex(MetadataRecordCodec.encode(record)))
                    .isEqualTo(hex);
            assertThat(MetadataRecordCodec.decode(HexFormat.of().parseHex(hex))).isEqualTo(record);
        });
    }

    @Test
    void aBrokerWithSeveralKafkaListenersIsWrittenInVersionFour() {
        // given
        BrokerDescription several = new BrokerDescription(
                DESCRIPTION.incarnation(),
                DESCRIPTION
                        .endpoints()
                        .withKafka(
                                List.of(new KafkaListener("IN", "127.0.0.1", 9092), new KafkaListener("OUT", "h", 1))),
                DESCRIPTION.actorSystem(),
                DESCRIPTION.directoryIds());
        BrokerRegistered record = new BrokerRegistered(2, several, CHANGES);
        String hex = "050404" + "0000000000000001" + "0000000000000002" + "093132372e302e302e31" + "b0c701" + "84c704"
                + "d0bb02" + "f24d" + "8e4d" + "ee42" + "0573616d706f" + "01" + "0000000000000003" + "0000000000000004"
                + "02" + "02494e" + "093132372e302e302e31" + "8447" + "034f5554" + "0168" + "01" + CHANGES_HEX;

        // then
        assertThat(HexFormat.of().formatHex(MetadataRecordCodec.encode(record))).isEqualTo(hex);
        assertThat(MetadataRecordCodec.decode(HexFormat.of().parseHex(hex))).isEqualTo(record);
    }

    @TestFactory
    Stream<DynamicTest> everyRecordHasItsBytesForEver() {
        return GOLDEN.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey().getClass().getSimpleName(), () -> {
                    assertThat(HexFormat.of().formatHex(MetadataRecordCodec.encode(entry.getKey())))
                            .isEqualTo(entry.getValue());
                    assertThat(MetadataRecordCodec.decode(HexFormat.of().parseHex(entry.getValue())))
                            .isEqualTo(entry.getKey());
                }));
    }

    @Test
    void everyRecordTypeIsGolden() {
        Set<Class<?>> covered = GOLDEN.keySet().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(covered).isEqualTo(Set.of(MetadataRecord.class.getPermittedSubclasses()));
    }

    @Test
    void aRecordOfANewerSampoIsRefusedNotSkipped() {
        for (String hex : List.of("7f01", "0305")) {
            assertThatThrownBy(() -> MetadataRecordCodec.decode(HexFormat.of().parseHex(hex)))
                    .isInstanceOfSatisfying(SampoException.class, refusal -> assertThat(refusal.error())
                            .isEqualTo(ErrorCode.UNSUPPORTED_VERSION));
        }
    }

    @Test
    void bytesThatEndTooSoonOrGoOnAreRefused() {
        Stream.concat(GOLDEN.keySet().stream(), GOLDEN_TWO.keySet().stream()).forEach(record -> {
            byte[] bytes = MetadataRecordCodec.encode(record);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> MetadataRecordCodec.decode(cut)).isInstanceOf(SampoException.class);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> MetadataRecordCodec.decode(longer)).isInstanceOf(SampoException.class);
        });
    }

    @Property(tries = 2_000)
    void garbageIsRefusedOrReadNeverAnythingElse(@ForAll @Size(max = 60) byte[] garbage, @ForAll byte type) {
        byte[] bytes = new byte[garbage.length + 2];
        bytes[0] = (byte) Math.floorMod(type, 18);
        bytes[1] = (byte) (1 + (type & 1));
        System.arraycopy(garbage, 0, bytes, 2, garbage.length);
        try {
            assertThat(MetadataRecordCodec.decode(bytes)).isNotNull();
        } catch (SampoException | IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
