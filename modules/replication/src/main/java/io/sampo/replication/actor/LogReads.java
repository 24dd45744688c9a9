package io.sampo.replication.actor;

import io.sampo.logfiles.PageCache;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.BatchValidation;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.LogSlice;
import io.sampo.replication.actor.ReplicaAnswers.Position;
import io.sampo.replication.actor.waiting.Waiters.Waiter;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of one log, for clients and for pushes to another broker. A range that cannot be read is answered as that and ends
 * nothing: the rest of the log may be sound, and only a failed write, force, truncation or rename ends the use of a
 * directory (STORAGE §4.5). Any thread.
 */
final class LogReads {
    private static final Logger LOG = LoggerFactory.getLogger(LogReads.class);

    private final TopicIdPartition partition;
    private final PartitionLog log;
    private final ReplicaAnswers answers;

    LogReads(TopicIdPartition partition, PartitionLog log, ReplicaAnswers answers) {
        this.partition = partition;
        this.log = log;
        this.answers = answers;
    }

    /** Answers a fetch with a range of the log that is young: its bytes are in the page cache, whoever reads them. */
    void serve(Waiter waiter, long fromOffset, int maxBytes, long upToOffset, Position at) {
        serve(waiter, fromOffset, () -> log.read(fromOffset, maxBytes, upToOffset), at);
    }

    /**
     * Answers a fetch with a range of the log that was read here into the page cache, so that nobody else waits for the disk,
     * or meets its fault; a socket may still be fed from the file.
     */
    void serveCold(Waiter waiter, long fromOffset, int maxBytes, long upToOffset, Position at) {
        serve(waiter, fromOffset, () -> warmed(log.read(fromOffset, maxBytes, upToOffset)), at);
    }

    /**
     * As {@link #serveCold}, of what no open transaction can take back, with the transactions that were taken back (KIP-98):
     * by first offset, because clients read the list along with the records.
     */
    void serveCommitted(Waiter waiter, long fromOffset, int maxBytes, long upToOffset, Position at) {
        LogSlice records = ReplicaAnswers.NOTHING;
        List<PartitionReply.Aborted> aborted;
        long stable;
        try {
            stable = log.lastStableOffset(upToOffset);
            aborted = log.abortedTransactions(fromOffset, stable).stream()
                    .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                    .map(one -> new PartitionReply.Aborted(one.producerId(), one.firstOffset()))
                    .toList();
            if (fromOffset < stable) {
                records = warmed(log.read(fromOffset, maxBytes, stable));
            }
        } catch (IOException e) {
            answers.fetched(waiter, isStale(e) ? ErrorCode.OFFSET_OUT_OF_RANGE : unreadable(fromOffset, e), at);
            return;
        }
        answers.fetchedCommitted(waiter, records, stable, aborted, at);
    }

    /** Answers with the end of what no open transaction can take back. */
    void findStableEnd(Waiter waiter, long upToOffset, Position at) {
        long stable;
        try {
            stable = log.lastStableOffset(upToOffset);
        } catch (IOException e) {
            answers.offsetListed(waiter, unreadable(Offsets.UNKNOWN, e), Offsets.UNKNOWN, -1, at);
            return;
        }
        answers.offsetListed(waiter, ErrorCode.NONE, stable, -1, at);
    }

    private static LogSlice warmed(LogSlice slice) throws IOException {
        try {
            LogSlice.FileRange range = slice.inFile();
            if (range != null) {
                PageCache.fill(range.channel(), range.position(), slice.sizeInBytes());
            }
            return slice;
        } catch (IOException | RuntimeException e) {
            slice.close();
            throw e;
        }
    }

    private interface Read {
        LogSlice run() throws IOException;
    }

    private void serve(Waiter waiter, long fromOffset, Read read, Position at) {
        LogSlice records;
        try {
            records = read.run();
        } catch (IOException e) {
            answers.fetched(waiter, isStale(e) ? ErrorCode.OFFSET_OUT_OF_RANGE : unreadable(fromOffset, e), at);
            return;
        }
        answers.fetched(waiter, ErrorCode.NONE, records, at);
    }

    /** Answers with the first record of that time or later, below {@code upToOffset}. */
    void findTimestamp(Waiter waiter, long timestampMs, long upToOffset, Position at) {
        PartitionLog.OffsetAndTimestamp found;
        long end;
        try {
            end = waiter.committed() ? log.lastStableOffset(upToOffset) : upToOffset;
            found = timestampMs == Offsets.MAX_TIMESTAMP ? log.youngestRecord() : log.offsetForTimestamp(timestampMs);
        } catch (IOException e) {
            answers.offsetListed(waiter, unreadable(Offsets.UNKNOWN, e), Offsets.UNKNOWN, -1, at);
            return;
        }
        boolean visible = found != null && found.offset() < end;
        answers.offsetListed(
                waiter,
                ErrorCode.NONE,
                visible ? found.offset() : Offsets.UNKNOWN,
                visible ? found.timestampMs() : -1,
                at);
    }

    private ErrorCode unreadable(long fromOffset, IOException e) {
        // As often as clients ask: they wait in between.
        LOG.warn("{} could not be read at offset {}: {}", partition, fromOffset, e.toString());
        return ErrorCode.KAFKA_STORAGE_ERROR;
    }

    /** Whole batches, in memory; empty if there are none. */
    ByteBuffer batches(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        try (LogSlice slice = log.read(fromOffset, maxBytes, upToOffset)) {
            return slice.toBuffer();
        }
    }

    /** As {@link #batches}, but every batch read cold is checked, so that corruption does not spread (STORAGE §4.6 d). */
    ByteBuffer checkedBatches(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        ByteBuffer batches = batches(fromOffset, maxBytes, upToOffset);
        if (batches.hasRemaining()) {
            try {
                BatchValidation.checkIntact(batches);
            } catch (InvalidBatchException corrupt) {
                throw new IOException("corrupt batch in the log behind offset " + fromOffset, corrupt);
            }
        }
        return batches;
    }

    /** True if what was read is not what was written. */
    static boolean isDamage(Exception e) {
        return e.getCause() instanceof InvalidBatchException;
    }

    /** True if the log start has passed the offset meanwhile: no fault of the disk. */
    static boolean isStale(Exception e) {
        return e instanceof PartitionLog.OffsetOutOfRangeException;
    }
}
