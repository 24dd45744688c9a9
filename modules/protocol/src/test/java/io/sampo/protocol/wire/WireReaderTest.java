package io.sampo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WireReaderTest {
    @Test
    void aCountIsComparedWithWhatIsLeftBeforeAnythingIsMade() {
        refuses("an array of 2147483647 elements", in -> in.int32s(false, true), 0x7f, -1, -1, -1, 0);
        refuses("an array of 3 elements", in -> in.count(false, false, 2), 0, 0, 0, 3, 1, 2, 3, 4, 5);
        refuses("an array of 2147483646 elements", in -> in.strings(true, false), -1, -1, -1, -1, 7, 0);
    }

    @Test
    void aLengthIsComparedWithWhatIsLeftBeforeAnythingIsMade() {
        refuses("a string of 5 bytes, where 4 bytes are left", in -> in.string(false, false), 0, 5, 1, 2, 3, 4);
        refuses("a byte string of 16777216 bytes", in -> in.bytes(false, false), 1, 0, 0, 0, 1);
        refuses("a byte string of 9 bytes", in -> in.buffer(true, false), 10, 1);
    }

    @Test
    void aNegativeLengthIsNullOrNothing() {
        assertThat(reader(-1, -1).string(false, true)).isNull();
        assertThat(reader(0).bytes(true, true)).isNull();
        refuses("null where there must be a string", in -> in.string(false, false), -1, -1);
        refuses("null where there must be an array", in -> in.int64s(true, false), 0);
        refuses("the length of a string is -2", in -> in.string(false, true), -1, -2);
        refuses("the length of an array is -2147483647", in -> in.count(true, true, 1), -126, -128, -128, -128, 8);
    }

    @Test
    void aVarintHasThirtyTwoBits() {
        refuses("a varint of more than 32 bits", WireReader::tagCount, -1, -1, -1, -1, 0x1f);
        refuses("a varint of more than 32 bits", WireReader::tagCount, -1, -1, -1, -1, -1, 0);
        refuses("the frame ends", WireReader::tagCount, -1, -1);
    }

    @Test
    void tagsAscend() {
        refuses("tag 3 after tag 3", WireReader::skipTags, 2, 3, 1, 0, 3, 1, 0);
        refuses("tag 1 after tag 3", WireReader::skipTags, 2, 3, 1, 0, 1, 1, 0);
        WireReader in = reader(2, 1, 1, 0, 3, 0, 9);
        in.skipTags();
        assertThat(in.remaining()).isEqualTo(1);
    }

    @Test
    void aTaggedFieldEndsWhereItsSizeSays() {
        WireReader shorter = reader(3, 0, 7, 9, 5);
        int end = shorter.openTag();
        shorter.int16();
        assertThatExceptionOfType(MalformedFrame.class)
                .isThrownBy(() -> shorter.closeTag(end))
                .withMessageContaining("1 bytes longer than its value");
        WireReader longer = reader(1, 0, 7, 9);
        longer.openTag();
        assertThatExceptionOfType(MalformedFrame.class).isThrownBy(longer::int16);
        refuses("a tagged field of 4 bytes, where 1 are left", WireReader::openTag, 4, 1);
    }

    @Test
    void noStringIsLongerThanAnOldOneCouldSay() {
        byte[] bytes = new byte[40_000];
        ByteBuffer frame = ByteBuffer.allocate(50_000)
                .put((byte) 0x81)
                .put((byte) 0x80)
                .put((byte) 2)
                .put(bytes)
                .flip();
        assertThatExceptionOfType(MalformedFrame.class)
                .isThrownBy(() -> new WireReader(frame).string(true, false))
                .withMessageContaining("a string of 32768 bytes");
    }

    @Test
    void recordsAreAViewOfTheFrame() {
        ByteBuffer frame = ByteBuffer.wrap(new byte[] {0, 0, 0, 2, 4, 5, 6});
        ByteBuffer records = new WireReader(frame).buffer(false, true);
        frame.put(4, (byte) 44);
        assertThat(records.get(0)).isEqualTo((byte) 44);
        assertThat(records.capacity()).isEqualTo(2);
        assertThat(frame.position()).isZero();
    }

    @Test
    void aFrameOffTheHeapReadsTheSame() {
        byte[] text = "Järvi 🜚".getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocateDirect(64)
                .putShort((short) text.length)
                .put(text)
                .flip();
        assertThat(new WireReader(frame).string(false, false)).isEqualTo("Järvi 🜚");
    }

    private static WireReader reader(int... bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes.length);
        for (int next : bytes) {
            frame.put((byte) next);
        }
        return new WireReader(frame.flip());
    }

    private static void refuses(String because, Consumer<WireReader> read, int... bytes) {
        assertThatExceptionOfType(MalformedFrame.class)
                .isThrownBy(() -> read.accept(reader(bytes)))
                .withMessageContaining(because);
    }
}
