package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.transport.MalformedFrameException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is written is read again; what nobody wrote is refused, in one way only. */
class ReplicaFrameCodecTest {
    private static final Envelope ENVELOPE = new Envelope(Envelope.hashOf("c"), 1, 11, 2);

    @Property
    void everyFrameIsReadAsItWasWritten(@ForAll("frames") ReplicaFrame frame) {
        // given
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
        // when
        ReplicaFrameCodec.encode(ENVELOPE, frame, 0, header);
        FrameHeader decoded = FrameHeader.decode(header);
        ReplicaFrame read = ReplicaFrameCodec.decode(decoded, header, ReplicaFrameCodec.payload(frame));
        // then
        assertThat(read).isEqualTo(frame);
        assertThat(decoded.envelope()).isEqualTo(ENVELOPE);
        assertThat(decoded.payloadLength())
                .isEqualTo(ReplicaFrameCodec.payload(frame).remaining());
    }

    @Property
    void garbageIsMalformedAndNothingElse(@ForAll @Size(max = 300) byte[] garbage) {
        assertThat(decodes(garbage)).isFalse();
    }

    @Property
    void aFrameWithOneByteChangedIsReadOrMalformedButNeverAnotherError(
            @ForAll("frames") ReplicaFrame frame, @ForAll int position, @ForAll byte value) {
        // given
        byte[] bytes = bytesOf(frame);
        bytes[Math.floorMod(position, bytes.length)] = value;
        // when, then: whatever it says, it says it with its one exception
        decodes(bytes);
    }

    @Property
    void aFrameCutShortIsMalformed(@ForAll("frames") ReplicaFrame frame, @ForAll int at) {
        // given
        byte[] bytes = bytesOf(frame);
        // when
        boolean decoded = decodes(Arrays.copyOf(bytes, Math.floorMod(at, bytes.length)));
        // then
        assertThat(decoded).isFalse();
    }

    private static byte[] bytesOf(ReplicaFrame frame) {
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
        ReplicaFrameCodec.encode(ENVELOPE, frame, 0, header);
        return Arrays.copyOf(header.array(), header.limit());
    }

    private static boolean decodes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            FrameHeader header = FrameHeader.decode(in);
            ReplicaFrameCodec.decode(header, in, ByteBuffer.allocate(0));
            return true;
        } catch (MalformedFrameException e) {
            return false;
        }
    }

    @Test
    void everyKindOfFrameAndEveryReasonHasALayout() {
        // given
        Set<Class<?>> kinds = new HashSet<>(Set.of(ReplicaFrame.class.getPermittedSubclasses()));
        // when
        frames().sampleStream().limit(2000).forEach(frame -> kinds.remove(frame.getClass()));
        // then: the generator below knows all kinds, and the round trip above reads what it generates
        assertThat(kinds).isEmpty();
    }

    @Test
    void aPayloadBeyondTheLimitIsRefusedBeforeRoomIsMadeForIt() {
        // given
        ByteBuffer bytes = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
        new FrameHeader(ENVELOPE, (byte) 4, FrameHeader.SIZE, FrameHeader.PAYLOAD_LENGTH_MAX + 1, 0, 0).encode(bytes);
        bytes.flip();
        // when, then
        assertThatThrownBy(() -> FrameHeader.decode(bytes)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void clusterIdsHaveTheHashThatOtherVersionsCompute() {
        assertThat(Envelope.hashOf("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(Envelope.hashOf("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    }

    @Provide
    Arbitrary<ReplicaFrame> frames() {
        Arbitrary<TopicIdPartition> partition = Combinators.combine(
                        uuids(), Arbitraries.integers().greaterOrEqual(0))
                .as((id, p) -> new TopicIdPartition(new TopicId(id), p));
        Arbitrary<Long> longs = Arbitraries.longs();
        Arbitrary<Integer> ints = Arbitraries.integers();
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<ReplicaFrame> probes =
                Combinators.combine(partition, ints, longs, longs).as(ReplicaFrame.Probe::new);
        Arbitrary<ReplicaFrame> tails = Combinators.combine(partition, ints, longs, uuids(), longs, longs, ints)
                .as(ReplicaFrame.Tail::new);
        Arbitrary<ReplicaFrame.LogEnd> ends = Combinators.combine(longs, ints).as(ReplicaFrame.LogEnd::new);
        Arbitrary<ReplicaFrame> truncates = Combinators.combine(partition, ints, longs, longs, ends, ints, longs, flags)
                .as(ReplicaFrame.Truncate::new);
        Arbitrary<ReplicaFrame> acks = Combinators.combine(partition, ints, longs, uuids(), longs, longs, longs, longs)
                .as(ReplicaFrame.Ack::new);
        Arbitrary<ReplicaFrame> nacks = Combinators.combine(
                        partition, ints, longs, longs, Arbitraries.of(ReplicaFrame.Reason.values()), ints, longs)
                .as(ReplicaFrame.Nack::new);
        Arbitrary<ReplicaFrame> pushes = Combinators.combine(
                        partition,
                        ints,
                        longs,
                        ints,
                        longs,
                        flags,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(50))
                .as((p, epoch, offset, prevEpoch, other, catchUp, bytes) -> new ReplicaFrame.Push(
                        p,
                        epoch,
                        other,
                        other + 1,
                        offset,
                        prevEpoch,
                        other - 1,
                        -offset,
                        catchUp,
                        ByteBuffer.wrap(bytes)));
        return Arbitraries.oneOf(probes, tails, truncates, acks, nacks, pushes);
    }

    private static Arbitrary<UUID> uuids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }
}
