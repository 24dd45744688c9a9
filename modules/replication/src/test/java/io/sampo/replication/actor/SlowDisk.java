package io.sampo.replication.actor;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A disk that stalls, runs full or cannot be read, and the logs on it. Any thread. */
final class SlowDisk {
    private volatile CountDownLatch goesOn = new CountDownLatch(0);
    /** Writes that wait for the disk now. */
    final AtomicInteger stalled = new AtomicInteger();

    /** Forces that were asked for and have not ended; only where they are held. */
    final Queue<LongConsumer> forces = new ConcurrentLinkedQueue<>();

    volatile boolean holdsForces;
    volatile @Nullable IOException writeFailure;
    /** Of appends only. */
    volatile @Nullable IOException appendFailure;

    volatile @Nullable IOException readFailure;
    /** The log is being trimmed, for as long as this says. */
    volatile boolean isBeingCut;

    final Queue<String> readBy = new ConcurrentLinkedQueue<>();

    /** From now on whoever writes waits. */
    void stall() {
        goesOn = new CountDownLatch(1);
    }

    void goOn() {
        goesOn.countDown();
    }

    PartitionLog holding(PartitionLog log) {
        return new Log(log);
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) throws IOException {
        stalled.incrementAndGet();
        try {
            goesOn.await();
        } catch (InterruptedException e) {
            throw new IOException("nobody interrupts a write", e);
        } finally {
            stalled.decrementAndGet();
        }
        if (writeFailure != null) {
            throw writeFailure;
        }
        write.run();
    }

    private final class Log implements PartitionLog {
        private final PartitionLog log;
        private final AtomicInteger writers = new AtomicInteger();

        Log(PartitionLog log) {
            this.log = log;
        }

        /** One writer at a time, whatever thread it is on. */
        private void change(Write write) throws IOException {
            if (writers.incrementAndGet() > 1) {
                throw new IllegalStateException("two writers of one log");
            }
            try {
                write(write);
            } finally {
                writers.decrementAndGet();
            }
        }

        @Override
        public void append(ByteBuffer batches) throws IOException {
            change(() -> {
                if (appendFailure != null) {
                    throw appendFailure;
                }
                log.append(batches);
            });
        }

        @Override
        public boolean isBeingCut() {
            return isBeingCut;
        }

        @Override
        public LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
            readBy.add(Thread.currentThread().getName());
            if (readFailure != null) {
                throw readFailure;
            }
            return log.read(fromOffset, maxBytes, upToOffset);
        }

        @Override
        public void truncateTo(long offset) throws IOException {
            change(() -> log.truncateTo(offset));
        }

        @Override
        public void deleteBefore(long offset) throws IOException {
            change(() -> log.deleteBefore(offset));
        }

        @Override
        public void restartAt(long offset) throws IOException {
            change(() -> log.restartAt(offset));
        }

        @Override
        public void flush() throws IOException {
            log.flush();
        }

        @Override
        public void flushLater(LongConsumer flushed) throws IOException {
            if (holdsForces) {
                forces.add(flushed);
            } else {
                log.flushLater(flushed);
            }
        }

        @Override
        public long lastStableOffset(long highWatermark) throws IOException {
            return log.lastStableOffset(highWatermark);
        }

        @Override
        public long flushedOffset() {
            return log.flushedOffset();
        }

        @Override
        public long logStartOffset() {
            return log.logStartOffset();
        }

        @Override
        public long logEndOffset() {
            return log.logEndOffset();
        }

        @Override
        public int lastEpoch() {
            return log.lastEpoch();
        }

        @Override
        public EpochEnd endOffsetFor(int epoch) {
            return log.endOffsetFor(epoch);
        }

        @Override
        public void beginEpoch(int epoch) throws IOException {
            change(() -> log.beginEpoch(epoch));
        }

        @Override
        public @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs) throws IOException {
            if (readFailure != null) {
                throw readFailure;
            }
            return log.offsetForTimestamp(timestampMs);
        }

        @Override
        public void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException {
            log.forEachBatch(fromOffset, visitor);
        }

        @Override
        public void roll() throws IOException {
            change(log::roll);
        }

        @Override
        public long applyRetention(long highWatermark, long nowMs) throws IOException {
            change(() -> log.applyRetention(highWatermark, nowMs));
            return log.logStartOffset();
        }

        @Override
        public CleanableRange cleanable(long stableOffset, long nowMs) throws IOException {
            return log.cleanable(stableOffset, nowMs);
        }

        @Override
        public CompactionResult compact(CompactionRequest request) throws IOException {
            return log.compact(request);
        }

        @Override
        public long activeSegmentOffset() {
            return log.activeSegmentOffset();
        }

        @Override
        public void keepProducers(ProducerSnapshot snapshot) throws IOException {
            log.keepProducers(snapshot);
        }

        @Override
        public @Nullable ProducerSnapshot newestProducers() throws IOException {
            return log.newestProducers();
        }

        @Override
        public long sizeInBytes() {
            return log.sizeInBytes();
        }

        @Override
        public void close() throws IOException {
            if (writers.get() > 0) {
                throw new IllegalStateException("closed below its writer");
            }
            log.close();
        }
    }
}
