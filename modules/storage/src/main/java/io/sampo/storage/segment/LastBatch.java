package io.sampo.storage.segment;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What identifies the last batch of a segment.
 *
 * @param nextOffset offset behind it
 * @param epoch its leader epoch
 * @param crc its CRC, as its header says
 */
public record LastBatch(long nextOffset, int epoch, int crc) {
    /** The last batch of {@code segment}; null if it has none. */
    public static @Nullable LastBatch of(Segment segment) throws IOException {
        HeaderCursor cursor =
                segment.isEmpty() ? null : SegmentSearch.find(segment, segment.nextOffset() - 1, segment.sizeInBytes());
        return cursor == null
                ? null
                : new LastBatch(
                        cursor.batch().nextOffset(),
                        cursor.batch().leaderEpoch(),
                        cursor.batch().crc());
    }
}
