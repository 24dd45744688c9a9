package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Kafka's offset index, {@code .index}: 8-byte entries (offset relative to the segment's base, position in the file). An
 * entry names the last offset of a batch and where that batch begins; there is one for about every
 * {@code index.interval.bytes}.
 */
final class OffsetIndex {
    static final int ENTRY_BYTES = 8;
    private static final int OFFSET_AT = 0;
    private static final int POSITION_AT = 4;

    private final IndexFile entries;

    private OffsetIndex(IndexFile entries) {
        this.entries = entries;
    }

    static OffsetIndex create(Path path, ChannelOpener channels) {
        return new OffsetIndex(IndexFile.create(path, ENTRY_BYTES, channels));
    }

    static OffsetIndex openSealed(Path path, ChannelOpener channels) throws IOException {
        return new OffsetIndex(IndexFile.openSealed(path, ENTRY_BYTES, channels));
    }

    void append(int relativeOffset, int position) {
        ByteBuffer room = entries.room();
        room.putInt(entries.roomAt() + OFFSET_AT, relativeOffset);
        room.putInt(entries.roomAt() + POSITION_AT, position);
        entries.appended();
    }

    /**
     * The last entry that has an offset of at most {@code relativeOffsetMax} and a position of at most
     * {@code positionMax}; −1 if there is none.
     */
    int floor(long relativeOffsetMax, int positionMax) throws IOException {
        int low = -1;
        int high = entries.count() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (relativeOffset(middle) <= relativeOffsetMax && position(middle) <= positionMax) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    int relativeOffset(int entry) throws IOException {
        return entries.intAt(entry, OFFSET_AT);
    }

    int position(int entry) throws IOException {
        return entries.intAt(entry, POSITION_AT);
    }

    int count() {
        return entries.count();
    }

    IndexFile file() {
        return entries;
    }
}
