package io.sampo.storage.recovery;

import io.sampo.logfiles.checkpoint.EpochEntry;
import io.sampo.logfiles.checkpoint.LeaderEpochCheckpoint;
import io.sampo.logfiles.segment.BatchMark;
import io.sampo.logfiles.segment.Segment;
import io.sampo.model.Offsets;
import io.sampo.records.RecordBatch;
import io.sampo.storage.EpochHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The epoch checkpoint of a log, compared with its batches and built anew from them where the two differ (H47): the
 * batches are right, since a wrong history cuts too much of a log, or the wrong part.
 */
class EpochRecovery {
    private final LeaderEpochCheckpoint file;
    private final long logStartOffset;
    private final @Nullable EpochHistory stored;
    private boolean fits = true;

    EpochRecovery(Path logDirectory, long logStartOffset) throws IOException {
        this.file = new LeaderEpochCheckpoint(logDirectory);
        this.logStartOffset = logStartOffset;
        Optional<List<EpochEntry>> entries = file.read();
        this.stored = entries.map(EpochHistory::new).orElse(null);
    }

    /** A batch of the log. */
    void note(RecordBatch batch) {
        fits &= agrees(batch);
    }

    /** True if the checkpoint names the batch's epoch, or the batch lies where it need not. */
    boolean agrees(RecordBatch batch) {
        return stored != null
                && (batch.lastOffset() < logStartOffset || stored.epochAt(batch.lastOffset()) == batch.leaderEpoch());
    }

    /** Leader epoch of the record at {@code offset} as the checkpoint says; {@link Offsets#NO_EPOCH} if it says nothing. */
    int epochAt(long offset) {
        return stored == null ? Offsets.NO_EPOCH : stored.epochAt(offset);
    }

    /** False if there is no checkpoint that can be read. */
    boolean isReadable() {
        return stored != null;
    }

    /** The history of the log in these bounds. What had to be changed is durable on return. */
    EpochHistory finish(Collection<Segment> segments, long logStart, long logEnd) throws IOException {
        EpochHistory history = stored != null && fits && fits(stored, segments) ? stored : rebuilt(segments);
        // An epoch may have begun at the log end without a batch; nothing can have begun behind it.
        history = history.below(logEnd + 1).from(Math.min(logStart, Math.max(0, logEnd - 1)));
        if (!history.equals(stored)) {
            file.write(history.entries());
        }
        return history;
    }

    /** Also where nothing was scanned: the batches on both sides of each beginning, and the last one of each segment. */
    private boolean fits(EpochHistory history, Collection<Segment> segments) throws IOException {
        boolean first = true;
        for (EpochEntry entry : history.entries()) {
            for (Segment segment : segments) {
                if (!fitsAt(history, segment, entry.startOffset(), first)
                        || !fitsAt(history, segment, entry.startOffset() - 1, true)) {
                    return false;
                }
            }
            first = false;
        }
        for (Segment segment : segments) {
            if (!fitsAt(history, segment, segment.nextOffset() - 1, true)) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsAt(EpochHistory history, Segment segment, long offset, boolean within) throws IOException {
        if (offset < Math.max(segment.baseOffset(), logStartOffset) || offset >= segment.nextOffset()) {
            return true;
        }
        BatchMark batch = BatchMark.at(segment, offset);
        return batch == null
                || (history.epochAt(batch.nextOffset() - 1) == batch.epoch()
                        && (within || batch.baseOffset() >= offset));
    }

    private static EpochHistory rebuilt(Collection<Segment> segments) throws IOException {
        EpochHistory[] history = {EpochHistory.EMPTY};
        for (Segment segment : segments) {
            segment.forEachBatch(
                    segment.baseOffset(),
                    batch -> history[0] = history[0].assign(batch.leaderEpoch(), batch.baseOffset()));
        }
        return history[0];
    }
}
