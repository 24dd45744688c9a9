package io.sampo.storage.recovery;

import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.model.Offsets;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.producer.OpenTransactions;
import io.sampo.storage.producer.ProducerSnapshot;
import io.sampo.storage.producer.ProducerSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which transactions are open at the end of a log: what the newest producer snapshot says, and the batches behind
 * it. The index of aborted transactions of a segment that is scanned is built on the way. Segments come oldest first. One
 * use, one thread.
 *
 * <p>A snapshot is taken just after a segment began, so where a scan begins the newest one lies a segment before. What was
 * open there is asked for only when a transactional batch is met: without any, a log is not read below the scan.
 */
public final class TransactionRecovery {
    private final ProducerSnapshots snapshots;
    private final LongToIntFunction epochAt;
    private final long logStartOffset;
    /** Seen, and not needed so far. */
    private final List<Segment> unread = new ArrayList<>();

    private final List<AbortedTransaction> aborted = new ArrayList<>();
    /** Where the first scan began, once it has; no transactional batch was met there while {@link #state} is null. */
    private OptionalLong scanFrom = OptionalLong.empty();

    private @Nullable OpenTransactions state;

    /** @param epochAt leader epoch of the record at an offset; {@link Offsets#NO_EPOCH} where that is not known */
    public TransactionRecovery(ProducerSnapshots snapshots, LongToIntFunction epochAt, long logStartOffset) {
        this.snapshots = snapshots;
        this.epochAt = epochAt;
        this.logStartOffset = logStartOffset;
    }

    /** A segment that is taken as it is. */
    public void opened(Segment segment) throws IOException {
        if (scanFrom.isPresent() && state == null) {
            readUpTo(scanFrom.getAsLong());
        }
        unread.add(segment);
    }

    /** A segment is about to be scanned. */
    void scanBegins(long baseOffset) throws IOException {
        if (state != null) {
            readUpTo(baseOffset);
        } else if (scanFrom.isEmpty()) {
            scanFrom = OptionalLong.of(baseOffset);
        }
        aborted.clear();
    }

    /** A valid batch of the scan, all bytes of it. */
    void note(RecordBatch batch) throws IOException {
        if (state == null) {
            if (!batch.isTransactional()) {
                return;
            }
            readUpTo(scanFrom.getAsLong());
        }
        AbortedTransaction ended = known().note(batch);
        if (ended != null) {
            aborted.add(ended);
        }
    }

    /** The scan found {@code segment}, which is not sealed yet. */
    void scanned(Segment segment) throws IOException {
        for (AbortedTransaction transaction : aborted) {
            segment.transactions().append(transaction);
        }
    }

    /** What is open at {@code logEndOffset}, where the last segment ends. */
    public OpenTransactions finish(long logEndOffset) throws IOException {
        if (state == null && scanFrom.isPresent()) {
            ProducerSnapshot snapshot = snapshots.newest(logStartOffset, logEndOffset, epochAt);
            if (snapshot != null && snapshot.offset() >= scanFrom.getAsLong()) {
                return new OpenTransactions(scanFrom.getAsLong(), snapshot.openTransactions());
            }
        }
        readUpTo(logEndOffset);
        return known();
    }

    private OpenTransactions known() {
        OpenTransactions now = state;
        if (now == null) {
            throw new IllegalStateException("nothing was read yet");
        }
        return now;
    }

    private void readUpTo(long offset) throws IOException {
        if (state != null && unread.isEmpty()) {
            return;
        }
        ProducerSnapshot snapshot = snapshots.newest(logStartOffset, offset, epochAt);
        long from = unread.isEmpty() ? offset : unread.get(0).baseOffset();
        if (snapshot != null && (state == null || snapshot.offset() >= from)) {
            state = new OpenTransactions(snapshot.offset(), snapshot.openTransactions());
            from = snapshot.offset();
        } else if (state == null) {
            state = new OpenTransactions(from, Map.of());
        }
        for (Segment segment : unread) {
            if (segment.nextOffset() > from) {
                walk(segment, from, offset, known());
            }
        }
        unread.clear();
    }

    /** By headers; only control batches are read whole. */
    private static void walk(Segment segment, long fromOffset, long upToOffset, OpenTransactions open)
            throws IOException {
        try {
            segment.forEachBatch(fromOffset, header -> {
                if (!header.isTransactional() || header.nextOffset() > upToOffset) {
                    return;
                }
                if (!header.isControl()) {
                    open.note(header);
                    return;
                }
                try (LogSlice marker = segment.read(header.baseOffset(), 1, Long.MAX_VALUE)) {
                    if (marker != null) {
                        open.note(RecordBatch.at(marker.toBuffer(), 0));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
