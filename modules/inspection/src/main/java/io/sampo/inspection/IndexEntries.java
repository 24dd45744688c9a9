package io.sampo.inspection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The entries of an offset index or a time index, as they lie in the file. Zeros at the end are room that a running Kafka
 * broker has allocated ahead; they are no entries.
 */
public final class IndexEntries {
    private static final int OFFSET_ENTRY_BYTES = 8;
    private static final int TIME_ENTRY_BYTES = 12;

    private final Path file;
    private final long baseOffset;
    private final ByteBuffer bytes;
    private final int entryBytes;
    private final int count;

    private IndexEntries(Path file, long baseOffset, ByteBuffer bytes, int entryBytes) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.bytes = bytes;
        this.entryBytes = entryBytes;
        this.count = countWithoutPadding();
    }

    /** Reads an offset index ({@code .index}) of the segment with that base offset. */
    public static IndexEntries ofOffsets(Path file, long baseOffset) throws IOException {
        return new IndexEntries(file, baseOffset, ByteBuffer.wrap(Files.readAllBytes(file)), OFFSET_ENTRY_BYTES);
    }

    /** Reads a time index ({@code .timeindex}) of the segment with that base offset. */
    public static IndexEntries ofTimes(Path file, long baseOffset) throws IOException {
        return new IndexEntries(file, baseOffset, ByteBuffer.wrap(Files.readAllBytes(file)), TIME_ENTRY_BYTES);
    }

    private int countWithoutPadding() {
        int entries = bytes.limit() / entryBytes;
        while (entries > 0 && isZero(entries - 1)) {
            entries--;
        }
        return entries;
    }

    private boolean isZero(int entry) {
        for (int at = entry * entryBytes; at < (entry + 1) * entryBytes; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    public Path file() {
        return file;
    }

    public int count() {
        return count;
    }

    /** Entries of zeros at the end. */
    public int padding() {
        return bytes.limit() / entryBytes - count;
    }

    /** Bytes at the end that are no whole entry. */
    public int rest() {
        return bytes.limit() % entryBytes;
    }

    /** Byte of the file at which {@code entry} begins. */
    public long positionInFile(int entry) {
        return (long) entry * entryBytes;
    }

    /** The offset, absolute, that {@code entry} is about. */
    public long offset(int entry) {
        return baseOffset + bytes.getInt(entry * entryBytes + entryBytes - (isTimes() ? Integer.BYTES : entryBytes));
    }

    /** Of an offset index: byte of the log file. */
    public int position(int entry) {
        return bytes.getInt(entry * entryBytes + Integer.BYTES);
    }

    /** Of a time index: ms since 1970. */
    public long timestampMs(int entry) {
        return bytes.getLong(entry * entryBytes);
    }

    private boolean isTimes() {
        return entryBytes == TIME_ENTRY_BYTES;
    }
}
