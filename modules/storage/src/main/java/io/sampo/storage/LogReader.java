package io.sampo.storage;

import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.PartitionLog.OffsetAndTimestamp;
import io.sampo.storage.PartitionLog.OffsetOutOfRangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a log, on any thread, also while it is appended to. */
final class LogReader {
    private static final LogSlice NOTHING = LogSlice.of(ByteBuffer.allocate(0));

    private final LogState log;
    private final Lock noCuts;

    LogReader(LogState log) {
        this.log = log;
        this.noCuts = log.cuts.readLock();
    }

    LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        noCuts.lock();
        try {
            requireOpen();
            requireWithin(log, fromOffset);
            long upTo = Math.min(upToOffset, log.logEndOffset);
            if (fromOffset >= upTo) {
                return NOTHING;
            }
            for (Segment segment : log.segmentsFrom(fromOffset)) {
                if (segment.baseOffset() >= upTo) {
                    break;
                }
                LogSlice slice = segment.read(fromOffset, maxBytes, upTo);
                if (slice != null) {
                    return slice;
                }
            }
            return NOTHING;
        } finally {
            noCuts.unlock();
        }
    }

    @Nullable
    OffsetAndTimestamp offsetForTimestamp(long timestampMs) throws IOException {
        noCuts.lock();
        try {
            requireOpen();
            for (Segment segment : log.segments.values()) {
                Segment.RecordPosition found = segment.firstRecordSince(timestampMs, log.logStartOffset);
                if (found != null) {
                    return new OffsetAndTimestamp(found.offset(), found.timestampMs());
                }
            }
            return null;
        } finally {
            noCuts.unlock();
        }
    }

    @Nullable
    OffsetAndTimestamp youngestRecord() throws IOException {
        long largestMs = RecordBatch.NO_TIMESTAMP;
        for (Segment segment : log.segments.values()) {
            largestMs = Math.max(largestMs, segment.largestTimestampMs());
        }
        return largestMs < 0 ? null : offsetForTimestamp(largestMs);
    }

    void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException {
        noCuts.lock();
        try {
            requireOpen();
            for (Segment segment : log.segmentsFrom(fromOffset)) {
                segment.forEachBatch(fromOffset, visitor);
            }
        } finally {
            noCuts.unlock();
        }
    }

    List<AbortedTransaction> abortedTransactions(long fromOffset, long upToOffset) throws IOException {
        noCuts.lock();
        try {
            requireOpen();
            List<AbortedTransaction> found = new ArrayList<>();
            for (Segment segment : log.segmentsFrom(fromOffset)) {
                for (AbortedTransaction one : segment.transactions().all()) {
                    if (one.lastOffset() >= fromOffset && one.firstOffset() < upToOffset) {
                        found.add(one);
                    }
                    if (one.lastStableOffset() >= upToOffset) {
                        // Whatever ends behind it began behind it.
                        return found;
                    }
                }
            }
            return found;
        } finally {
            noCuts.unlock();
        }
    }

    /** A sealed index is opened by whoever reads it: behind a close it would appear again. */
    private void requireOpen() throws IOException {
        if (log.closed) {
            throw new IOException("log " + log.directory + " is closed");
        }
    }

    static void requireWithin(LogState log, long offset) throws OffsetOutOfRangeException {
        long start = log.logStartOffset;
        long end = log.logEndOffset;
        if (offset < start || offset > end) {
            throw new OffsetOutOfRangeException(offset, start, end);
        }
    }
}
