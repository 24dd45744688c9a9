package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.integrity.SegmentSums;
import io.sampo.logfiles.integrity.SumsCheck;
import io.sampo.model.Offsets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sealed segment once more from its first byte to its last: the CRC of each batch, their chain, and what its sums and
 * its footer say of the headers. Where it has no sums, as a segment that another program wrote, they are made on the way. One
 * use, one thread; others may read, cut and delete the segment meanwhile, so that whoever asks looks again behind it.
 */
public final class SegmentScrub {
    private final Segment segment;
    private final ChannelOpener channels;
    private final SegmentScan.Progress progress;
    private @Nullable SegmentSums missing;

    /** Told of so many more bytes that were read; may wait, or throw to end it. */
    @FunctionalInterface
    public interface Pace {
        void read(int bytes);
    }

    /** What is wrong, at the byte where it begins. */
    public record Damage(int position, String why) {}

    public SegmentScrub(Segment segment, ChannelOpener channels, Pace pace) {
        this.segment = segment;
        this.channels = channels;
        this.progress = pace::read;
    }

    /**
     * Blocks until all of it was read.
     *
     * @return null if nothing is wrong
     * @throws IOException if it cannot be read, or is gone
     */
    public @Nullable Damage run() throws IOException {
        int size = segment.sizeInBytes();
        segment.file().retain();
        try {
            SumsCheck sums = SumsCheck.of(segment.sums.path(), segment.baseOffset(), channels);
            boolean kept = sums.hasFooter() || !segment.sums.isAsFound();
            SegmentSums made = SegmentSums.rebuilding(segment.sums.path(), segment.baseOffset(), channels);
            SegmentScan scan = new SegmentScan(segment.file(), size, progress);
            SegmentScan.Result result = scan.run(
                    segment.baseOffset(),
                    Offsets.NO_EPOCH,
                    (batch, position, nextOffset) -> sums.next(batch),
                    (batch, position) -> made.add(batch));
            if (result.invalid() != null) {
                return new Damage(result.validBytes(), result.invalid());
            }
            String differs = sums.atEnd(result.nextOffset());
            if (differs == null && !sums.isRewritten() && result.nextOffset() > segment.nextOffset()) {
                differs = "it ends at offset " + result.nextOffset() + " instead of " + segment.nextOffset();
            }
            if (differs != null) {
                return new Damage(result.validBytes(), differs);
            }
            missing = kept && !sums.isRewritten() ? null : made;
            return null;
        } finally {
            segment.file().release();
        }
    }

    /** True if the segment has no sums that fit and {@link #writeSums} would make them. */
    public boolean lacksSums() {
        return missing != null;
    }

    /** Writes the sums that {@link #lacksSums are lacking}; nobody may cut, replace or delete the segment meanwhile. Durable. */
    public void writeSums() throws IOException {
        SegmentSums made = missing;
        if (made != null) {
            made.settle(made.cuts(), segment.sizeInBytes(), true, true);
        }
    }
}
