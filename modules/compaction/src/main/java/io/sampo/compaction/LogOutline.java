package io.sampo.compaction;

import java.util.List;

/**
 * A log as compaction sees it.
 *
 * @param sealed the segments before the active one, ascending
 * @param activeBaseOffset where the active segment begins, which is never cleaned
 * @param cleanerOffset end of what was cleaned, as the checkpoint has it; −1 if nothing ever was
 */
public record LogOutline(
        List<SegmentExtent> sealed, long activeBaseOffset, long logStartOffset, long logEndOffset, long cleanerOffset) {
    public LogOutline {
        sealed = List.copyOf(sealed);
    }

    /** Index of the last sealed segment that begins at or below {@code offset}; −1 if none does. */
    int floor(long offset) {
        int index = sealed.size() - 1;
        while (index >= 0 && sealed.get(index).baseOffset() > offset) {
            index--;
        }
        return index;
    }
}
