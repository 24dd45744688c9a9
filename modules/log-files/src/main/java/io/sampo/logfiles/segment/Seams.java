package io.sampo.logfiles.segment;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the sixteen newest batches of a segment begin. Who reads at the end of a log, as most do, asks for just such an offset and
 * finds his place without a look at the file. What is not known any more is searched for. One writer, readers on any thread.
 */
final class Seams {
    /** A power of two. */
    static final int REMEMBERED = 16;

    private final AtomicReferenceArray<@Nullable Seam> slots = new AtomicReferenceArray<>(REMEMBERED);
    private int added;

    private record Seam(long offset, int position) {}

    /** The newest batch, whose first offset is {@code offset}, begins at byte {@code position}. */
    void add(long offset, int position) {
        slots.setRelease(added++ & (REMEMBERED - 1), new Seam(offset, position));
    }

    /** Byte at which the batches from {@code offset} on begin; −1 if that is not known. */
    int position(long offset) {
        for (int slot = 0; slot < REMEMBERED; slot++) {
            Seam seam = slots.getAcquire(slot);
            if (seam != null && seam.offset() == offset) {
                return seam.position();
            }
        }
        return -1;
    }

    /** The file has changed below them, or nobody writes it any more. */
    void clear() {
        for (int slot = 0; slot < REMEMBERED; slot++) {
            slots.setRelease(slot, null);
        }
    }
}
