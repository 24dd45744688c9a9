package io.sampo.storage;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactableLog;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionRound;
import io.sampo.compaction.LogOutline;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import io.sampo.storage.producer.OpenTransactions;
import io.sampo.storage.producer.ProducerSnapshot;
import io.sampo.storage.retention.Retention;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PartitionLog} in memory, with the same laws as {@link SegmentedLog} ({@code PartitionLogContract}): for
 * simulations and tests. "Durable" means: as long as this object. Any thread, one at a time.
 */
public final class MemoryLog implements PartitionLog {
    /** One segment: its batches, each a buffer of its own, by the offset behind its last record. */
    static final class Stretch {
        final long baseOffset;
        final long createdMs;
        final NavigableMap<Long, ByteBuffer> batches = new TreeMap<>();
        long sizeInBytes;

        Stretch(long baseOffset, long createdMs) {
            this.baseOffset = baseOffset;
            this.createdMs = createdMs;
        }

        long nextOffset() {
            return batches.isEmpty() ? baseOffset : batches.lastKey();
        }

        long youngestMs() {
            long youngestMs = RecordBatch.NO_TIMESTAMP;
            for (ByteBuffer batch : batches.values()) {
                youngestMs = Math.max(youngestMs, RecordBatch.at(batch, 0).maxTimestamp());
            }
            return youngestMs >= 0 ? youngestMs : createdMs;
        }

        Retention.Stretch view() {
            return new Retention.Stretch(baseOffset, nextOffset(), sizeInBytes, youngestMs());
        }
    }

    private final LongSupplier nowMs;
    private LogLimits limits;
    private final NavigableMap<Long, Stretch> stretches = new TreeMap<>();
    private final NavigableMap<Long, ProducerSnapshot> producers = new TreeMap<>();
    private EpochHistory epochs = EpochHistory.EMPTY;
    private long logStartOffset;
    private long logEndOffset;
    private long flushedOffset;
    private long cleanerOffset = Offsets.UNKNOWN;
    private int lastEpoch = epochs.latestEpoch();
    private boolean closed;

    /** An empty log that begins at 0. */
    public MemoryLog(TopicConfig config, LongSupplier nowMs) {
        this.limits = new LogLimits(config);
        this.nowMs = nowMs;
        stretches.put(0L, new Stretch(0, nowMs.getAsLong()));
    }

    /** The configuration from now on. */
    public synchronized void configure(TopicConfig config) {
        limits = new LogLimits(config);
    }

    @Override
    public synchronized void append(ByteBuffer batches) throws IOException {
        requireOpen();
        BatchOrder.check(batches, logEndOffset, lastEpoch);
        for (RecordBatch batch : RecordBatches.of(batches)) {
            if (belongsToNextStretch(batch)) {
                roll();
            }
            ByteBuffer copy = ByteBuffer.allocate(batch.sizeInBytes());
            copy.put(0, batches, batches.position() + batch.start(), batch.sizeInBytes());
            epochs = epochs.assign(batch.leaderEpoch(), batch.baseOffset());
            active().batches.put(batch.nextOffset(), copy);
            active().sizeInBytes += batch.sizeInBytes();
            lastEpoch = batch.leaderEpoch();
            logEndOffset = batch.nextOffset();
        }
        if (logEndOffset - flushedOffset >= limits.flushMessages) {
            flush();
        }
    }

    private boolean belongsToNextStretch(RecordBatch batch) {
        Stretch active = active();
        if (active.batches.isEmpty()) {
            return false;
        }
        long firstMs = RecordBatch.at(active.batches.firstEntry().getValue(), 0).maxTimestamp();
        long ageMs = firstMs >= 0 && batch.maxTimestamp() >= 0
                ? batch.maxTimestamp() - firstMs
                : nowMs.getAsLong() - active.createdMs;
        return active.sizeInBytes + batch.sizeInBytes() > limits.segmentBytes
                || ageMs > limits.rollMs("", active.baseOffset);
    }

