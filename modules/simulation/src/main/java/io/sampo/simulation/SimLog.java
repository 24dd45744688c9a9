package io.sampo.simulation;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.model.Offsets;
import io.sampo.records.BatchValidation;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.simulation.engine.Rng;
import io.sampo.storage.EpochHistory;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log on a simulated disk. It outlives its process; what was not forced may not outlive a power cut. Lists instead of
 * files, with the laws of {@link PartitionLog}.
 */
final class SimLog implements PartitionLog {
    /**
     * One batch.
     *
     * @param bytes as it lies there
     * @param written as it was written: a bit that turns afterwards is not the fault of who wrote
     */
    record Stored(long baseOffset, long nextOffset, int epoch, int crc, ByteBuffer bytes, ByteBuffer written) {
        boolean isSame(Stored other) {
            return baseOffset == other.baseOffset
                    && nextOffset == other.nextOffset
                    && epoch == other.epoch
                    && crc == other.crc
                    // The checksum is what the sender said of them: they may have changed on the way.
                    && written.equals(other.written);
        }
    }

    private static final int SNAPSHOTS_KEPT = 3;

    private final List<Stored> batches = new ArrayList<>();
    private EpochHistory epochs = EpochHistory.EMPTY;
    private EpochHistory forcedEpochs = EpochHistory.EMPTY;
    private final NavigableMap<Long, ProducerSnapshot> producers = new TreeMap<>();
    private final int segmentBatches;
    private long start;
    private long end;
    private long flushed;
    private long segment;
    private int inSegment;

    /** Everything below was found equal to what is committed; kept by {@link PartitionTruth}. */
    long verified;

    /** The high watermark as it was written down last, or -1. */
    long storedHighWatermark = Offsets.UNKNOWN;

    private long rottenAt = Offsets.UNKNOWN;

    /** A read has found that it is corrupt: it is not opened again (R22). */
    boolean quarantined;

    /** True where the bytes of this log may be fewer than what its replica has acknowledged. */
    boolean lossy;

    /** The furthest that it reached when power was lost, or -1: who has stood still since may count on it. */
    long endBeforeLoss = Offsets.UNKNOWN;

    /** @param segmentBatches after so many batches a segment is full */
    SimLog(int segmentBatches) {
        this.segmentBatches = segmentBatches;
    }

