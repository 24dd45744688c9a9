package io.sampo.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.wire.MalformedFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSplitterTest {
    private final FrameSplitter splitter = new FrameSplitter(10);

    @Test
    void framesComeOutAsTheyWentInHoweverTheBytesArrive() {
        byte[] stream = {0, 0, 0, 1, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        for (int piece = 1; piece <= stream.length; piece++) {
            List<byte[]> frames = new ArrayList<>();
            ByteBuffer received = ByteBuffer.wrap(stream).limit(0);
            while (received.limit() < stream.length) {
                received.limit(Math.min(stream.length, received.limit() + piece));
                for (ByteBuffer frame = splitter.next(received); frame != null; frame = splitter.next(received)) {
                    byte[] bytes = new byte[frame.remaining()];
                    frame.get(bytes);
                    frames.add(bytes);
                }
            }
            assertThat(frames)
                    .containsExactly(new byte[] {7}, new byte[] {1, 2, 3}, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        }
    }

    @Test
    void whatIsMissingIsKnown() {
        ByteBuffer stream = ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 2, 3});
        int[] missing = {4, 3, 2, 1, 3, 2, 1, 0};
        for (int arrived = 0; arrived <= stream.capacity(); arrived++) {
            assertThat(splitter.missing(stream.duplicate().limit(arrived))).isEqualTo(missing[arrived]);
        }
    }

    @Test
    void nothingMovesWhileAFrameIsIncomplete() {
        ByteBuffer received = ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 2, 1}).position(1);
        assertThat(splitter.next(received)).isNull();
        assertThat(received.position()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 11, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x47455420})
    void aSizeIsRefusedBeforeTheFrameHasCome(int size) {
        ByteBuffer received = ByteBuffer.allocate(4).putInt(size).flip();
        assertThatExceptionOfType(MalformedFrame.class)
                .isThrownBy(() -> splitter.next(received))
                .withMessage("a frame of " + size + " bytes; taken are 1 to 10");
    }

    @Test
    void aLimitBelowOneByteIsNoLimit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameSplitter(0));
    }
}