    @Override
    public synchronized LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        requireOpen();
        requireWithin(fromOffset);
        List<ByteBuffer> found = new ArrayList<>();
        int size = 0;
        for (ByteBuffer batch : batchesFrom(fromOffset)) {
            if (RecordBatch.at(batch, 0).nextOffset() > upToOffset
                    || (!found.isEmpty() && size + batch.limit() > maxBytes)) {
                break;
            }
            found.add(batch);
            size += batch.limit();
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        found.forEach(batch -> bytes.put(batch.duplicate()));
        return LogSlice.of(bytes.flip());
    }

    @Override
    public synchronized void truncateTo(long offset) throws IOException {
        requireOpen();
        if (offset >= logEndOffset) {
            return;
        }
        if (offset < logStartOffset) {
            restartAt(offset);
            return;
        }
        while (stretches.size() > 1 && stretches.lastKey() >= offset) {
            stretches.pollLastEntry();
        }
        NavigableMap<Long, ByteBuffer> cut = active().batches.tailMap(offset, false);
        cut.values().forEach(batch -> active().sizeInBytes -= batch.limit());
        cut.clear();
        logEndOffset = active().nextOffset();
        flushedOffset = Math.min(flushedOffset, logEndOffset);
        cleanerOffset = Math.min(cleanerOffset, logEndOffset);
        producers.tailMap(logEndOffset, false).clear();
        epochs = epochs.below(logEndOffset);
        lastEpoch = epochs.epochAt(logEndOffset - 1);
        if (logEndOffset < logStartOffset) {
            restartAt(logStartOffset);
        }
    }

    @Override
    public synchronized void deleteBefore(long offset) throws IOException {
        requireOpen();
        if (offset > logStartOffset) {
            requireWithin(offset);
            dropBelow(offset);
        }
    }

    private void dropBelow(long offset) {
        while (stretches.size() > 1 && stretches.firstEntry().getValue().nextOffset() <= offset) {
            stretches.pollFirstEntry();
        }
        epochs = epochs.from(Math.min(offset, logEndOffset - 1));
        logStartOffset = offset;
    }

    @Override
    public synchronized void restartAt(long offset) throws IOException {
        requireOpen();
        stretches.clear();
        stretches.put(offset, new Stretch(offset, nowMs.getAsLong()));
        producers.clear();
        epochs = EpochHistory.EMPTY;
        lastEpoch = epochs.latestEpoch();
        logStartOffset = offset;
        logEndOffset = offset;
        flushedOffset = offset;
        cleanerOffset = Math.min(cleanerOffset, offset);
    }

    @Override
    public synchronized void flush() throws IOException {
        requireOpen();
        flushedOffset = logEndOffset;
    }

    @Override
    public void flushLater(LongConsumer flushed) throws IOException {
        flush();
        flushed.accept(flushedOffset());
    }

    @Override
    public synchronized long flushedOffset() {
        return flushedOffset;
    }

    @Override
    public synchronized long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public synchronized long logEndOffset() {
        return logEndOffset;
    }

    @Override
    public synchronized int lastEpoch() {
        return lastEpoch;
    }

    @Override
    public synchronized EpochEnd endOffsetFor(int epoch) {
        return epochs.endOffsetFor(epoch, logEndOffset);
    }

    @Override
    public synchronized void beginEpoch(int epoch) throws IOException {
        requireOpen();
        if (epoch > epochs.latestEpoch()) {
            epochs = epochs.assign(epoch, logEndOffset);
        }
    }

