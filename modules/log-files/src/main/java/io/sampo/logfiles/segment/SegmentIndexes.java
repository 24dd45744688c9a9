package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The index files of one segment, beside its batches: by offset, by time, and of aborted transactions. All of them can be
 * built again. Threads: as {@link Segment}.
 */
final class SegmentIndexes {
    private final OffsetIndex offsets;
    private final TimeIndex times;
    private final TransactionIndex transactions;

    private SegmentIndexes(OffsetIndex offsets, TimeIndex times, TransactionIndex transactions) {
        this.offsets = offsets;
        this.times = times;
        this.transactions = transactions;
    }

    /**
     * Without entries, to be written.
     *
     * @param suffix behind the names, as {@link SegmentNames#CLEANED}; or nothing
     */
    static SegmentIndexes create(Path directory, long baseOffset, String suffix, ChannelOpener channels) {
        return new SegmentIndexes(
                OffsetIndex.create(
                        SegmentNames.file(directory, baseOffset, SegmentNames.OFFSET_INDEX + suffix), channels),
                TimeIndex.create(SegmentNames.file(directory, baseOffset, SegmentNames.TIME_INDEX + suffix), channels),
                TransactionIndex.create(
                        SegmentNames.file(directory, baseOffset, SegmentNames.TXN_INDEX + suffix), channels));
    }

    /** Of a sealed segment that is taken as it is. */
    static SegmentIndexes openSealed(Path directory, long baseOffset, ChannelOpener channels) throws IOException {
        return new SegmentIndexes(
                OffsetIndex.openSealed(SegmentNames.offsetIndex(directory, baseOffset), channels),
                TimeIndex.openSealed(SegmentNames.timeIndex(directory, baseOffset), channels),
                TransactionIndex.sealed(SegmentNames.file(directory, baseOffset, SegmentNames.TXN_INDEX), channels));
    }

    OffsetIndex offsets() {
        return offsets;
    }

    TimeIndex times() {
        return times;
    }

    TransactionIndex transactions() {
        return transactions;
    }

    /** Nothing reads the empty files; people and tools expect to see Kafka's names side by side. */
    void writeEmpty() throws IOException {
        offsets.file().writeEmpty();
        times.file().writeEmpty();
    }

    /** Writes what the files lack, then forgets what is in memory: on a full disk all of it stays as it was. */
    void seal() throws IOException {
        offsets.file().flush();
        times.file().flush();
        transactions.flush();
        offsets.file().seal();
        times.file().seal();
        transactions.seal();
    }

    /** Reads the entries back, to add more. */
    void reopen() throws IOException {
        offsets.file().truncate(offsets.count());
        times.file().truncate(times.count());
        transactions.truncate(Long.MAX_VALUE);
    }

    /** Closes the files as they are. */
    void abandon() throws IOException {
        offsets.file().closeChannel();
        times.file().closeChannel();
    }

    /** The files that are there. */
    List<Path> paths() {
        List<Path> found = new ArrayList<>();
        for (Path path : List.of(offsets.file().path(), times.file().path(), transactions.path())) {
            if (Files.exists(path)) {
                found.add(path);
            }
        }
        return found;
    }

    /** What becomes of a file's name. */
    interface Renaming {
        /** Renames {@code path}, if it is there, and says what its name is now. */
        Path rename(Path path) throws IOException;
    }

    /** Renames all of them; their handles stay open. */
    void rename(Renaming renaming) throws IOException {
        for (IndexFile index : List.of(offsets.file(), times.file())) {
            index.movedTo(renaming.rename(index.path()));
        }
        transactions.movedTo(renaming.rename(transactions.path()));
    }

    /** Renames {@code from} to {@code to}, if it is there. */
    static boolean move(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return false;
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Gives a file of a segment that is deleted another name, and notes the new one; returns it. */
    static Path moveAside(Path path, List<Path> renamed) throws IOException {
        // The index of a young segment may never have been flushed: then there is nothing to move.
        Path target = path.resolveSibling(path.getFileName() + SegmentNames.DELETED);
        if (move(path, target)) {
            renamed.add(target);
        }
        return target;
    }
}
