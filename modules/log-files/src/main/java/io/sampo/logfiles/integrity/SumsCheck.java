package io.sampo.logfiles.integrity;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the batches of one segment, seen from its beginning on, with the sums that were kept of them. One use, one
 * thread.
 */
public final class SumsCheck {
    private final boolean present;
    private final List<SumsEntry> entries;
    private final @Nullable SegmentFooter footer;
    private final HeaderSum sum = new HeaderSum();
    private int next;
    private boolean rewritten;

    private SumsCheck(SumsFile.@Nullable Stored stored) {
        this.footer = stored == null ? null : stored.footer();
        this.present = stored != null;
        this.entries = stored == null ? List.of() : stored.entries();
    }

    /** The sums kept in {@code path}; none where the file is missing or not of this segment. */
    public static SumsCheck of(Path path, long baseOffset, ChannelOpener channels) throws IOException {
        return new SumsCheck(SumsFile.read(path, baseOffset, channels));
    }

    /** A check against nothing. */
    public static SumsCheck none() {
        return new SumsCheck(null);
    }

    /**
     * The next batch, which is intact by its own CRC.
     *
     * @return why the headers up to its end cannot be what was written, or null
     */
    public @Nullable String next(RecordBatch batch) {
        sum.add(batch);
        if (rewritten || next == entries.size()) {
            return null;
        }
        SumsEntry kept = entries.get(next);
        if (sum.end() < kept.end()) {
            return null;
        }
        SumsEntry found = sum.toEntry();
        if (found.end() != kept.end() || found.contents() != kept.contents()) {
            // Every batch is intact, only they are others: no damage does that.
            rewritten = true;
            return null;
        }
        int from = next == 0 ? 0 : entries.get(next - 1).end();
        next++;
        return found.equals(kept)
                ? null
                : "a header among the batches in bytes " + from + " to " + kept.end()
                        + " differs from what was written, outside of any CRC";
    }

    /**
     * All batches were seen, up to {@code nextOffset}.
     *
     * @return what the footer says otherwise, or null
     */
    public @Nullable String atEnd(long nextOffset) {
        if (footer == null || rewritten) {
            return null;
        }
        SumsEntry found = sum.toEntry();
        boolean same = footer.sizeInBytes() == found.end()
                && footer.batches() == found.batches()
                && footer.headers() == found.headers()
                && footer.nextOffset() == nextOffset;
        return same
                ? null
                : found.batches() + " batches in " + found.end() + " bytes up to offset " + nextOffset
                        + ", where its footer says " + footer.batches() + " in " + footer.sizeInBytes() + " up to "
                        + footer.nextOffset();
    }

    /** True if the sums say what the segment was when it was sealed. */
    public boolean hasFooter() {
        return footer != null;
    }

    /** True if sums are kept of this segment, so that Sampo wrote it. */
    public boolean isPresent() {
        return present && !rewritten;
    }

    /** True if another program has written other batches meanwhile: the sums say nothing about them. */
    public boolean isRewritten() {
        return rewritten;
    }

    /** Bytes of the segment that had been forced to the disk with certainty. */
    public int coveredBytes() {
        return rewritten || entries.isEmpty()
                ? 0
                : entries.get(entries.size() - 1).end();
    }
}
