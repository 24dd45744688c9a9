package io.sampo.logfiles.integrity;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DiskFullException;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@code .sums} file of one segment. An append adds its headers to a running sum, in memory; the file follows when
 * the batches have been forced, a stretch of some ten KiB to a record and many records to a write, by the thread that
 * forced them. A sealed segment gets its footer the same way. {@link #add} and {@link #cutTo} belong to the writer of the
 * segment; the rest to any thread.
 */
public final class SegmentSums {
    /** One record covers about so much. */
    static final int STRETCH_BYTES = 32 * 1024;
    /** The file is left alone until so much has been forced, unless the segment ends. */
    static final int WRITE_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SegmentSums.class);

    private final long baseOffset;
    private final ChannelOpener channels;
    /** Held while the file is written; never while a batch is added. */
    private final Object writing = new Object();

    private final HeaderSum sum = new HeaderSum();
    private final List<SumsEntry> unwritten = new ArrayList<>();
    private SegmentFooter footer;
    private SumsEntry last = SumsEntry.NONE;
    private SumsEntry lastWritten = SumsEntry.NONE;
    private Path path;
    /** Records in the file that count, without the head; −1 while even that is missing. */
    private int recordsWritten = -1;

    private boolean footerWritten;
    private boolean loaded = true;
    private int cuts;

    private SegmentSums(Path path, long baseOffset, ChannelOpener channels) {
        this.path = path;
        this.baseOffset = baseOffset;
        this.channels = channels;
        this.footer = SegmentFooter.empty(baseOffset);
    }

    /** Of a new segment. The file is made at once: that it is there says who writes the segment. */
    public static SegmentSums create(Path path, long baseOffset, ChannelOpener channels) throws IOException {
        SegmentSums sums = new SegmentSums(path, baseOffset, channels);
        sums.write(0, SumsFile.head(baseOffset), false);
        sums.recordsWritten = 0;
        return sums;
    }

    /** Of a segment whose batches are about to be added, all of them: what the file holds is replaced later. */
    public static SegmentSums rebuilding(Path path, long baseOffset, ChannelOpener channels) {
        return new SegmentSums(path, baseOffset, channels);
    }

    /** Of a sealed segment that is taken as it is. Nothing is read until it is cut or opened again. */
    public static SegmentSums sealed(Path path, long baseOffset, ChannelOpener channels) {
        SegmentSums sums = new SegmentSums(path, baseOffset, channels);
        sums.loaded = false;
        return sums;
    }

    /** The footer in {@code path}; null if there is none. */
    public static @Nullable SegmentFooter footerIn(Path path, ChannelOpener channels) throws IOException {
        return SumsFile.readFooter(path, channels);
    }

    /** The next batch of the segment. No I/O. */
    public synchronized void add(RecordBatch batch) {
        sum.add(batch);
        footerWritten = false;
        noteFirst(batch);
        footer = new SegmentFooter(
                0, 0, 0, footer.firstOffset(), batch.nextOffset(), footer.firstEpoch(), batch.leaderEpoch());
        if (sum.end() - last.end() >= STRETCH_BYTES) {
            endStretch();
        }
    }

    /** The first batch, for who goes on behind it. */
    public synchronized void noteFirst(RecordBatch first) {
        if (footer.firstEpoch() < 0) {
            footer = new SegmentFooter(
                    0, 0, 0, first.baseOffset(), first.nextOffset(), first.leaderEpoch(), first.leaderEpoch());
        }
    }

    private void endStretch() {
        last = sum.toEntry();
        unwritten.add(last);
    }

    /** True if the file is as the last run left it, and nothing will be written to it unless the segment is cut. */
    public synchronized boolean isAsFound() {
        return !loaded;
    }

    /** How often the segment was cut: to be asked before a force, and handed to {@link #settle} behind it. */
    public synchronized int cuts() {
        return cuts;
    }

    /**
     * The batches in the first {@code forcedBytes} bytes are on the disk: the file may speak of them.
     *
     * @param cutsBefore {@link #cuts} before the force: where there was another since, nothing is written
     * @param sealed nothing is appended any more: all of it is written now, with the footer
     * @param force the file has to be on the disk on return, if its footer was written
     */
    public void settle(int cutsBefore, int forcedBytes, boolean sealed, boolean force) throws IOException {
        synchronized (writing) {
            int from;
            List<SumsEntry> entries = new ArrayList<>();
            SegmentFooter end = null;
            synchronized (this) {
                if (!loaded || footerWritten || cuts != cutsBefore) {
                    return;
                }
                if (sealed && sum.end() == forcedBytes) {
                    if (sum.end() > last.end()) {
                        endStretch();
                    }
                    SumsEntry all = sum.toEntry();
                    end = new SegmentFooter(
                            all.end(),
                            all.batches(),
                            all.headers(),
                            footer.firstOffset(),
                            footer.nextOffset(),
                            footer.firstEpoch(),
                            footer.lastEpoch());
                }
                unwritten.stream().filter(entry -> entry.end() <= forcedBytes).forEach(entries::add);
                if (end == null
                        && (entries.isEmpty()
                                || entries.get(entries.size() - 1).end() - lastWritten.end() < WRITE_BYTES)) {
                    return;
                }
                from = recordsWritten;
            }
            try {
                writeRecords(from, entries, end, force && end != null);
            } catch (IOException e) {
                if (!DiskFullException.isMeantBy(e)) {
                    throw e;
                }
                // They are derived: the next force that finds room writes them, and until then a scan does without.
                LOG.debug("{} is behind: {}", path(), e.getMessage());
            }
        }
    }

    private void writeRecords(int from, List<SumsEntry> entries, @Nullable SegmentFooter end, boolean force)
            throws IOException {
        int first = Math.max(0, from) + 1;
        ByteBuffer records = SumsFile.records(first, entries, end);
        if (from < 0) {
            ByteBuffer whole = ByteBuffer.allocate(SumsFile.RECORD_BYTES + records.remaining());
            write(0, whole.put(SumsFile.head(baseOffset)).put(records).flip(), force);
        } else {
            write(first, records, force);
        }
        synchronized (this) {
            recordsWritten = first - 1 + entries.size();
            footerWritten = end != null;
            unwritten.removeAll(entries);
            if (!entries.isEmpty()) {
                lastWritten = entries.get(entries.size() - 1);
            }
        }
    }

    /** Writes at record number {@code record} and lets the file end there. */
    private void write(int record, ByteBuffer records, boolean force) throws IOException {
        try (FileChannel channel = channels.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long at = (long) record * SumsFile.RECORD_BYTES;
            channel.truncate(at);
            while (records.hasRemaining()) {
                at += channel.write(records, at);
            }
            if (force) {
                channel.force(true);
            }
        }
    }

    /**
     * Forgets what lies behind byte {@code size}, durably: it is about to be cut, or has never been looked at. Sums that
     * outlive their batches would call a cut a loss. A footer that no longer fits only costs a scan. The caller adds the batches from the returned byte on once more.
     */
    public int cutTo(int size) throws IOException {
        synchronized (writing) {
            SumsFile.Stored stored = SumsFile.read(path(), baseOffset, channels);
            SumsEntry kept = stored == null ? SumsEntry.NONE : stored.lastBefore(size);
            int records = stored == null ? -1 : stored.entries().indexOf(kept) + 1;
            if (stored != null && stored.entries().size() > records) {
                write(records + 1, ByteBuffer.allocate(0), true);
            }
            synchronized (this) {
                loaded = true;
                cuts++;
                sum.resetTo(kept);
                last = kept;
                lastWritten = kept;
                unwritten.clear();
                recordsWritten = records;
                footerWritten = kept.end() == size
                        && stored != null
                        && stored.footer() != null
                        && stored.footer().sizeInBytes() == size;
                footer = SegmentFooter.empty(baseOffset);
            }
            return kept.end();
        }
    }

    public synchronized Path path() {
        return path;
    }

    /** The file was renamed. */
    public synchronized void movedTo(Path newPath) {
        path = newPath;
    }
}
