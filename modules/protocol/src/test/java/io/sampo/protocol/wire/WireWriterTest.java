package io.sampo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.oracle.BothSides;
import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireWriterTest {
    private final WireWriter out = new WireWriter(ByteBuffer.allocate(8));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 129, 16_383, 16_384, 70_000})
    void aTaggedFieldOfAnySizeIsReadBack(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 31);
        }
        int outer = out.openTag(5);
        int inner = out.openTag(700);
        for (byte next : content) {
            out.int8(next);
        }
        out.closeTag(inner);
        out.int8((byte) 99);
        out.closeTag(outer);
        out.int16((short) 12_345);

        WireReader in = new WireReader(ByteBuffer.wrap(BothSides.drained(out)));
        assertThat(in.tag(-1)).isEqualTo(5);
        int end = in.openTag();
        assertThat(in.tag(-1)).isEqualTo(700);
        int innerEnd = in.openTag();
        for (byte next : content) {
            assertThat(in.int8()).isEqualTo(next);
        }
        in.closeTag(innerEnd);
        assertThat(in.int8()).isEqualTo((byte) 99);
        in.closeTag(end);
        assertThat(in.int16()).isEqualTo((short) 12_345);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void recordsAreHandedOnAsTheyAreBetweenPiecesOfMemory() {
        LogSlice first = LogSlice.of(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        LogSlice second = LogSlice.of(ByteBuffer.wrap(new byte[] {4}));
        long frame = out.openFrame();
        out.slice(first, false, false);
        out.slice(second, true, false);
        out.int8((byte) 9);
        out.closeFrame(frame);

        List<Object> pieces = new ArrayList<>();
        out.drainTo(new WireSink() {
            @Override
            public void bytes(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                pieces.add(copy);
            }

            @Override
            public void slice(LogSlice slice) {
                pieces.add(slice);
            }
        });
        assertThat(pieces)
                .containsExactly(new byte[] {0, 0, 0, 10, 0, 0, 0, 3}, first, new byte[] {2}, second, new byte[] {9});
        assertThat(out.size()).isEqualTo(14);
    }

    @Test
    void framesInOneWriterKnowTheirOwnSizes() {
        for (int i = 0; i < 5; i++) {
            long frame = out.openFrame();
            out.slice(LogSlice.of(ByteBuffer.wrap(new byte[5])), false, false);
            out.closeFrame(frame);
        }
        ByteBuffer bytes = ByteBuffer.wrap(BothSides.drained(out));
        for (int i = 0; i < 5; i++) {
            assertThat(bytes.getInt(i * 13)).isEqualTo(9);
        }
        assertThat(bytes.remaining()).isEqualTo(5 * 13);
    }

    @Test
    void aWriterThatWasClearedIsAsNew() {
        out.slice(LogSlice.of(ByteBuffer.wrap(new byte[5])), false, false);
        out.clear();
        assertThat(out.size()).isZero();
        out.int8((byte) 1);
        assertThat(BothSides.drained(out)).containsExactly(1);
    }

    @Test
    void whatHasNoPlaceInTheProtocolIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> out.string(null, true, false));
        assertThatIllegalArgumentException().isThrownBy(() -> out.string("x".repeat(32_768), true, false));
        assertThatIllegalArgumentException().isThrownBy(() -> out.uint16(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.uint32(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> out.int32s(null, false, false));
    }

    @Test
    void memoryOffTheHeapGrowsOffTheHeap() {
        WireWriter direct = new WireWriter(ByteBuffer.allocateDirect(2));
        direct.int64(Long.MIN_VALUE + 7);
        direct.drainTo(new WireSink() {
            @Override
            public void bytes(ByteBuffer bytes) {
                assertThat(bytes.isDirect()).isTrue();
                assertThat(bytes.getLong()).isEqualTo(Long.MIN_VALUE + 7);
            }

            @Override
            public void slice(LogSlice slice) {
                throw new AssertionError("no slice was written");
            }
        });
    }
}
