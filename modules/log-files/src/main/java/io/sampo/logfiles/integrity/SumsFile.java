package io.sampo.logfiles.integrity;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@code .sums} file: records of 32 bytes, each with its kind and a CRC32C over itself and its place. A head,
 * then one record per stretch of batches, and once the segment is sealed two more that make its {@link SegmentFooter}.
 * What does not fit its CRC ends the file: it is derived, and never a reason to doubt the batches.
 */
final class SumsFile {
    static final int RECORD_BYTES = 32;

    private static final int CHECKED_BYTES = RECORD_BYTES - Integer.BYTES;
    private static final int MAGIC = 0x53554D53;
    private static final int VERSION = 1;
    private static final int HEAD = 1;
    private static final int STRETCH = 2;
    private static final int FOOTER_RANGE = 3;
    private static final int FOOTER = 4;

    private SumsFile() {}

    /** What a file says. {@code entries} rise; {@code footer} is there if the segment was sealed. */
    record Stored(List<SumsEntry> entries, @Nullable SegmentFooter footer) {
        /** The last entry that ends at or before byte {@code size}. */
        SumsEntry lastBefore(int size) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (entries.get(i).end() <= size) {
                    return entries.get(i);
                }
            }
            return SumsEntry.NONE;
        }
    }

    /** Null if there is no such file, or one without a head of this segment. */
    static @Nullable Stored read(Path path, long baseOffset, ChannelOpener channels) throws IOException {
        ByteBuffer bytes = readAll(path, channels);
        if (bytes == null
                || bytes.remaining() < RECORD_BYTES
                || !isIntact(bytes, 0, HEAD)
                || bytes.getInt(0) != MAGIC
                || bytes.getLong(8) != baseOffset) {
            return null;
        }
        List<SumsEntry> entries = new ArrayList<>();
        int record = 1;
        SumsEntry last = SumsEntry.NONE;
        for (; isIntact(bytes, record, STRETCH); record++) {
            SumsEntry next = entryAt(bytes, record * RECORD_BYTES);
            if (next.end() <= last.end()) {
                break;
            }
            entries.add(next);
            last = next;
        }
        SegmentFooter footer = isIntact(bytes, record, FOOTER_RANGE) && isIntact(bytes, record + 1, FOOTER)
                ? footerAt(bytes, record * RECORD_BYTES)
                : null;
        return new Stored(List.copyOf(entries), footer);
    }

    /** The footer alone, read from the end of the file; null if there is none. */
    static @Nullable SegmentFooter readFooter(Path path, ChannelOpener channels) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 * RECORD_BYTES);
        long records;
        try (FileChannel channel = channels.open(path, StandardOpenOption.READ)) {
            records = channel.size() / RECORD_BYTES;
            if (records < 3) {
                return null;
            }
            fill(channel, bytes, (records - 2) * RECORD_BYTES);
        }
        boolean intact = !bytes.hasRemaining()
                && check(bytes, 0, (int) records - 2) == bytes.getInt(CHECKED_BYTES)
                && check(bytes, RECORD_BYTES, (int) records - 1) == bytes.getInt(RECORD_BYTES + CHECKED_BYTES)
                && bytes.getInt(24) == FOOTER_RANGE
                && bytes.getInt(RECORD_BYTES + 24) == FOOTER;
        return intact ? footerAt(bytes, 0) : null;
    }

    static ByteBuffer head(long baseOffset) {
        ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES);
        put(bytes, 0, HEAD, MAGIC, VERSION, baseOffset, 0);
        return bytes.flip();
    }

    /** Records for {@code entries} and perhaps a footer, the first of which is record number {@code record}. */
    static ByteBuffer records(int record, List<SumsEntry> entries, @Nullable SegmentFooter footer) {
        ByteBuffer bytes = ByteBuffer.allocate((entries.size() + (footer == null ? 0 : 2)) * RECORD_BYTES);
        int next = record;
        for (SumsEntry entry : entries) {
            put(bytes, next++, STRETCH, entry.end(), entry.batches(), entry.headers(), entry.contents());
        }
        if (footer != null) {
            put(
                    bytes,
                    next++,
                    FOOTER_RANGE,
                    footer.firstEpoch(),
                    footer.lastEpoch(),
                    footer.firstOffset(),
                    footer.nextOffset());
            put(bytes, next, FOOTER, footer.sizeInBytes(), footer.batches(), footer.headers(), 0);
        }
        return bytes.flip();
    }

    private static void put(ByteBuffer bytes, int record, int kind, int a, int b, long c, long d) {
        int at = bytes.position();
        bytes.putInt(a).putInt(b).putLong(c).putLong(d).putInt(kind);
        bytes.putInt(check(bytes, at, record));
    }

    private static SumsEntry entryAt(ByteBuffer bytes, int at) {
        return new SumsEntry(bytes.getInt(at), bytes.getInt(at + 4), bytes.getLong(at + 8), bytes.getLong(at + 16));
    }

    private static SegmentFooter footerAt(ByteBuffer bytes, int at) {
        int second = at + RECORD_BYTES;
        return new SegmentFooter(
                bytes.getInt(second),
                bytes.getInt(second + 4),
                bytes.getLong(second + 8),
                bytes.getLong(at + 8),
                bytes.getLong(at + 16),
                bytes.getInt(at),
                bytes.getInt(at + 4));
    }

    private static boolean isIntact(ByteBuffer bytes, int record, int kind) {
        int at = record * RECORD_BYTES;
        return at + RECORD_BYTES <= bytes.limit()
                && bytes.getInt(at + 24) == kind
                && bytes.getInt(at + CHECKED_BYTES) == check(bytes, at, record);
    }

    /** The place is part of it: records that changed places are as wrong as records that changed bytes. */
    private static int check(ByteBuffer bytes, int at, int record) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), at, CHECKED_BYTES);
        return (int) crc.getValue() ^ record;
    }

    private static @Nullable ByteBuffer readAll(Path path, ChannelOpener channels) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        try (FileChannel channel = channels.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            fill(channel, bytes, 0);
            return bytes.flip();
        }
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes, position + bytes.position());
        }
    }
}
