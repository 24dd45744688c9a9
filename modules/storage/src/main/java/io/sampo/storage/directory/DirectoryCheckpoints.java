package io.sampo.storage.directory;

import io.sampo.model.Offsets;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogCheckpoints.CleanEnd;
import io.sampo.storage.file.OffsetCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The four checkpoint files of a log directory, with Kafka's names, and where its logs ended when they were closed. Any
 * thread; a file is written by one at a time.
 */
final class DirectoryCheckpoints {
    private final boolean pageCacheKept;
    private final OffsetCheckpoint recoveryPointFile;
    private final OffsetCheckpoint logStartFile;
    private final OffsetCheckpoint highWatermarkFile;
    private final OffsetCheckpoint cleanerFile;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> highWatermarks;
    private final Map<TopicPartition, Long> cleanerOffsets;
    private final Map<TopicPartition, CleanEnd> cleanEnds;

    DirectoryCheckpoints(Path directory, Map<TopicPartition, CleanEnd> cleanEnds, boolean pageCacheKept)
            throws IOException {
        this.pageCacheKept = pageCacheKept;
        this.recoveryPointFile = new OffsetCheckpoint(directory.resolve("recovery-point-offset-checkpoint"));
        this.logStartFile = new OffsetCheckpoint(directory.resolve("log-start-offset-checkpoint"));
        this.highWatermarkFile = new OffsetCheckpoint(directory.resolve("replication-offset-checkpoint"));
        this.cleanerFile = new OffsetCheckpoint(directory.resolve("cleaner-offset-checkpoint"));
        this.recoveryPoints = recoveryPointFile.read();
        this.logStarts = logStartFile.read();
        this.highWatermarks = highWatermarkFile.read();
        this.cleanerOffsets = cleanerFile.read();
        this.cleanEnds = new HashMap<>(cleanEnds);
    }

    /** The part of one log. */
    LogCheckpoints of(TopicPartition partition) {
        return new OfOneLog(partition);
    }

    synchronized long highWatermark(TopicPartition partition) {
        return highWatermarks.getOrDefault(partition, Offsets.UNKNOWN);
    }

    synchronized Map<TopicPartition, CleanEnd> cleanEnds() {
        return Map.copyOf(cleanEnds);
    }

    /** The log is open: where it ended before says nothing any more. */
    synchronized void opened(TopicPartition partition) {
        cleanEnds.remove(partition);
    }

    /**
     * Takes over where the logs stand and writes the files. The recovery points are read under the lock that {@link
     * LogCheckpoints#lowerRecoveryPoint} takes, so that none from before a truncation comes after it. Log starts are
     * written when they are persisted; those that retention raised are the first segment's. Durable on return.
     */
    synchronized void write(
            Map<TopicPartition, LongSupplier> newRecoveryPoints, Map<TopicPartition, Long> newHighWatermarks)
            throws IOException {
        newRecoveryPoints.forEach((partition, offset) -> recoveryPoints.put(partition, offset.getAsLong()));
        highWatermarks.putAll(newHighWatermarks);
        recoveryPointFile.write(recoveryPoints);
        highWatermarkFile.write(highWatermarks);
    }

    /** Nothing is remembered of this log any more, durably: a name alone must not hand it on to a later topic (R14). */
    synchronized void forget(TopicPartition partition) throws IOException {
        cleanEnds.remove(partition);
        if (recoveryPoints.remove(partition) != null) {
            recoveryPointFile.write(recoveryPoints);
        }
        if (logStarts.remove(partition) != null) {
            logStartFile.write(logStarts);
        }
        if (highWatermarks.remove(partition) != null) {
            highWatermarkFile.write(highWatermarks);
        }
        if (cleanerOffsets.remove(partition) != null) {
            cleanerFile.write(cleanerOffsets);
        }
    }

    private final class OfOneLog implements LogCheckpoints {
        private final TopicPartition partition;

        OfOneLog(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public long recoveryPoint() {
            return known(recoveryPoints, 0);
        }

        @Override
        public long logStartOffset() {
            return known(logStarts, 0);
        }

        @Override
        public boolean pageCacheKept() {
            return pageCacheKept;
        }

        @Override
        public @Nullable CleanEnd cleanEnd() {
            synchronized (DirectoryCheckpoints.this) {
                return cleanEnds.get(partition);
            }
        }

        @Override
        public void persistLogStart(long logStartOffset) throws IOException {
            synchronized (DirectoryCheckpoints.this) {
                put(logStarts, logStartFile, logStartOffset);
            }
        }

        @Override
        public void lowerRecoveryPoint(long offset) throws IOException {
            synchronized (DirectoryCheckpoints.this) {
                if (recoveryPoints.getOrDefault(partition, 0L) > offset) {
                    put(recoveryPoints, recoveryPointFile, offset);
                }
            }
        }

        @Override
        public long cleanerOffset() {
            return known(cleanerOffsets, Offsets.UNKNOWN);
        }

        @Override
        public void persistCleanerOffset(long offset) throws IOException {
            synchronized (DirectoryCheckpoints.this) {
                put(cleanerOffsets, cleanerFile, offset);
            }
        }

        @Override
        public void lowerCleanerOffset(long offset) throws IOException {
            synchronized (DirectoryCheckpoints.this) {
                if (cleanerOffsets.getOrDefault(partition, Offsets.UNKNOWN) > offset) {
                    persistCleanerOffset(offset);
                }
            }
        }

        @Override
        public void closedCleanly(CleanEnd end) {
            synchronized (DirectoryCheckpoints.this) {
                recoveryPoints.put(partition, end.logEndOffset());
                cleanEnds.put(partition, end);
            }
        }

        /** Remembered only if it was written: else a later write would announce what was given up for want of room. */
        private void put(Map<TopicPartition, Long> offsets, OffsetCheckpoint file, long offset) throws IOException {
            Long before = offsets.put(partition, offset);
            try {
                file.write(offsets);
            } catch (IOException e) {
                if (before == null) {
                    offsets.remove(partition);
                } else {
                    offsets.put(partition, before);
                }
                throw e;
            }
        }

        private long known(Map<TopicPartition, Long> offsets, long otherwise) {
            synchronized (DirectoryCheckpoints.this) {
                return offsets.getOrDefault(partition, otherwise);
            }
        }
    }
}