    @Override
    public synchronized @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs) throws IOException {
        requireOpen();
        for (ByteBuffer batch : batchesFrom(logStartOffset)) {
            for (Record record : RecordBatches.records(RecordBatch.at(batch, 0))) {
                if (record.timestampMs() >= timestampMs && record.offset() >= logStartOffset) {
                    return new OffsetAndTimestamp(record.offset(), record.timestampMs());
                }
            }
        }
        return null;
    }

    @Override
    public synchronized long lastStableOffset(long highWatermark) throws IOException {
        requireOpen();
        long upTo = Math.min(highWatermark, logEndOffset);
        OpenTransactions open = new OpenTransactions(logStartOffset, Map.of());
        for (ByteBuffer batch : batchesFrom(logStartOffset)) {
            RecordBatch view = RecordBatch.at(batch, 0);
            if (view.nextOffset() <= upTo) {
                open.note(view);
            }
        }
        return OpenTransactions.lastStableOffset(upTo, logStartOffset, Objects.requireNonNull(open.openAt(upTo)));
    }

    @Override
    public synchronized void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException {
        requireOpen();
        for (ByteBuffer batch : batchesFrom(fromOffset)) {
            visitor.accept(RecordBatch.at(batch, 0));
        }
    }

    @Override
    public synchronized void roll() throws IOException {
        requireOpen();
        if (!active().batches.isEmpty()) {
            stretches.put(logEndOffset, new Stretch(logEndOffset, nowMs.getAsLong()));
        }
    }

    @Override
    public synchronized long applyRetention(long highWatermark, long retentionNowMs) throws IOException {
        requireOpen();
        if (!active().batches.isEmpty() && limits.retention.isExpired(active().view(), highWatermark, retentionNowMs)) {
            roll();
        }
        List<Retention.Stretch> sealed = new ArrayList<>();
        stretches.headMap(stretches.lastKey()).values().forEach(stretch -> sealed.add(stretch.view()));
        int count = limits.retention.countOfDeletable(sealed, active().sizeInBytes, highWatermark, retentionNowMs);
        if (count > 0) {
            dropBelow(Math.max(logStartOffset, sealed.get(count - 1).nextOffset()));
        }
        return logStartOffset;
    }

    @Override
    public synchronized CleanableRange cleanable(long stableOffset, long cleanNowMs) throws IOException {
        requireOpen();
        return CleanableRange.of(outline(), limits.compaction, stableOffset, cleanNowMs);
    }

    @Override
    public synchronized CompactionResult compact(CompactionRequest request) throws IOException {
        requireOpen();
        CompactableLog view = new MemoryCompaction(stretches, outline(), end -> cleanerOffset = end);
        return new CompactionRound(view, limits.compaction, request).run();
    }

    private LogOutline outline() {
        return new LogOutline(
                MemoryCompaction.sealed(stretches), stretches.lastKey(), logStartOffset, logEndOffset, cleanerOffset);
    }

    @Override
    public synchronized long activeSegmentOffset() {
        return stretches.lastKey();
    }

    @Override
    public synchronized void keepProducers(ProducerSnapshot snapshot) throws IOException {
        requireOpen();
        if (snapshot.offset() <= logEndOffset) {
            producers.put(snapshot.offset(), snapshot);
        }
    }

    @Override
    public synchronized @Nullable ProducerSnapshot newestProducers() throws IOException {
        requireOpen();
        for (ProducerSnapshot snapshot : producers.descendingMap().values()) {
            if (snapshot.fits(logStartOffset, logEndOffset, epochs.epochAt(snapshot.offset() - 1))) {
                return snapshot;
            }
        }
        return null;
    }

    @Override
    public synchronized long sizeInBytes() {
        return stretches.values().stream()
                .mapToLong(stretch -> stretch.sizeInBytes)
                .sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private Stretch active() {
        return stretches.lastEntry().getValue();
    }

    /** The batches that hold {@code offset} or more. */
    private List<ByteBuffer> batchesFrom(long offset) {
        List<ByteBuffer> found = new ArrayList<>();
        for (Stretch stretch : stretches.values()) {
            found.addAll(stretch.batches.tailMap(offset, false).values());
        }
        return found;
    }

    private void requireWithin(long offset) throws OffsetOutOfRangeException {
        if (offset < logStartOffset || offset > logEndOffset) {
            throw new OffsetOutOfRangeException(offset, logStartOffset, logEndOffset);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the log is closed");
        }
    }
}
