package io.sampo.compaction;

import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a round of compaction asks of a log. The log may be appended to, cut and trimmed meanwhile: then a read ends in a
 * {@link LogCutException}, or {@link Replacement#commit} refuses.
 */
public interface CompactableLog {
    LogOutline outline() throws IOException;

    /** False once the log was cut or closed: whatever fails then, fails because of that. */
    boolean isUncut();

    /** Shows the header of each batch of the segment that begins at {@code baseOffset}, oldest first. */
    void forEachHeader(long baseOffset, Consumer<RecordBatch> visitor) throws IOException;

    /**
     * Whole batches of the segment that begins at {@code baseOffset}, from the one that holds {@code fromOffset} on, at
     * least one; null where the segment has no more.
     */
    @Nullable
    LogSlice read(long baseOffset, long fromOffset, int maxBytes) throws IOException;

    /** Begins the segment that is to take the place of {@code group}. */
    Replacement replace(SegmentGroups.Group group) throws IOException;

    /**
     * Notes that everything below {@code endOffset} is clean. Durable on return.
     *
     * @return false if the log was cut since {@link #outline()}
     */
    boolean cleanedTo(long endOffset) throws IOException;

    /** A segment that is being written. Ends with one call of {@link #commit} or {@link #discard}. */
    interface Replacement {
        /** Appends whole batches; the position of {@code batches} is not moved. */
        void append(ByteBuffer batches) throws IOException;

        /**
         * Puts the new segment in the place of the group, in one step for readers and for a crash; durable on return.
         *
         * @return false if the log was cut or trimmed there meanwhile; nothing is changed then
         */
        boolean commit() throws IOException;

        /** Throws away what was written. */
        void discard() throws IOException;
    }
}
