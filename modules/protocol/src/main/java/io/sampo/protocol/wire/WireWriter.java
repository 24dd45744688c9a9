package io.sampo.protocol.wire;

import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of the protocol into memory, in one pass: lengths that are known only afterwards are filled in. Record
 * batches that come out of a log are not copied but stand between the pieces of memory ({@link #drainTo}), so that their
 * bytes can go from file to socket. May be used again after {@link #clear}.
 *
 * <p>{@code compact} and {@code nullable} as in {@link WireReader}. What has no place in the protocol (null where none may
 * be, a string of more than 32,767 bytes) ends in {@link IllegalArgumentException}: that is a mistake of ours.
 */
public final class WireWriter {
    private static final int GROWTH_MAX = 1 << 26;

    private final List<LogSlice> slices = new ArrayList<>(2);
    /** Where each slice goes: before the byte of that position. */
    private int[] positions = new int[2];

    private long sliceBytes;
    private ByteBuffer out;

    /** Writes to {@code memory} from its start, on the heap or off it, and moves to a larger buffer of that kind when it is full. */
    public WireWriter(ByteBuffer memory) {
        this.out = memory.clear();
    }

    /** Forgets what was written; slices that nobody has taken are not closed. */
    public void clear() {
        out.clear();
        slices.clear();
        sliceBytes = 0;
    }

    /** Bytes written, slices included. */
    public long size() {
        return out.position() + sliceBytes;
    }

    /** Hands out everything in order. */
    public void drainTo(WireSink sink) {
        int from = 0;
        for (int i = 0; i < slices.size(); i++) {
            int to = positions[i];
            if (to > from) {
                sink.bytes(out.slice(from, to - from));
            }
            sink.slice(slices.get(i));
            from = to;
        }
        if (out.position() > from) {
            sink.bytes(out.slice(from, out.position() - from));
        }
    }

    /** Leaves room for the size of a frame; {@link #closeFrame} wants the value returned. */
    public long openFrame() {
        int start = out.position();
        int32(0);
        return (sliceBytes << 32) | start;
    }

    /** Fills in the size of the frame. */
    public void closeFrame(long opened) {
        int start = (int) opened;
        long size = out.position() - start - 4 + sliceBytes - (opened >>> 32);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a frame of " + size + " bytes; its size must fit into 31 bits");
        }
        out.putInt(start, (int) size);
    }

    public void bool(boolean value) {
        int8((byte) (value ? 1 : 0));
    }

    public void int8(byte value) {
        room(1).put(value);
    }

    public void int16(short value) {
        room(2).putShort(value);
    }

    public void uint16(int value) {
        if (value != (value & 0xffff)) {
            throw new IllegalArgumentException(value + " does not fit into 16 bits without a sign");
        }
        room(2).putShort((short) value);
    }

    public void int32(int value) {
        room(4).putInt(value);
    }

    public void uint32(long value) {
        if (value != (value & 0xffffffffL)) {
            throw new IllegalArgumentException(value + " does not fit into 32 bits without a sign");
        }
        room(4).putInt((int) value);
    }

    public void int64(long value) {
        room(8).putLong(value);
    }

    public void float64(double value) {
        room(8).putDouble(value);
    }

    public void uuid(UUID value) {
        room(16).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    }

    /** Says whether a struct follows that may be null, and returns just that. */
    public boolean present(boolean isPresent) {
        int8((byte) (isPresent ? 1 : -1));
        return isPresent;
    }

    public void string(@Nullable String value, boolean compact, boolean nullable) {
        if (value == null) {
            nothing(compact, nullable, 2);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a string of " + bytes.length + " bytes; the limit is 32767");
        }
        if (compact) {
            unsignedVarint(bytes.length + 1);
        } else {
            int16((short) bytes.length);
        }
        room(bytes.length).put(bytes);
    }

    public void bytes(byte @Nullable [] value, boolean compact, boolean nullable) {
        if (value == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(value.length, compact);
        room(value.length).put(value);
    }

    /** A copy of the remaining bytes; the position of {@code value} does not move. */
    public void buffer(@Nullable ByteBuffer value, boolean compact, boolean nullable) {
        if (value == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(value.remaining(), compact);
        room(value.remaining()).put(value.duplicate());
    }

    /** No copy: see {@link #drainTo}. */
    public void slice(@Nullable LogSlice value, boolean compact, boolean nullable) {
        if (value == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(value.sizeInBytes(), compact);
        if (slices.size() == positions.length) {
            positions = Arrays.copyOf(positions, positions.length * 2);
        }
        positions[slices.size()] = out.position();
        slices.add(value);
        sliceBytes += value.sizeInBytes();
    }

    public void int8s(byte @Nullable [] values, boolean compact, boolean nullable) {
        bytes(values, compact, nullable);
    }

    public void int16s(short @Nullable [] values, boolean compact, boolean nullable) {
        if (values == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(values.length, compact);
        for (short value : values) {
            int16(value);
        }
    }

    public void int32s(int @Nullable [] values, boolean compact, boolean nullable) {
        if (values == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(values.length, compact);
        for (int value : values) {
            int32(value);
        }
    }

    public void int64s(long @Nullable [] values, boolean compact, boolean nullable) {
        if (values == null) {
            nothing(compact, nullable, 4);
            return;
        }
        length(values.length, compact);
        for (long value : values) {
            int64(value);
        }
    }

    public void strings(@Nullable List<String> values, boolean compact, boolean nullable) {
        int count = count(values, compact, nullable);
        for (int i = 0; i < count; i++) {
            string(values.get(i), compact, false);
        }
    }

    public void uuids(@Nullable List<UUID> values, boolean compact, boolean nullable) {
        int count = count(values, compact, nullable);
        for (int i = 0; i < count; i++) {
            uuid(values.get(i));
        }
    }

    /** Writes how many elements follow, or that there is no array, and returns their number. */
    public int count(@Nullable List<?> values, boolean compact, boolean nullable) {
        if (values == null) {
            nothing(compact, nullable, 4);
            return 0;
        }
        length(values.size(), compact);
        return values.size();
    }

    public void tagCount(int count) {
        unsignedVarint(count);
    }

    /** Begins a tagged field; {@link #closeTag} wants the value returned. */
    public int openTag(int tag) {
        unsignedVarint(tag);
        int8((byte) 0);
        return out.position();
    }

    /** Fills in the size of the field. One byte was left for it; what is longer than 127 bytes moves. */
    public void closeTag(int start) {
        int size = out.position() - start;
        int more = varintBytes(size) - 1;
        if (more > 0) {
            room(more).put(start + more, out.duplicate().clear(), start, size);
        }
        out.position(start - 1);
        unsignedVarint(size);
        out.position(start + more + size);
    }

    public void requireVersion(String message, int version, int first, int last) {
        if (version < first || version > last) {
            throw new IllegalArgumentException(
                    message + " has no version " + version + ", only " + first + " to " + last);
        }
    }

    /** What to throw for a field that holds something but is not in the version. */
    public IllegalArgumentException notInVersion(String field, int version) {
        return new IllegalArgumentException(field + " is set, but is not in version " + version);
    }

    private void length(int length, boolean compact) {
        if (compact) {
            unsignedVarint(length + 1);
        } else {
            int32(length);
        }
    }

    private void nothing(boolean compact, boolean nullable, int lengthBytes) {
        if (!nullable) {
            throw new IllegalArgumentException("null where there must be a value");
        }
        if (compact) {
            unsignedVarint(0);
        } else if (lengthBytes == 2) {
            int16((short) -1);
        } else {
            int32(-1);
        }
    }

    private void unsignedVarint(int value) {
        room(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static int varintBytes(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** The buffer, with room for {@code bytes}. */
    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            long grown = out.capacity() + (long) Math.max(bytes, Math.min(out.capacity(), GROWTH_MAX));
            int capacity = (int) Math.min(Integer.MAX_VALUE - 8, grown);
            ByteBuffer larger = out.isDirect() ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
            out = larger.put(out.flip());
        }
        return out;
    }
}
