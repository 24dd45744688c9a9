package io.sampo.storage;

import io.sampo.compaction.CompactableLog;
import io.sampo.compaction.LogOutline;
import io.sampo.compaction.SegmentExtent;
import io.sampo.compaction.SegmentGroups;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A {@link MemoryLog} as compaction sees it. Nothing else happens to the log meanwhile: its lock is held. */
final class MemoryCompaction implements CompactableLog {
    private final NavigableMap<Long, MemoryLog.Stretch> stretches;
    private final LogOutline outline;
    private final LongConsumer cleanedTo;

    MemoryCompaction(NavigableMap<Long, MemoryLog.Stretch> stretches, LogOutline outline, LongConsumer cleanedTo) {
        this.stretches = stretches;
        this.outline = outline;
        this.cleanedTo = cleanedTo;
    }

    static List<SegmentExtent> sealed(NavigableMap<Long, MemoryLog.Stretch> stretches) {
        List<SegmentExtent> sealed = new ArrayList<>();
        for (MemoryLog.Stretch stretch : stretches.headMap(stretches.lastKey()).values()) {
            long firstMs = stretch.batches.isEmpty()
                    ? RecordBatch.NO_TIMESTAMP
                    : RecordBatch.at(stretch.batches.firstEntry().getValue(), 0).maxTimestamp();
            sealed.add(new SegmentExtent(
                    stretch.baseOffset,
                    stretch.nextOffset(),
                    Math.toIntExact(stretch.sizeInBytes),
                    0,
                    firstMs,
                    stretch.youngestMs()));
        }
        return sealed;
    }

    @Override
    public LogOutline outline() {
        return outline;
    }

    @Override
    public boolean isUncut() {
        return true;
    }

    @Override
    public void forEachHeader(long baseOffset, Consumer<RecordBatch> visitor) {
        stretches.get(baseOffset).batches.values().forEach(batch -> visitor.accept(RecordBatch.at(batch, 0)));
    }

    @Override
    public @Nullable LogSlice read(long baseOffset, long fromOffset, int maxBytes) {
        NavigableMap<Long, ByteBuffer> left = stretches.get(baseOffset).batches.tailMap(fromOffset, false);
        return left.isEmpty() ? null : LogSlice.of(left.firstEntry().getValue().duplicate());
    }

    @Override
    public Replacement replace(SegmentGroups.Group group) {
        MemoryLog.Stretch cleaned =
                new MemoryLog.Stretch(group.baseOffset(), stretches.get(group.baseOffset()).createdMs);
        return new Replacement() {
            @Override
            public void append(ByteBuffer batches) {
                for (RecordBatch batch : RecordBatches.of(batches)) {
                    ByteBuffer copy = ByteBuffer.allocate(batch.sizeInBytes());
                    cleaned.batches.put(
                            batch.nextOffset(), copy.put(batch.bytes()).flip());
                    cleaned.sizeInBytes += batch.sizeInBytes();
                }
            }

            @Override
            public boolean commit() {
                group.segments().forEach(segment -> stretches.remove(segment.baseOffset()));
                stretches.put(cleaned.baseOffset, cleaned);
                return true;
            }

            @Override
            public void discard() {
                // Nobody has seen it.
            }
        };
    }

    @Override
    public boolean cleanedTo(long endOffset) {
        cleanedTo.accept(endOffset);
        return true;
    }
}
