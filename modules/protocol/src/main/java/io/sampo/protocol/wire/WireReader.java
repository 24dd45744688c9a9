package io.sampo.protocol.wire;

import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of the protocol off a frame that somebody else has made. No length and no count is believed before it has
 * been compared with what is left of the frame, so what is allocated stays in proportion to what was sent (SECURITY 5.2).
 * Every method but {@link #remaining} throws {@link MalformedFrame} and nothing else; afterwards the reader is of no use.
 *
 * <p>{@code compact} is the form of lengths in flexible versions (KIP-482): one more than the length, as an unsigned varint.
 * {@code nullable} says whether null may stand there; if so it is returned.
 */
public final class WireReader {
    private static final int STRING_BYTES_MAX = Short.MAX_VALUE;

    private final ByteBuffer in;

    /** Reads the remaining bytes of {@code frame}, whose position does not move. Buffers that are returned share its memory. */
    public WireReader(ByteBuffer frame) {
        this.in = frame.slice();
    }

    /** Bytes that have not been read. */
    public int remaining() {
        return in.remaining();
    }

    public boolean bool() {
        return int8() != 0;
    }

    public byte int8() {
        require(1);
        return in.get();
    }

    public short int16() {
        require(2);
        return in.getShort();
    }

    public int uint16() {
        return int16() & 0xffff;
    }

    public int int32() {
        require(4);
        return in.getInt();
    }

    public long uint32() {
        return int32() & 0xffffffffL;
    }

    public long int64() {
        require(8);
        return in.getLong();
    }

    public double float64() {
        return Double.longBitsToDouble(int64());
    }

    public UUID uuid() {
        require(16);
        long high = in.getLong();
        long low = in.getLong();
        return high == 0 && low == 0 ? Empty.NO_UUID : new UUID(high, low);
    }

    /** Whether a struct follows that could have been null. */
    public boolean isPresent() {
        return int8() >= 0;
    }

    public @Nullable String string(boolean compact, boolean nullable) {
        int length = length(compact ? unsignedVarint() - 1 : int16(), nullable, "a string");
        if (length <= 0) {
            return length < 0 ? null : "";
        }
        if (length > STRING_BYTES_MAX) {
            throw new MalformedFrame("a string of " + length + " bytes; the limit is " + STRING_BYTES_MAX);
        }
        if (in.hasArray()) {
            int start = in.arrayOffset() + in.position();
            in.position(in.position() + length);
            return new String(in.array(), start, length, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A copy. */
    public byte @Nullable [] bytes(boolean compact, boolean nullable) {
        int length = length(compact ? unsignedVarint() - 1 : int32(), nullable, "a byte string");
        if (length <= 0) {
            return length < 0 ? null : Empty.BYTES;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** A view of the frame, as long as the frame is. */
    public @Nullable ByteBuffer buffer(boolean compact, boolean nullable) {
        int length = length(compact ? unsignedVarint() - 1 : int32(), nullable, "a byte string");
        if (length < 0) {
            return null;
        }
        ByteBuffer view = in.slice(in.position(), length);
        in.position(in.position() + length);
        return view;
    }

    /** A view of the frame. Whether it holds whole batches is for the reader of the slice to find out. */
    public @Nullable LogSlice slice(boolean compact, boolean nullable) {
        ByteBuffer view = buffer(compact, nullable);
        return view == null ? null : LogSlice.of(view);
    }

    public byte @Nullable [] int8s(boolean compact, boolean nullable) {
        int count = count(compact, nullable, 1);
        if (count <= 0) {
            return count < 0 ? null : Empty.INT8S;
        }
        byte[] values = new byte[count];
        in.get(values);
        return values;
    }

    public short @Nullable [] int16s(boolean compact, boolean nullable) {
        int count = count(compact, nullable, 2);
        if (count <= 0) {
            return count < 0 ? null : Empty.INT16S;
        }
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.getShort();
        }
        return values;
    }

    public int @Nullable [] int32s(boolean compact, boolean nullable) {
        int count = count(compact, nullable, 4);
        if (count <= 0) {
            return count < 0 ? null : Empty.INT32S;
        }
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.getInt();
        }
        return values;
    }

    public long @Nullable [] int64s(boolean compact, boolean nullable) {
        int count = count(compact, nullable, 8);
        if (count <= 0) {
            return count < 0 ? null : Empty.INT64S;
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.getLong();
        }
        return values;
    }

    public @Nullable List<String> strings(boolean compact, boolean nullable) {
        int count = count(compact, nullable, compact ? 1 : 2);
        if (count <= 0) {
            return count < 0 ? null : List.of();
        }
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(string(compact, false));
        }
        return values;
    }

    public @Nullable List<UUID> uuids(boolean compact, boolean nullable) {
        int count = count(compact, nullable, 16);
        if (count <= 0) {
            return count < 0 ? null : List.of();
        }
        List<UUID> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(uuid());
        }
        return values;
    }

    /**
     * The number of elements of an array, each of which takes {@code elementBytesMin} bytes or more; -1 for null.
     */
    public int count(boolean compact, boolean nullable, int elementBytesMin) {
        int count = compact ? unsignedVarint() - 1 : int32();
        if (count < 0) {
            return nothing(count, nullable, "an array");
        }
        if (count > in.remaining() / elementBytesMin) {
            throw new MalformedFrame("an array of " + count + " elements of " + elementBytesMin
                    + " bytes or more, where " + in.remaining() + " bytes are left");
        }
        return count;
    }

    /** How many tagged fields follow. */
    public int tagCount() {
        int count = unsignedVarint();
        if (count < 0 || count > in.remaining() / 2) {
            throw new MalformedFrame("too many tagged fields for the " + in.remaining() + " bytes that are left");
        }
        return count;
    }

    /** The number of the next tagged field; they come in ascending order (KIP-482), the first after {@code previous} = -1. */
    public int tag(int previous) {
        int tag = unsignedVarint();
        if (tag <= previous) {
            throw new MalformedFrame("tag " + Integer.toUnsignedString(tag) + " after tag " + previous);
        }
        return tag;
    }

    /** Takes the size of a tagged field and ends the frame there for now; {@link #closeTag} wants the value returned. */
    public int openTag() {
        int end = in.limit();
        int size = unsignedVarint();
        if (size < 0 || size > in.remaining()) {
            throw new MalformedFrame("a tagged field of " + Integer.toUnsignedString(size) + " bytes, where "
                    + in.remaining() + " are left");
        }
        in.limit(in.position() + size);
        return end;
    }

    /** Passes over the field that was opened. */
    public void skipTag() {
        in.position(in.limit());
    }

    /** A field that was opened has been read, to its last byte. */
    public void closeTag(int end) {
        if (in.hasRemaining()) {
            throw new MalformedFrame("a tagged field is " + in.remaining() + " bytes longer than its value");
        }
        in.limit(end);
    }

    /** Passes over all tagged fields of a struct that has none in this version: they come from a newer peer. */
    public void skipTags() {
        int previous = -1;
        for (int count = tagCount(); count > 0; count--) {
            previous = tag(previous);
            int end = openTag();
            skipTag();
            closeTag(end);
        }
    }

    public void requireVersion(String message, int version, int first, int last) {
        if (version < first || version > last) {
            throw new MalformedFrame(message + " has no version " + version + ", only " + first + " to " + last);
        }
    }

    private int length(int length, boolean nullable, String what) {
        if (length < 0) {
            return nothing(length, nullable, what);
        }
        if (length > in.remaining()) {
            throw new MalformedFrame(what + " of " + length + " bytes, where " + in.remaining() + " bytes are left");
        }
        return length;
    }

    private static int nothing(int length, boolean nullable, String what) {
        if (length < -1) {
            throw new MalformedFrame("the length of " + what + " is " + length);
        }
        if (!nullable) {
            throw new MalformedFrame("null where there must be " + what);
        }
        return -1;
    }

    private int unsignedVarint() {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            byte next = int8();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        byte last = int8();
        if ((last & 0xf0) != 0) {
            throw new MalformedFrame("a varint of more than 32 bits");
        }
        return value | last << 28;
    }

    private void require(int bytes) {
        if (in.remaining() < bytes) {
            throw new MalformedFrame(
                    "the frame ends where " + bytes + " bytes are due, " + in.remaining() + " are left");
        }
    }
}
