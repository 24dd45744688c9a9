package io.sampo.cli.log;

import io.sampo.inspection.BatchWalk;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.records.RecordBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches of a partition one after the other, over the borders of its segments. */
final class BatchStream implements Closeable {
    private final Path directory;
    private final Iterator<Long> segments;
    private final long fromOffset;
    private @Nullable BatchWalk walk;
    private BatchWalk.@Nullable Step step;

    /** From the batch that holds {@code fromOffset} on. */
    BatchStream(Path directory, long fromOffset) throws IOException {
        this.directory = directory;
        this.fromOffset = fromOffset;
        List<Long> baseOffsets = SegmentNames.baseOffsets(directory);
        int at = Collections.binarySearch(baseOffsets, fromOffset);
        this.segments = baseOffsets
                .subList(at >= 0 ? at : Math.max(0, -at - 2), baseOffsets.size())
                .iterator();
    }

    /** Moves on; false at the end. */
    boolean next() throws IOException {
        while (true) {
            if (walk == null) {
                if (!segments.hasNext()) {
                    step = null;
                    return false;
                }
                walk = BatchWalk.open(SegmentNames.log(directory, segments.next()));
            }
            step = walk.next();
            if (step == null) {
                walk.close();
                walk = null;
            } else if (step.batch() == null || step.batch().lastOffset() >= fromOffset) {
                return true;
            }
        }
    }

    /** Why there is no intact batch here; null if there is one. */
    @Nullable
    String problem() {
        return step == null ? null : step.problem();
    }

    /** The batch here, where there is no problem. */
    RecordBatch batch() {
        if (step == null || step.batch() == null) {
            throw new IllegalStateException("no batch here");
        }
        return step.batch();
    }

    ByteBuffer bytes() {
        return open().bytes();
    }

    /** File and byte. */
    String place() {
        return open().file() + " at byte " + (step == null ? 0 : step.position());
    }

    private BatchWalk open() {
        if (walk == null) {
            throw new IllegalStateException("no batch here");
        }
        return walk;
    }

    @Override
    public void close() throws IOException {
        if (walk != null) {
            walk.close();
        }
    }
}
