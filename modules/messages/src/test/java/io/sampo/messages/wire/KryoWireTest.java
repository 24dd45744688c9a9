package io.sampo.messages.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Since;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KryoWireTest {
    private static final WireSystem SYSTEM = new WireSystem();
    private static final AtomicBoolean GADGET_RAN = new AtomicBoolean();

    @AfterAll
    static void close() {
        SYSTEM.close();
    }

    /** Would run code of the attacker's choice as soon as its class is initialised. */
    @SuppressWarnings("UnusedNestedClass")
    public static final class Gadget {
        static {
            GADGET_RAN.set(true);
        }
    }

    @Test
    void idsAreFrozen() {
        String table = Arrays.stream(WireType.values())
                .map(type -> type.id() + " " + type.type().getSimpleName())
                .collect(Collectors.joining(", "));
        assertThat(table)
                .startsWith("10 TopicId, 11 TopicIdPartition, 12 BrokerEndpoints, 13 PartitionState, 14 ClusterView, "
                        + "15 BrokerView, 16 TopicView, 17 ProposeIsr, 18 IsrMember, 19 EligibleReplicas, 20 ReplicaTail, "
                        + "21 TopicPartition, 24 PartitionTarget, 25 ReassignmentView, 26 VoterView, 30 CreateTopic, 31 DeleteTopic, 32 CreatePartitions, 33 AlterTopicConfig, 34 AdminReply, "
                        + "35 ElectLeaders, 40 AlterReassignments, 41 UnregisterBroker, 42 AlterVoters, 43 ListVoters, 50 Open, 51 Close, 52 Ping, "
                        + "53 Subscribe, 54 Fetch, 55 CancelFetch, 56 ListOffset, 57 InitProducerId, 58 Admin, 64 DescribeReplica, 65 AskGroup, 66 DeleteRecords, "
                        + "70 Opened, 71 Closed, 72 Pong, 73 ViewChanged, 74 OffsetListed, 75 ProducerIdGiven, "
                        + "76 AdminDone, 84 ReplicaDescribed, 85 GroupAnswered, 90 RegisterBroker, 91 FeedSubscribe, 92 FeedAck, 93 AlterPartition, "
                        + "94 ResignLeadership, 95 ControlledShutdown, 96 AllocateProducerIds, 97 Admin, 98 ReportTails, "
                        + "99 ReplicasFailed, "
                        + "110 NotController, 111 Registered, 112 RegistrationRefused, 113 PartitionsAltered, "
                        + "114 ShutdownGranted, 115 ProducerIds, 116 AdminDone, 130 Snapshot, 131 Events, "
                        + "140 KafkaListener, 141 Beat, 142 Commit, 143 FetchOffsets, 144 DeleteOffsets, 145 Delete, 146 Describe, "
                        + "147 ListGroups, 148 FindCoordinator, 150 Position, 160 CoordinatorFound, 161 Beaten, "
                        + "162 OffsetsCommitted, 163 OffsetsFetched, 164 OffsetsDeleted, 165 Deleted, 166 Described, "
                        + "167 Listed, 170 PartitionOutcome, 171 CommittedPosition, 172 Member, 173 Listing");
        assertThat(Arrays.stream(WireType.values()).map(WireType::id)).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownManifestIsRefused() {
        assertThatThrownBy(() -> SYSTEM.control().fromBinary(new byte[] {1}, "9999"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("9999");
    }

    @Test
    void aClassNamedOnTheWireIsRefusedAndNeverInitialised() {
        // given: an admin request whose class is announced by name, as Kryo writes unregistered classes
        Output output = new Output(256);
        output.writeByte(1);
        output.writeVarLong(6, false);
        output.writeVarInt(1, true);
        output.writeVarInt(0, true);
        output.writeString(KryoWireTest.class.getName() + "$Gadget");
        // when, then
        assertThatThrownBy(() -> SYSTEM.control().fromBinary(output.toBytes(), "58"))
                .isInstanceOf(NotSerializableException.class);
        assertThat(GADGET_RAN).isFalse();
    }

    @Test
    void anUnregisteredIdIsRefused() {
        // given
        Output output = new Output(256);
        output.writeByte(1);
        output.writeVarLong(6, false);
        output.writeVarInt(777, true);
        // when, then
        assertThatThrownBy(() -> SYSTEM.control().fromBinary(output.toBytes(), "58"))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void aRegisteredTypeInTheWrongPlaceIsRefused() {
        // given: a Ping where an admin request belongs
        Output output = new Output(256);
        output.writeByte(1);
        output.writeVarLong(6, false);
        output.writeVarInt(WireType.PING.id() + 2, true);
        output.writeByte(1);
        output.writeVarLong(1, false);
        // when, then
        assertThatThrownBy(() -> SYSTEM.control().fromBinary(output.toBytes(), "58"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("AdminRequest");
    }

    @Test
    void aMessageWithoutAnIdIsNotWritten() {
        assertThatThrownBy(() -> SYSTEM.control().toBinary("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnnouncedCountNeverAllocatesMoreThanWasSent() {
        // given: a subscription to 2^28 topics in ten bytes
        Output output = new Output(256);
        output.writeByte(1);
        output.writeVarInt(1 << 28, true);
        // when, then
        assertThatThrownBy(() -> SYSTEM.control().fromBinary(output.toBytes(), "53"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("announced");
    }

    /** The first release of a message. */
    public record First(int a, List<String> b) {}

    /** The second one. */
    public record Second(
            int a,
            List<String> b,
            @Since(2) boolean c,
            @Since(2) List<String> d) {}

    @Test
    void aNewComponentIsEmptyWhereTheWriterIsOlder() {
        // given
        Kryo kryo = new Kryo();
        ActorRefResolver none = null;
        Output output = new Output(64);
        new RecordCodec(First.class, none).write(kryo, output, new First(5, List.of("x")));
        // when
        Record read = new RecordCodec(Second.class, none).read(kryo, new Input(output.toBytes()), Second.class);
        // then
        assertThat(read).isEqualTo(new Second(5, List.of("x"), false, List.of()));
    }

    @Test
    void aNewerVersionThanKnownIsRefused() {
        // given
        Kryo kryo = new Kryo();
        ActorRefResolver none = null;
        Output output = new Output(64);
        new RecordCodec(Second.class, none).write(kryo, output, new Second(5, List.of(), true, List.of()));
        // when, then
        assertThatThrownBy(
                        () -> new RecordCodec(First.class, none).read(kryo, new Input(output.toBytes()), First.class))
                .isInstanceOf(KryoException.class)
                .hasMessageContaining("wire version 2");
    }

    @Test
    void manyThreadsMayWriteAtOnce() {
        List<SessionMessage.Ping> pings = java.util.stream.LongStream.range(0, 2_000)
                .mapToObj(SessionMessage.Ping::new)
                .toList();
        assertThat(pings.parallelStream().map(this::throughBytes)).containsExactlyElementsOf(pings);
    }

    private SessionMessage.Ping throughBytes(SessionMessage.Ping ping) {
        try {
            return (SessionMessage.Ping) SYSTEM.control()
                    .fromBinary(
                            SYSTEM.control().toBinary(ping), SYSTEM.control().manifest(ping));
        } catch (NotSerializableException e) {
            throw new AssertionError(e);
        }
    }
}
