package io.sampo.storage;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactableLog;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionRound;
import io.sampo.compaction.LogCutException;
import io.sampo.compaction.LogOutline;
import io.sampo.compaction.SegmentExtent;
import io.sampo.compaction.SegmentGroups;
import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.segment.CleanedSegment;
import io.sampo.logfiles.segment.Segment;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compacts a log on disk, on a thread of its own, while others append, read, cut and trim. What it writes stands beside the
 * log until {@link Swap#commit}, which keeps away those who take bytes away and looks whether the log is still the one that
 * was read. One round at a time.
 */
final class LogCompactor {
    private final LogState log;
    private final DeletedFiles deletedFiles;
    private volatile boolean stopped;

    LogCompactor(LogState log, DeletedFiles deletedFiles) {
        this.log = log;
        this.deletedFiles = deletedFiles;
    }

    CleanableRange cleanable(long stableOffset, long nowMs) throws IOException {
        if (!log.limits.compaction.enabled()) {
            return CleanableRange.NOTHING;
        }
        return CleanableRange.of(
                new Snapshot().outline(), log.limits.compaction, log.lastStableOffset(stableOffset), nowMs);
    }

    synchronized CompactionResult compact(CompactionRequest request) throws IOException {
        return new CompactionRound(new Snapshot(), log.limits.compaction, request).run();
    }

    /** Has a round that is under way end soon, and waits for that; there is none from now on. */
    void stop() {
        stopped = true;
        synchronized (this) {
            // Whoever comes here has waited: a round holds this lock from its begin to its end.
            assert stopped;
        }
    }

    /** The log as it was when the round began. */
    private final class Snapshot implements CompactableLog {
        private final int cuts = log.cutCount.get();
        private final NavigableMap<Long, Segment> segments = log.segments;

        @Override
        public LogOutline outline() throws IOException {
            List<SegmentExtent> sealed = new ArrayList<>();
            long activeBaseOffset = segments.lastKey();
            for (Segment segment : segments.headMap(activeBaseOffset).values()) {
                sealed.add(new SegmentExtent(
                        segment.baseOffset(),
                        segment.nextOffset(),
                        segment.sizeInBytes(),
                        segment.indexBytes(),
                        segment.firstMs(),
                        segment.youngestMs()));
            }
            return new LogOutline(
                    sealed, activeBaseOffset, log.logStartOffset, log.logEndOffset, log.checkpoints.cleanerOffset());
        }

        @Override
        public void forEachHeader(long baseOffset, Consumer<RecordBatch> visitor) throws IOException {
            Lock noCuts = log.cuts.readLock();
            noCuts.lock();
            try {
                requireUncut(baseOffset).forEachBatch(baseOffset, visitor);
            } finally {
                noCuts.unlock();
            }
        }

        @Override
        public @Nullable LogSlice read(long baseOffset, long fromOffset, int maxBytes) throws IOException {
            Lock noCuts = log.cuts.readLock();
            noCuts.lock();
            try {
                return requireUncut(baseOffset).read(fromOffset, maxBytes, Long.MAX_VALUE);
            } finally {
                noCuts.unlock();
            }
        }

        private Segment requireUncut(long baseOffset) throws LogCutException {
            Segment segment = segments.get(baseOffset);
            if (segment == null || !isUncut(List.of(segment))) {
                throw new LogCutException();
            }
            return segment;
        }

        void requireOpen() throws LogCutException {
            if (!isUncut()) {
                throw new LogCutException();
            }
        }

        private boolean isUncut(List<Segment> some) {
            return isUncut() && some.stream().allMatch(segment -> log.segments.get(segment.baseOffset()) == segment);
        }

        @Override
        public Replacement replace(SegmentGroups.Group group) throws IOException {
            List<Segment> old = new ArrayList<>();
            for (SegmentExtent extent : group.segments()) {
                old.add(requireUncut(extent.baseOffset()));
            }
            return new Swap(this, old);
        }

        @Override
        public boolean cleanedTo(long endOffset) throws IOException {
            // Nobody can cut while this is held, so nothing that is cut is ever noted as clean (H91).
            log.trims.lock();
            try {
                if (!isUncut()) {
                    return false;
                }
                log.checkpoints.persistCleanerOffset(endOffset);
                return true;
            } finally {
                log.trims.unlock();
            }
        }

        @Override
        public boolean isUncut() {
            return log.cutCount.get() == cuts && !stopped;
        }
    }

    private final class Swap implements CompactableLog.Replacement {
        private final Snapshot snapshot;
        private final List<Segment> old;
        private final CleanedSegment cleaned;

        Swap(Snapshot snapshot, List<Segment> old) throws IOException {
            this.snapshot = snapshot;
            this.old = old;
            try {
                this.cleaned = CleanedSegment.create(
                        log.directory, old.get(0).baseOffset(), log.environment.channels(), log.nowMs());
                for (Segment segment : old) {
                    cleaned.takeAborted(segment);
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void append(ByteBuffer batches) throws IOException {
            snapshot.requireOpen();
            try {
                cleaned.append(batches, log.limits.indexIntervalBytes);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /**
         * The steps of the package documentation of {@code storage.recovery}. Readers wait for renames only, who cuts or
         * trims waits for all of it.
         */
        @Override
        public boolean commit() throws IOException {
            try {
                cleaned.seal(old.get(old.size() - 1).youngestMs());
            } catch (IOException e) {
                throw failed(e);
            }
            log.trims.lock();
            try {
                if (!snapshot.isUncut(old)) {
                    return false;
                }
                swap();
                return true;
            } finally {
                log.trims.unlock();
            }
        }

        /** From the first line on a crash leads to the new segment; a failure leaves what nobody may go on with. */
        private void swap() throws IOException {
            try {
                cleaned.decide();
                Segment merged = whileNobodyReads(this::takeThePlace);
                DurableFiles.forceDirectory(log.directory);
                whileNobodyReads(() -> {
                    cleaned.publish();
                    return merged;
                });
                DurableFiles.forceDirectory(log.directory);
            } catch (IOException e) {
                throw log.environment.health().fail(e);
            }
        }

        private Segment takeThePlace() throws IOException {
            for (Segment segment : old) {
                deletedFiles.add(segment.delete(), log.nowMs() + log.limits.fileDeleteDelayMs);
            }
            Segment merged = cleaned.segment();
            log.change(segments -> {
                old.forEach(segment -> segments.remove(segment.baseOffset()));
                segments.put(merged.baseOffset(), merged);
            });
            return merged;
        }

        private Segment whileNobodyReads(Renames renames) throws IOException {
            Lock cutting = log.cuts.writeLock();
            cutting.lock();
            try {
                return renames.run();
            } finally {
                cutting.unlock();
            }
        }

        @Override
        public void discard() throws IOException {
            cleaned.discard();
        }
    }

    /** What stands beside the log can be thrown away: a full disk is no reason to give the directory up, all else is. */
    private IOException failed(IOException e) {
        return DiskFullException.isMeantBy(e)
                ? new DiskFullException(e)
                : log.environment.health().fail(e);
    }

    private interface Renames {
        Segment run() throws IOException;
    }
}
