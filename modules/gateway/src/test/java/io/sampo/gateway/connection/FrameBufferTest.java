package io.sampo.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.wire.MalformedFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBufferTest {
    private final RequestMemory memory = new RequestMemory(1 << 30);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void framesComeOutAsTheyWentInHoweverTheStreamIsCut(long seed) {
        // given
        Random random = new Random(seed);
        FrameBuffer frames = new FrameBuffer(1 << 20, memory.open());
        List<byte[]> sent = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(8 << 20);
        for (int i = 0; i < 60; i++) {
            byte[] frame = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 400_000 : 300)];
            random.nextBytes(frame);
            sent.add(frame);
            stream.putInt(frame.length).put(frame);
        }
        stream.flip();
        // when
        List<byte[]> taken = new ArrayList<>();
        while (stream.hasRemaining()) {
            int count = Math.min(stream.remaining(), 1 + random.nextInt(70_000));
            ByteBuffer piece = stream.slice(stream.position(), count);
            stream.position(stream.position() + count);
            for (ByteBuffer frame = frames.next(piece); frame != null; frame = frames.next(piece)) {
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                taken.add(bytes);
            }
            assertThat(piece.hasRemaining()).isFalse();
        }
        // then
        assertThat(taken).usingElementComparator(java.util.Arrays::compare).isEqualTo(sent);
        assertThat(frames.unfinishedBytes()).isZero();
    }

    @Test
    void memoryFollowsWhatHasComeNotWhatWasAnnounced() {
        FrameBuffer frames = new FrameBuffer(100 << 20, memory.open());
        ByteBuffer announcement = ByteBuffer.allocate(4).putInt(90 << 20).flip();
        assertThat(frames.next(announcement)).isNull();
        assertThat(memory.usedBytes()).isZero();
        assertThat(frames.next(ByteBuffer.allocate(100))).isNull();
        assertThat(memory.usedBytes()).isLessThanOrEqualTo(16 * 1024);
        assertThat(frames.next(ByteBuffer.allocate(1 << 20))).isNull();
        assertThat(memory.usedBytes()).isLessThanOrEqualTo(8 << 20);
    }

    @Test
    void nothingOfAFrameIsKeptOnceItsConnectionHasEnded() {
        // given
        FrameBuffer frames = new FrameBuffer(100 << 20, memory.open());
        frames.next(ByteBuffer.allocate(4).putInt(1000).flip());
        frames.next(ByteBuffer.allocate(100));
        assertThat(frames.unfinishedBytes()).isEqualTo(104);

        // when
        frames.drop();

        // then
        assertThat(frames.unfinishedBytes()).isZero();
    }

    @Test
    void eachFrameHasMemoryOfItsOwn() {
        FrameBuffer frames = new FrameBuffer(100, memory.open());
        ByteBuffer two = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 7, 0, 0, 0, 1, 8});
        ByteBuffer first = frames.next(two);
        ByteBuffer second = frames.next(two);
        assertThat(first.get(0)).isEqualTo((byte) 7);
        assertThat(second.get(0)).isEqualTo((byte) 8);
        assertThat(first.array()).isNotSameAs(second.array()).hasSize(1);
        assertThat(memory.usedBytes()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 101, Integer.MAX_VALUE})
    void aSizeThatIsNoneIsRefusedAtOnce(int size) {
        FrameBuffer frames = new FrameBuffer(100, memory.open());
        assertThatThrownBy(() -> frames.next(ByteBuffer.allocate(4).putInt(size).flip()))
                .isInstanceOf(MalformedFrame.class);
        assertThat(memory.usedBytes()).isZero();
    }
}
