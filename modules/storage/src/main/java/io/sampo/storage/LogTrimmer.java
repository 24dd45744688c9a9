package io.sampo.storage;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.segment.Segment;
import io.sampo.storage.producer.OpenTransactions;
import io.sampo.storage.retention.Retention;
import io.sampo.storage.retention.RetentionClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/**
 * Takes records away from a log, at its end and at its start. The order of the steps is what a crash between two of them
 * leaves: always a log that is whole, with a log start that was announced before. One thread at a time, the writer's.
 */
final class LogTrimmer {
    private final LogState log;
    private final LogWriter writer;
    private final DeletedFiles deletedFiles;
    private final Lock cutting;
    private boolean changed;

    LogTrimmer(LogState log, LogWriter writer, DeletedFiles deletedFiles) {
        this.log = log;
        this.writer = writer;
        this.deletedFiles = deletedFiles;
        this.cutting = log.cuts.writeLock();
    }

    void truncateTo(long offset) throws IOException {
        changed = false;
        if (offset >= log.logEndOffset) {
            return;
        }
        if (offset < log.logStartOffset) {
            restartAt(offset);
            return;
        }
        cutting.lock();
        try {
            Segment last = log.segments.firstEntry().getValue();
            for (Segment segment : log.segments.headMap(offset, false).values()) {
                last = segment;
            }
            long end = last.endBefore(offset);
            if (end < log.logStartOffset) {
                // The batch that holds the log start goes as a whole.
                restartAt(log.logStartOffset);
            } else {
                cutTo(offset, last, end);
            }
        } finally {
            cutting.unlock();
        }
    }

    private void cutTo(long offset, Segment last, long end) throws IOException {
        NavigableMap<Long, Segment> left = new TreeMap<>(log.segments);
        log.flusher.cutBegins(end);
        announce(() -> {
            log.checkpoints.lowerRecoveryPoint(end);
            log.checkpoints.lowerCleanerOffset(end);
        });
        log.cutCount.incrementAndGet();
        while (left.lastEntry().getValue() != last) {
            dropYoungest(left);
        }
        last.truncateTo(offset);
        DurableFiles.forceDirectory(log.directory);
        log.producers.dropBeyond(end);
        log.trimEpochs(log.epochs().below(end));
        log.logEndOffset = end;
        log.lastEpoch = log.epochs().epochAt(end - 1);
        log.publish(left);
        log.cutTransactions(end);
        log.flusher.cutEnded();
    }

    void restartAt(long offset) throws IOException {
        changed = false;
        cutting.lock();
        try {
            // What the next start finds in between is the old log, a shorter one that reaches offset, or an empty one
            // that begins there: a log start behind all batches, without its empty segment, would look like a loss.
            boolean behind = offset > log.logEndOffset;
            if (!behind && log.flusher.flushedOffset() < offset) {
                log.flusher.flush(log);
            }
            Segment fresh = behind ? freshAt(offset) : null;
            log.flusher.cutBegins(offset);
            try {
                announce(() -> {
                    log.checkpoints.lowerRecoveryPoint(offset);
                    log.checkpoints.lowerCleanerOffset(offset);
                    log.checkpoints.persistLogStart(offset);
                });
            } catch (DiskFullException e) {
                if (fresh != null) {
                    fresh.abandon();
                    log.discardSegment(offset);
                }
                throw e;
            }
            log.cutCount.incrementAndGet();
            NavigableMap<Long, Segment> left = new TreeMap<>(log.segments);
            while (!left.isEmpty() && left.lastKey() >= offset) {
                dropYoungest(left);
            }
            if (fresh == null) {
                fresh = freshAt(offset);
            }
            while (!left.isEmpty()) {
                deleteLater(left.pollLastEntry().getValue());
            }
            left.put(offset, fresh);
            DurableFiles.forceDirectory(log.directory);
            log.producers.dropAll();
            log.trimEpochs(EpochHistory.EMPTY);
            log.logStartOffset = offset;
            log.logEndOffset = offset;
            log.lastEpoch = log.epochs().latestEpoch();
            log.publish(left);
            log.transactions = new OpenTransactions(offset, Map.of());
            log.flusher.restartedAt(offset);
        } finally {
            cutting.unlock();
        }
    }

