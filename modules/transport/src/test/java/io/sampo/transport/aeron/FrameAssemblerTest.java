package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.logbuffer.FrameDescriptor;
import io.sampo.replication.ReplicaFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Fragments and chunks become whole frames or nothing (H36). */
class FrameAssemblerTest {
    private static final Envelope ENVELOPE = new Envelope(1, 1, 11, 2);
    private static final byte WHOLE = (byte) (FrameDescriptor.BEGIN_FRAG_FLAG | FrameDescriptor.END_FRAG_FLAG);

    private final List<ReplicaFrame> delivered = new ArrayList<>();
    private final Tally tally = new Tally();
    private final FrameAssembler assembler = new FrameAssembler(
            new FrameAssembler.Sink() {
                @Override
                public boolean accepts(Envelope envelope) {
                    return envelope.clusterHash() == 1;
                }

                @Override
                public void deliver(Envelope envelope, ReplicaFrame frame, int bytes) {
                    delivered.add(frame);
                }
            },
            tally);

    @Test
    void fragmentsOfOneMessageBecomeOneFrame() {
        // given
        ReplicaFrame.Push push = Frames.push(1, 5000);
        byte[] message = first(push, 0, 5000);
        // when
        fragment(message, 0, 1400, FrameDescriptor.BEGIN_FRAG_FLAG);
        fragment(message, 1400, 1400, (byte) 0);
        fragment(message, 2800, message.length - 2800, FrameDescriptor.END_FRAG_FLAG);
        // then
        assertThat(delivered).containsExactly(push);
    }

    @Test
    void chunksBecomeOneFrameAlthoughSmallOnesComeBetween() {
        // given
        ReplicaFrame.Push push = Frames.push(1, 300);
        // when
        whole(first(push, 7, 100));
        whole(first(Frames.ack(5), 0, 0));
        whole(chunk(push, 7, 100, 100));
        whole(chunk(push, 7, 200, 100));
        // then
        assertThat(delivered).containsExactly(Frames.ack(5), push);
    }

    @Test
    void aMissingChunkDropsThePushAndNothingElse() {
        // given
        ReplicaFrame.Push push = Frames.push(1, 300);
        // when
        whole(first(push, 7, 100));
        whole(chunk(push, 7, 200, 100));
        whole(first(Frames.push(2, 10), 0, 10));
        // then
        assertThat(delivered).containsExactly(Frames.push(2, 10));
        assertThat(tally.snapshot().lostChunks()).isEqualTo(1);
    }

    @Test
    void chunksOfAnotherSeriesAreNotMixedIn() {
        // given
        ReplicaFrame.Push lost = Frames.push(1, 300);
        ReplicaFrame.Push kept = Frames.push(2, 300);
        // when
        whole(first(lost, 7, 100));
        whole(chunk(lost, 7, 100, 100));
        whole(first(kept, 8, 200));
        whole(chunk(kept, 8, 200, 100));
        // then
        assertThat(delivered).containsExactly(kept);
        assertThat(tally.snapshot().lostChunks()).isEqualTo(1);
    }

    @Test
    void whatWasUnderWayWhenTheImageEndedIsCountedAsLost() {
        // given
        whole(first(Frames.push(1, 300), 7, 100));
        // when
        assembler.abandon();
        // then
        assertThat(tally.snapshot().lostChunks()).isEqualTo(1);
    }

    @Test
    void aMessageThatEndsBeforeItsAnnouncedLengthIsMalformed() {
        // when
        whole(first(Frames.push(1, 300), 0, 299));
        // then
        assertThat(delivered).isEmpty();
        assertThat(tally.snapshot().malformed()).isEqualTo(1);
    }

    @Test
    void garbageNeverThrowsAndTheNextFrameIsReadAgain() {
        // given
        Random random = new Random(4711);
        byte[] good = first(Frames.push(3, 200), 0, 200);
        // when
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = random.nextBoolean() ? good.clone() : new byte[random.nextInt(400)];
            for (int flips = 0; flips < 1 + random.nextInt(4) && bytes.length > 0; flips++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assembler.onFragment(new UnsafeBuffer(bytes), 0, bytes.length, (byte) random.nextInt());
        }
        delivered.clear();
        whole(good);
        // then
        assertThat(delivered).containsExactly(Frames.push(3, 200));
    }

    private void whole(byte[] message) {
        fragment(message, 0, message.length, WHOLE);
    }

    private void fragment(byte[] message, int from, int length, byte flags) {
        assembler.onFragment(new UnsafeBuffer(message), from, length, flags);
    }

    private static byte[] first(ReplicaFrame frame, int series, int length) {
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
        ReplicaFrameCodec.encode(ENVELOPE, frame, series, header);
        return joined(header, ReplicaFrameCodec.payload(frame), 0, length);
    }

    private static byte[] chunk(ReplicaFrame.Push push, int series, int offset, int length) {
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.LENGTH_MAX);
        new FrameHeader(
                        ENVELOPE,
                        FrameHeader.CHUNK,
                        FrameHeader.SIZE,
                        push.batches().remaining(),
                        series,
                        offset)
                .encode(header);
        return joined(header.flip(), push.batches(), offset, length);
    }

    private static byte[] joined(ByteBuffer header, ByteBuffer payload, int offset, int length) {
        return ByteBuffer.allocate(header.remaining() + length)
                .put(header)
                .put(payload.slice(offset, length))
                .array();
    }
}
