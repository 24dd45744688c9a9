package io.sampo.storage.recovery;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts out what an end in the middle of a deletion or of a cleaning left in a log's directory, before anything in it is
 * read: the swap of a cleaned segment is finished where it had been decided, and undone where it had not (H52). The rules
 * are those of Kafka's {@code LogLoader}; the package documentation names them. Running it twice, or being killed in the
 * middle of it, changes nothing.
 */
final class LeftoverFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverFiles.class);
    private static final String DRAFT = ".tmp";

    private final Path directory;
    private final ChannelOpener channels;

    LeftoverFiles(Path directory, ChannelOpener channels) {
        this.directory = directory;
        this.channels = channels;
    }

    /** Durable on return. */
    void sortOut() throws IOException {
        boolean changed = undoUnfinishedCleanings();
        for (long swapped : baseOffsets(SegmentNames.LOG + SegmentNames.SWAP)) {
            finishSwap(swapped);
            changed = true;
        }
        changed |= remove(SegmentNames.SWAP);
        changed |= removeOrphans();
        if (changed) {
            DurableFiles.forceDirectory(directory);
        }
    }

    /**
     * A cleaning that still has a {@code .cleaned} file had not decided to swap: it and whatever it had renamed already
     * go. The old segments are all there.
     */
    private boolean undoUnfinishedCleanings() throws IOException {
        long firstCleaned = Long.MAX_VALUE;
        for (String suffix : SegmentNames.ALL) {
            for (long cleaned : baseOffsets(suffix + SegmentNames.CLEANED)) {
                firstCleaned = Math.min(firstCleaned, cleaned);
            }
        }
        boolean changed = false;
        for (String suffix : SegmentNames.ALL) {
            for (long swap : baseOffsets(suffix + SegmentNames.SWAP)) {
                if (swap >= firstCleaned) {
                    changed |= Files.deleteIfExists(SegmentNames.file(directory, swap, suffix + SegmentNames.SWAP));
                }
            }
        }
        if (changed) {
            // Before the marks that say so: else a kill in between would leave half a swap that looks decided.
            DurableFiles.forceDirectory(directory);
        }
        changed |= remove(SegmentNames.CLEANED);
        changed |= remove(SegmentNames.DELETED);
        changed |= remove(DRAFT);
        return changed;
    }

    /** Removes the segments that the swapped one replaces, then gives it its name. */
    private void finishSwap(long baseOffset) throws IOException {
        long nextOffset = nextOffsetOf(baseOffset);
        LOG.info(
                "Log {}: finishing the swap of the cleaned segment {}, which ends at {}",
                directory,
                baseOffset,
                nextOffset);
        for (String suffix : SegmentNames.ALL) {
            for (long replaced : baseOffsets(suffix)) {
                // Also a segment of the same name, where the cleaning left nothing of it.
                if (replaced >= baseOffset && replaced < Math.max(nextOffset, baseOffset + 1)) {
                    // The rest of a swap whose batches got their name last is renamed below, not lost: all of it can be
                    // built from the batches.
                    Files.deleteIfExists(SegmentNames.file(directory, replaced, suffix));
                }
            }
        }
        DurableFiles.forceDirectory(directory);
        for (String suffix : SegmentNames.ALL) {
            Path swap = SegmentNames.file(directory, baseOffset, suffix + SegmentNames.SWAP);
            if (Files.exists(swap)) {
                Files.move(swap, SegmentNames.file(directory, baseOffset, suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Offset behind the last batch, found by its headers; the file was whole and forced before it got its name. */
    private long nextOffsetOf(long baseOffset) throws IOException {
        Path file = SegmentNames.file(directory, baseOffset, SegmentNames.LOG + SegmentNames.SWAP);
        long next = baseOffset;
        try (FileChannel channel = channels.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(RecordBatch.HEADER_SIZE);
            for (long at = 0; at < channel.size(); ) {
                header.clear();
                int count = 0;
                while (header.hasRemaining() && count >= 0) {
                    count = channel.read(header, at + header.position());
                }
                RecordBatch batch = RecordBatch.at(header, 0);
                if (header.hasRemaining()
                        || batch.sizeInBytes() < RecordBatch.HEADER_SIZE
                        || batch.lastOffset() < next) {
                    throw new CorruptLogException(directory, baseOffset, at, "a swapped segment is not whole: " + file);
                }
                next = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return next;
    }

    /** Indexes and sums whose batches are gone: of a deletion that was interrupted, here or by Kafka. */
    private boolean removeOrphans() throws IOException {
        boolean changed = false;
        for (String suffix : SegmentNames.ALL) {
            for (long baseOffset : baseOffsets(suffix)) {
                if (!Files.exists(SegmentNames.log(directory, baseOffset))) {
                    Files.delete(SegmentNames.file(directory, baseOffset, suffix));
                    changed = true;
                }
            }
        }
        return changed;
    }

    private boolean remove(String suffix) throws IOException {
        boolean changed = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path file : files) {
                Files.delete(file);
                changed = true;
            }
        }
        return changed;
    }

    private List<Long> baseOffsets(String suffix) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path file : files) {
                long baseOffset = SegmentNames.baseOffset(file.getFileName().toString(), suffix);
                if (baseOffset >= 0) {
                    found.add(baseOffset);
                }
            }
        }
        return found;
    }
}