    private interface Announcement {
        void write() throws IOException;
    }

    /** The checkpoints that come before the first change to the log: without room for them nothing has changed. */
    private void announce(Announcement checkpoints) throws IOException {
        try {
            checkpoints.write();
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e)) {
                throw e;
            }
            log.flusher.cutEnded();
            throw new DiskFullException(e);
        }
        changed = true;
    }

    /** True if the last call has taken something away, so that it cannot be tried again from the beginning. */
    boolean hasChanged() {
        return changed;
    }

    /** One by one: a crash in between leaves a log that is whole, only longer, whatever order the disk keeps. */
    private void dropYoungest(NavigableMap<Long, Segment> left) throws IOException {
        deleteLater(left.pollLastEntry().getValue());
        DurableFiles.forceDirectory(log.directory);
    }

    private Segment freshAt(long offset) throws IOException {
        Segment fresh = log.newSegment(offset);
        DurableFiles.forceDirectory(log.directory);
        return fresh;
    }

    /** Raises the log start to {@code offset}, which lies above it. */
    void deleteBefore(long offset) throws IOException {
        changed = false;
        if (log.flusher.flushedOffset() < offset) {
            // The log start is durable at once; a log that ends below it would look like a loss.
            log.flusher.flush(log);
        }
        log.checkpoints.persistLogStart(offset);
        dropBelow(offset);
    }

    /** Raises the log start, which is durable already, and drops segments below it. */
    private void dropBelow(long offset) throws IOException {
        changed = true;
        cutting.lock();
        try {
            NavigableMap<Long, Segment> left = new TreeMap<>(log.segments);
            while (left.size() > 1 && left.firstEntry().getValue().nextOffset() <= offset) {
                deleteLater(left.pollFirstEntry().getValue());
            }
            if (left.size() != log.segments.size()) {
                DurableFiles.forceDirectory(log.directory);
                log.publish(left);
            }
            // The epoch of the last record is kept, even if no record is.
            log.trimEpochs(log.epochs().from(Math.min(offset, log.logEndOffset - 1)));
            log.logStartOffset = offset;
        } finally {
            cutting.unlock();
        }
    }

    /** @param nowMs wall clock, or {@link RetentionClock#UNKNOWN} */
    void applyRetention(long highWatermark, long nowMs) throws IOException {
        changed = false;
        Retention retention = log.limits.retention;
        if (!log.active().isEmpty() && retention.isExpired(stretch(log.active(), nowMs), highWatermark, nowMs)) {
            writer.roll();
        }
        List<Retention.Stretch> sealed = new ArrayList<>();
        for (Segment segment : log.segments.headMap(log.active().baseOffset()).values()) {
            sealed.add(stretch(segment, nowMs));
        }
        int count = retention.countOfDeletable(sealed, log.active().sizeInBytes(), highWatermark, nowMs);
        if (count > 0) {
            deleteBefore(Math.max(log.logStartOffset, sealed.get(count - 1).nextOffset()));
        } else if (log.segments.size() > 1
                && log.segments.firstEntry().getValue().nextOffset() <= log.logStartOffset) {
            // A crash came between a new log start and the segments below it.
            dropBelow(log.logStartOffset);
        }
    }

    private Retention.Stretch stretch(Segment segment, long nowMs) throws IOException {
        long youngestMs = segment.youngestMs();
        if (nowMs != RetentionClock.UNKNOWN && youngestMs > nowMs) {
            youngestMs = log.limits.retention.creditedMs(youngestMs, segment.writtenMs());
        }
        return new Retention.Stretch(segment.baseOffset(), segment.nextOffset(), segment.sizeInBytes(), youngestMs);
    }

    private void deleteLater(Segment segment) throws IOException {
        deletedFiles.add(segment.delete(), log.nowMs() + log.limits.fileDeleteDelayMs);
    }
}
