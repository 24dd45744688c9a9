package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.integrity.SegmentSums;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * The segment that compaction writes beside those it is to replace, as Kafka does it: its files are {@code .cleaned} while
 * they are written, {@code .swap} when they are whole and durable, and get their names when the old ones have gone. The
 * package documentation of {@code storage.recovery} says what a crash between two steps leaves, and who wins.
 *
 * <p>One thread at a time.
 */
public final class CleanedSegment {
    private final Path directory;
    private final Segment segment;
    private String suffix = SegmentNames.CLEANED;

    private CleanedSegment(Path directory, Segment segment) {
        this.directory = directory;
        this.segment = segment;
    }

    /** An empty one that begins at {@code baseOffset}; what a round that was given up has left goes. */
    public static CleanedSegment create(Path directory, long baseOffset, ChannelOpener channels, long nowMs)
            throws IOException {
        for (String kind : SegmentNames.ALL) {
            Files.deleteIfExists(cleaned(SegmentNames.file(directory, baseOffset, kind)));
        }
        Path log = cleaned(SegmentNames.log(directory, baseOffset));
        Segment segment = new Segment(
                directory,
                baseOffset,
                SegmentFile.open(log, channels),
                SegmentIndexes.create(directory, baseOffset, SegmentNames.CLEANED, channels),
                SegmentSums.create(cleaned(SegmentNames.sums(directory, baseOffset)), baseOffset, channels),
                nowMs);
        return new CleanedSegment(directory, segment);
    }

    private static Path cleaned(Path path) {
        return path.resolveSibling(path.getFileName() + SegmentNames.CLEANED);
    }

    /** Appends whole batches. */
    public void append(ByteBuffer batches, int indexIntervalBytes) throws IOException {
        if ((long) segment.sizeInBytes() + batches.remaining() > Integer.MAX_VALUE) {
            throw new IOException("the cleaned segment " + segment.baseOffset() + " of " + directory
                    + " would be larger than a segment can be");
        }
        segment.append(batches, indexIntervalBytes);
    }

    /** Takes over the aborted transactions of a segment that it replaces; their markers may go, never what tells of them. */
    public void takeAborted(Segment replaced) throws IOException {
        for (AbortedTransaction transaction : replaced.transactions().all()) {
            segment.transactions().append(transaction);
        }
    }

    /**
     * Nothing more will be appended. All files are on the disk on return, with names that mean nothing yet.
     *
     * @param modifiedMs time of the youngest of the replaced files, ms since 1970
     */
    public void seal(long modifiedMs) throws IOException {
        segment.seal();
        segment.force();
        for (Path index : segment.indexes().paths()) {
            try (FileChannel channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        Files.setLastModifiedTime(segment.file().path(), FileTime.fromMillis(modifiedMs));
        DurableFiles.forceDirectory(directory);
    }

    /** From now on a crash leads to this segment. Durable on return. */
    public void decide() throws IOException {
        // Held open, so that nobody has to find the file by a name that is just being changed.
        segment.file().retain();
        renameLog(SegmentNames.SWAP);
        renameSideFiles(SegmentNames.SWAP);
        suffix = SegmentNames.SWAP;
        DurableFiles.forceDirectory(directory);
    }

    /** Gives the files their names, which nothing else has any more. The caller forces the directory. */
    public void publish() throws IOException {
        renameSideFiles("");
        renameLog("");
        segment.file().release();
    }

    /** To be read from as soon as it is {@linkplain #seal sealed}; nobody may read while it is {@link #publish}ed. */
    public Segment segment() {
        return segment;
    }

    /** Closes and removes the files, of a segment that was not {@linkplain #decide decided} on. */
    public void discard() throws IOException {
        segment.abandon();
        // The log first: without it the others are nothing.
        Files.deleteIfExists(segment.file().path());
        for (Path index : segment.indexes().paths()) {
            Files.deleteIfExists(index);
        }
        Files.deleteIfExists(segment.sums.path());
    }

    private void renameSideFiles(String newSuffix) throws IOException {
        segment.indexes().rename(path -> {
            Path target = renamed(path, newSuffix);
            SegmentIndexes.move(path, target);
            return target;
        });
        SegmentSums sums = segment.sums;
        Path target = renamed(sums.path(), newSuffix);
        Files.move(sums.path(), target, StandardCopyOption.ATOMIC_MOVE);
        sums.movedTo(target);
    }

    private void renameLog(String newSuffix) throws IOException {
        Path log = segment.file().path();
        Path target = renamed(log, newSuffix);
        Files.move(log, target, StandardCopyOption.ATOMIC_MOVE);
        segment.file().movedTo(target);
    }

    private Path renamed(Path path, String newSuffix) {
        String name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.length() - suffix.length()) + newSuffix);
    }
}