    @Override
    public void append(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit()) {
            RecordBatch batch = RecordBatch.at(bytes, at);
            if (batch.baseOffset() < end || batch.leaderEpoch() < lastEpoch()) {
                throw new IllegalArgumentException(batch + " does not follow log end " + end);
            }
            byte[] copy = new byte[batch.sizeInBytes()];
            bytes.get(at, copy);
            ByteBuffer written = ByteBuffer.wrap(copy).asReadOnlyBuffer();
            batches.add(new Stored(
                    batch.baseOffset(), batch.nextOffset(), batch.leaderEpoch(), batch.crc(), written, written));
            epochs = epochs.assign(batch.leaderEpoch(), batch.baseOffset());
            if (inSegment++ == segmentBatches) {
                segment = end;
                inSegment = 1;
            }
            end = batch.nextOffset();
            at = batch.end();
        }
    }

    /** True where both hold the same batches from the later of both log starts on. */
    boolean isSame(SimLog other) {
        int own = indexAt(Math.max(start, other.start));
        int its = other.indexAt(Math.max(start, other.start));
        if (end != other.end || batches.size() - own != other.batches.size() - its) {
            return false;
        }
        while (own < batches.size()) {
            if (!batches.get(own++).isSame(other.batches.get(its++))) {
                return false;
            }
        }
        return true;
    }

    /** A bit turns where it lies, and nobody notices before it is read. */
    void rot(Rng random) {
        if (batches.size() > 1 && !isRotten()) {
            int index = random.below(batches.size() - 1);
            Stored good = batches.get(index);
            byte[] bytes = new byte[good.bytes.limit()];
            good.bytes.duplicate().get(bytes);
            int at = RecordBatch.HEADER_SIZE + random.below(bytes.length - RecordBatch.HEADER_SIZE);
            bytes[at] = (byte) (bytes[at] ^ (1 << random.below(8)));
            batches.set(
                    index,
                    new Stored(
                            good.baseOffset,
                            good.nextOffset,
                            good.epoch,
                            good.crc,
                            ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                            good.written));
            rottenAt = good.baseOffset;
        }
    }

    /** It has what its replica has acknowledged, and can be read. */
    boolean isSound() {
        return !lossy && !quarantined && !isRotten();
    }

    /** What rotted is still there. */
    boolean isRotten() {
        return rottenAt >= start && rottenAt < end;
    }

    /** Index of the first batch that ends behind {@code offset}. */
    int indexAt(long offset) {
        int low = 0;
        int high = batches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batches.get(middle).nextOffset <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    List<Stored> batches() {
        return batches;
    }

    @Override
    public LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        if (fromOffset < start || fromOffset > end) {
            throw new OffsetOutOfRangeException(fromOffset, start, end);
        }
        int from = indexAt(fromOffset);
        int to = from;
        int size = 0;
        while (to < batches.size() && batches.get(to).nextOffset <= upToOffset) {
            int more = batches.get(to).bytes.limit();
            if (to > from && size + more > maxBytes) {
                break;
            }
            size += more;
            to++;
        }
        ByteBuffer found = ByteBuffer.allocate(size);
        for (int i = from; i < to; i++) {
            found.put(batches.get(i).bytes.duplicate());
        }
        return LogSlice.of(found.flip());
    }

    @Override
    public void truncateTo(long offset) {
        if (offset >= end) {
            return;
        }
        if (offset < start) {
            restartAt(offset);
            return;
        }
        while (!batches.isEmpty() && batches.get(batches.size() - 1).nextOffset > offset) {
            batches.remove(batches.size() - 1);
        }
        end = batches.isEmpty() ? start : batches.get(batches.size() - 1).nextOffset;
        flushed = Math.min(flushed, end);
        verified = Math.min(verified, end);
        epochs = epochs.below(end);
        forcedEpochs = epochs;
        segment = Math.min(segment, end);
        rottenAt = rottenAt < end ? rottenAt : Offsets.UNKNOWN;
        producers.tailMap(end, false).clear();
    }

    @Override
    public void deleteBefore(long offset) {
        if (offset > end) {
            throw new IllegalArgumentException(offset + " is behind the log end " + end);
        }
        if (offset > start) {
            start = offset;
            while (!batches.isEmpty() && batches.get(0).nextOffset <= offset) {
                batches.remove(0);
            }
            epochs = epochs.from(Math.min(offset, end - 1));
        }
    }

    @Override
    public void restartAt(long offset) {
        batches.clear();
        epochs = EpochHistory.EMPTY;
        forcedEpochs = epochs;
        start = offset;
        end = offset;
        flushed = offset;
        verified = offset;
        segment = offset;
        inSegment = 0;
        rottenAt = Offsets.UNKNOWN;
        producers.clear();
    }

    /**
     * The power goes: what was forced stays, of the rest a prefix, and the epochs as they were forced, as they were written, or not at
     * all. Recovery keeps no batch whose epoch they do not know (H48), and takes them from the batches where they are gone.
     */
    void losePower(Rng random) {
        endBeforeLoss = Math.max(endBeforeLoss, end);
        int fate = random.below(3);
        EpochHistory found = fate == 0 ? forcedEpochs : epochs;
        int kept = indexAt(flushed);
        int most = kept + random.below(batches.size() - kept + 1);
        while (kept < most && (fate == 2 || found.epochAt(batches.get(kept).baseOffset) == batches.get(kept).epoch)) {
            kept++;
        }
        if (kept < batches.size()) {
            truncateTo(batches.get(kept).baseOffset);
        }
        epochs = epochs.below(end);
        storedHighWatermark = Math.min(storedHighWatermark, flushed);
    }

    @Override
    public void flush() {
        flushed = end;
        forcedEpochs = epochs;
    }

    @Override
    public void flushLater(LongConsumer heard) {
        flush();
        heard.accept(flushed);
    }

    @Override
    public long flushedOffset() {
        return flushed;
    }

    @Override
    public long logStartOffset() {
        return start;
    }

    @Override
    public long logEndOffset() {
        return end;
    }

    @Override
    public int lastEpoch() {
        return batches.isEmpty() ? epochs.epochAt(end - 1) : batches.get(batches.size() - 1).epoch;
    }

    @Override
    public EpochEnd endOffsetFor(int epoch) {
        return epochs.endOffsetFor(epoch, end);
    }

    @Override
    public void beginEpoch(int epoch) {
        if (epoch > epochs.latestEpoch()) {
            epochs = epochs.assign(epoch, end);
        }
    }

    @Override
    public @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs) {
        return null;
    }

    @Override
    public void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) {
        for (int i = indexAt(fromOffset); i < batches.size(); i++) {
            visitor.accept(RecordBatch.at(batches.get(i).bytes, 0));
        }
    }

    @Override
    public void roll() {}

    /** Retention here is {@link #deleteBefore}, at the hour the nemesis chooses. */
    @Override
    public long applyRetention(long highWatermark, long nowMs) {
        return start;
    }

    @Override
    public CleanableRange cleanable(long stableOffset, long nowMs) {
        throw new UnsupportedOperationException("no topic is compacted here");
    }

    @Override
    public CompactionResult compact(CompactionRequest request) {
        throw new UnsupportedOperationException("no topic is compacted here");
    }

    @Override
    public long activeSegmentOffset() {
        return segment;
    }

    /** No transactions are simulated. */
    @Override
    public long lastStableOffset(long highWatermark) {
        return Math.min(highWatermark, end);
    }

    @Override
    public void keepProducers(ProducerSnapshot snapshot) {
        if (snapshot.offset() <= end) {
            producers.put(snapshot.offset(), snapshot);
            while (producers.size() > SNAPSHOTS_KEPT) {
                producers.pollFirstEntry();
            }
        }
    }

    @Override
    public @Nullable ProducerSnapshot newestProducers() {
        for (ProducerSnapshot kept :
                producers.headMap(end, true).descendingMap().values()) {
            if (kept.fits(start, end, epochs.epochAt(kept.offset() - 1))) {
                return kept;
            }
        }
        return null;
    }

    @Override
    public long sizeInBytes() {
        long size = 0;
        for (Stored batch : batches) {
            size += batch.bytes.limit();
        }
        return size;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "[" + start + ".." + end + " flushed " + flushed + " " + epochs.entries() + "]";
    }

    /** What a cold read is checked for before it goes to a follower. */
    static boolean isIntact(ByteBuffer batches) {
        try {
            if (batches.hasRemaining()) {
                BatchValidation.checkIntact(batches);
            }
            return true;
        } catch (InvalidBatchException corrupt) {
            return false;
        }
    }
}
