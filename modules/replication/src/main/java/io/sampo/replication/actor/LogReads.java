package io.sampo.replication.actor;

import io.sampo.records.BatchValidation;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.LogSlice;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads of a log that are to be pushed to another broker. */
final class LogReads {
    private LogReads() {}

    /** Whole batches, in memory; empty if there are none. */
    static ByteBuffer batches(PartitionLog log, long fromOffset, int maxBytes, long upToOffset) throws IOException {
        try (LogSlice slice = log.read(fromOffset, maxBytes, upToOffset)) {
            return slice.toBuffer();
        }
    }

    /** As {@link #batches}, but every batch read cold is checked, so that corruption does not spread (STORAGE §4.6 d). */
    static ByteBuffer checkedBatches(PartitionLog log, long fromOffset, int maxBytes, long upToOffset)
            throws IOException {
        ByteBuffer batches = batches(log, fromOffset, maxBytes, upToOffset);
        if (batches.hasRemaining()) {
            try {
                BatchValidation.checkIntact(batches);
            } catch (InvalidBatchException corrupt) {
                throw new IOException("corrupt batch in the log behind offset " + fromOffset, corrupt);
            }
        }
        return batches;
    }

    /** True if the log start has passed the offset meanwhile: no fault of the disk. */
    static boolean isStale(Exception e) {
        return e instanceof PartitionLog.OffsetOutOfRangeException;
    }
}
