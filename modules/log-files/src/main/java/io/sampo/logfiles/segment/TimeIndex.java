package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Kafka's time index, {@code .timeindex}: 12-byte entries (timestamp in ms, offset relative to the segment's base). An
 * entry says that up to its offset no record is younger than its timestamp; both rise from entry to entry.
 */
final class TimeIndex {
    static final int ENTRY_BYTES = 12;
    private static final int TIMESTAMP_AT = 0;
    private static final int OFFSET_AT = 8;

    private final IndexFile entries;

    private TimeIndex(IndexFile entries) {
        this.entries = entries;
    }

    static TimeIndex create(Path path, ChannelOpener channels) {
        return new TimeIndex(IndexFile.create(path, ENTRY_BYTES, channels));
    }

    static TimeIndex openSealed(Path path, ChannelOpener channels) throws IOException {
        return new TimeIndex(IndexFile.openSealed(path, ENTRY_BYTES, channels));
    }

    /** Appends, unless the timestamp does not rise above the last entry's. */
    void maybeAppend(long timestampMs, int relativeOffset) throws IOException {
        if (timestampMs <= lastTimestampMs()) {
            return;
        }
        ByteBuffer room = entries.room();
        room.putLong(entries.roomAt() + TIMESTAMP_AT, timestampMs);
        room.putInt(entries.roomAt() + OFFSET_AT, relativeOffset);
        entries.appended();
    }

    /** The last entry that is older than {@code timestampMs}, as far as the entries rise; −1 if there is none. */
    int floor(long timestampMs) throws IOException {
        int low = -1;
        int high = entries.count() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (timestampMs(middle) < timestampMs) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Timestamp of the last entry, or {@link RecordBatch#NO_TIMESTAMP}. */
    long lastTimestampMs() throws IOException {
        int count = entries.count();
        return count == 0 ? RecordBatch.NO_TIMESTAMP : timestampMs(count - 1);
    }

    long timestampMs(int entry) throws IOException {
        return entries.longAt(entry, TIMESTAMP_AT);
    }

    int relativeOffset(int entry) throws IOException {
        return entries.intAt(entry, OFFSET_AT);
    }

    int count() {
        return entries.count();
    }

    IndexFile file() {
        return entries;
    }
}
