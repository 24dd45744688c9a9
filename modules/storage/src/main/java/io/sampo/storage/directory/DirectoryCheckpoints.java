package io.sampo.storage.directory;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.checkpoint.PartitionCheckpoint;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogCheckpoints.CleanEnd;
import io.sampo.storage.SegmentedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The four checkpoint files of a log directory, with Kafka's names, the topic ids of the logs they speak of, and where its
 * logs ended when they were closed. Any thread; a file is written by one at a time.
 */
final class DirectoryCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryCheckpoints.class);

    private final Path directory;
    private final boolean pageCacheKept;
    private final PartitionCheckpoint<Long> recoveryPointFile;
    private final PartitionCheckpoint<Long> logStartFile;
    private final PartitionCheckpoint<Long> highWatermarkFile;
    private final PartitionCheckpoint<Long> cleanerFile;
    private final PartitionCheckpoint<TopicId> topicIdFile;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> highWatermarks;
    private final Map<TopicPartition, Long> cleanerOffsets;
    private final Map<TopicPartition, TopicId> topicIds;
    private final Map<TopicPartition, CleanEnd> cleanEnds;
    /** Files that still speak of a log that was forgotten. */
    private final Map<PartitionCheckpoint<Long>, Map<TopicPartition, Long>> behind = new HashMap<>();

    private boolean topicIdsWritten = true;

    DirectoryCheckpoints(Path directory, Map<TopicPartition, CleanEnd> cleanEnds, boolean pageCacheKept)
            throws IOException {
        this.directory = directory;
        this.pageCacheKept = pageCacheKept;
        this.recoveryPointFile = PartitionCheckpoint.ofOffsets(directory.resolve("recovery-point-offset-checkpoint"));
        this.logStartFile = PartitionCheckpoint.ofOffsets(directory.resolve("log-start-offset-checkpoint"));
        this.highWatermarkFile = PartitionCheckpoint.ofOffsets(directory.resolve("replication-offset-checkpoint"));
        this.cleanerFile = PartitionCheckpoint.ofOffsets(directory.resolve("cleaner-offset-checkpoint"));
        this.topicIdFile = PartitionCheckpoint.ofTopicIds(directory.resolve(".sampo-topic-ids"));
        this.topicIds = topicIdFile.read();
        this.recoveryPoints = recoveryPointFile.read();
        this.logStarts = logStartFile.read();
        this.highWatermarks = highWatermarkFile.read();
        this.cleanerOffsets = cleanerFile.read();
        this.cleanEnds = new HashMap<>(cleanEnds);
        if (!pageCacheKept) {
            believeForced();
        }
    }

    /**
     * After a power cut a log may be shorter than its high watermark. Written down at once: the log grows again, and the next start
     * would take records for committed that nobody else has. Of a log that is not here it stays the proof that it held records (H51).
     */
    private void believeForced() throws IOException {
        highWatermarks.replaceAll((partition, offset) -> Files.isDirectory(directory.resolve(partition.toString()))
                ? Math.min(offset, recoveryPoints.getOrDefault(partition, 0L))
                : offset);
        highWatermarkFile.write(highWatermarks);
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
    synchronized void opened(TopicPartition partition, TopicId topicId) {
        cleanEnds.remove(partition);
        if (!topicId.equals(topicIds.put(partition, topicId))) {
            topicIdsWritten = false;
        }
    }

    /** True if what is on the disk of one of these logs goes beyond a segment that a start after a crash would read. */
    synchronized boolean isBehind(Map<TopicPartition, SegmentedLog> logs) {
        return logs.entrySet().stream().anyMatch(one -> {
            long active = one.getValue().activeSegmentOffset();
            return recoveryPoints.getOrDefault(one.getKey(), 0L) < active
                    && active <= one.getValue().flushedOffset();
        });
    }

    /**
     * For a partition whose directory is not here: true if it held records of that topic (H51). What was moved aside is
     * forgotten, and a crash in between leaves the id of the topic that it was.
     */
    synchronized boolean isLost(TopicPartition partition, TopicId topicId) {
        boolean heldRecords =
                recoveryPoints.getOrDefault(partition, 0L) > 0 || highWatermarks.getOrDefault(partition, 0L) > 0;
        return heldRecords && topicIds.getOrDefault(partition, topicId).equals(topicId);
    }

    /** @throws LogDirectoryException with {@link LogDirectoryException.Reason#LOST} if it {@linkplain #isLost is lost} */
    void requireNotLost(TopicPartition partition, TopicId topicId) throws LogDirectoryException {
        if (isLost(partition, topicId)) {
            throw new LogDirectoryException(
                    LogDirectoryException.Reason.LOST,
                    "The log of replica " + partition + " held records and is gone from " + directory,
                    null);
        }
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
        if (!topicIdsWritten) {
            topicIdFile.write(topicIds);
            topicIdsWritten = true;
        }
        recoveryPointFile.write(recoveryPoints);
        highWatermarkFile.write(highWatermarks);
        behind.remove(recoveryPointFile);
        behind.remove(highWatermarkFile);
        writeWhatIsBehind();
    }

    /** What is remembered of one log. */
    private record Remembered(
            @Nullable TopicId topicId,
            @Nullable Long recoveryPoint,
            @Nullable Long logStart,
            @Nullable Long highWatermark,
            @Nullable Long cleanerOffset,
            @Nullable CleanEnd cleanEnd) {}

    private synchronized Remembered remembered(TopicPartition partition) {
        return new Remembered(
                topicIds.get(partition),
                recoveryPoints.get(partition),
                logStarts.get(partition),
                highWatermarks.get(partition),
                cleanerOffsets.get(partition),
                cleanEnds.get(partition));
    }

    /** Remembers of a log what {@code other} does, durably: it has been closed there, and is about to come here. */
    void adopt(TopicPartition partition, DirectoryCheckpoints other) throws IOException {
        Remembered there = other.remembered(partition);
        synchronized (this) {
            replace(topicIds, partition, there.topicId());
            replace(recoveryPoints, partition, there.recoveryPoint());
            replace(logStarts, partition, there.logStart());
            replace(highWatermarks, partition, there.highWatermark());
            replace(cleanerOffsets, partition, there.cleanerOffset());
            replace(cleanEnds, partition, there.cleanEnd());
            topicIdFile.write(topicIds);
            recoveryPointFile.write(recoveryPoints);
            logStartFile.write(logStarts);
            highWatermarkFile.write(highWatermarks);
            cleanerFile.write(cleanerOffsets);
        }
    }

    private static <V> void replace(Map<TopicPartition, V> values, TopicPartition partition, @Nullable V value) {
        if (value == null) {
            values.remove(partition);
        } else {
            values.put(partition, value);
        }
    }

    /** Nothing is remembered of this log any more, durably: a name alone must not hand it on to a later topic (R14). */
    synchronized void forget(TopicPartition partition) throws IOException {
        cleanEnds.remove(partition);
        topicIds.remove(partition);
        drop(partition, recoveryPoints, recoveryPointFile);
        drop(partition, logStarts, logStartFile);
        drop(partition, highWatermarks, highWatermarkFile);
        drop(partition, cleanerOffsets, cleanerFile);
        writeWhatIsBehind();
    }

    /** As {@link #forget}, but on a full disk the files follow later: the next {@code forget} or {@code write} waits for it. */
    synchronized void forgetSoon(TopicPartition partition) throws IOException {
        try {
            forget(partition);
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e)) {
                throw e;
            }
            LOG.warn("The checkpoints go on speaking of {} until there is room on the disk", partition);
        }
    }

    private void drop(TopicPartition partition, Map<TopicPartition, Long> offsets, PartitionCheckpoint<Long> file) {
        if (offsets.remove(partition) != null) {
            behind.put(file, offsets);
        }
    }

    private void writeWhatIsBehind() throws IOException {
        for (PartitionCheckpoint<Long> file : List.copyOf(behind.keySet())) {
            file.write(Objects.requireNonNull(behind.get(file)));
            behind.remove(file);
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
        private void put(Map<TopicPartition, Long> offsets, PartitionCheckpoint<Long> file, long offset)
                throws IOException {
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
