package io.sampo.logfiles.segment;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the newest batches of a segment begin. Who reads at the end of a log, as most do, asks for just such an offset and
 * finds his place without a look at the file. What is not known any more is searched for. One writer, readers on any thread.
 */
final class Seams {
    private static final int SLOT_BITS = 4;
    /** Fibonacci hashing: offsets that are a batch of equal length apart fall into different slots. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final AtomicReferenceArray<@Nullable Seam> slots = new AtomicReferenceArray<>(1 << SLOT_BITS);

    private record Seam(long offset, int position) {}

    /** A batch whose first offset is {@code offset}, and no other below it, begins at byte {@code position}. */
    void add(long offset, int position) {
        slots.setRelease(slot(offset), new Seam(offset, position));
    }

    /** Byte at which the batches from {@code offset} on begin; −1 if that is not known. */
    int position(long offset) {
        Seam seam = slots.getAcquire(slot(offset));
        return seam != null && seam.offset() == offset ? seam.position() : -1;
    }

    /** The file has changed below them, or nobody writes it any more. */
    void clear() {
        for (int slot = 0; slot < slots.length(); slot++) {
            slots.setRelease(slot, null);
        }
    }

    private static int slot(long offset) {
        return (int) ((offset * SPREAD) >>> (Long.SIZE - SLOT_BITS));
    }
}
