package io.sampo.storage.recovery;

import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.integrity.SumsCheck;
import io.sampo.logfiles.segment.BatchMark;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.SegmentLoader;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.storage.EpochHistory;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogCheckpoints.CleanEnd;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.producer.ProducerSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a log (STORAGE §4.2, §4.3): what had been forced is taken by its indexes, everything behind the
 * recovery point is read and checked. A torn tail is cut; any other damage is a {@link CorruptLogException}, and the files
 * stay as they are. One use, one thread. Each rule is a method of its own, with the hazard that it answers.
 */
public class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final Path directory;
    private final boolean compacted;
    private final LogCheckpoints checkpoints;
    private final LogEnvironment environment;
    private final SegmentLoader loader;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private TransactionRecovery transactions;
    private int lastEpoch = Offsets.NO_EPOCH;
    private long scannedBytes;
    private long cutBytes;

    /**
     * @param directory of the log; it exists
     * @param config tells the distance of index entries, and whether gaps between offsets are legal
     * @param checkpoints what was known of the log at the end of the last run
     */
    public LogRecovery(Path directory, TopicConfig config, LogCheckpoints checkpoints, LogEnvironment environment) {
        this.directory = directory;
        this.compacted = config.isCompacted();
        this.checkpoints = checkpoints;
        this.environment = environment;
        this.loader = new SegmentLoader(
                directory,
                environment.channels(),
                config.indexIntervalBytes(),
                environment.nowMs().getAsLong());
    }

    /**
     * Reads what has to be read. Blocks.
     *
     * @throws CorruptLogException if more than the last write is damaged; the batches are as they were
     */
    public RecoveredLog run() throws IOException {
        new LeftoverFiles(directory, environment.channels()).sortOut();
        EpochRecovery epochs = new EpochRecovery(directory, checkpoints.logStartOffset());
        transactions = new TransactionRecovery(
                new ProducerSnapshots(directory, environment.channels()),
                epochs::epochAt,
                checkpoints.logStartOffset());
        try {
            loadSegments(withoutOldLog(SegmentNames.baseOffsets(directory)), epochs);
            return assemble(epochs);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments.values()) {
                segment.abandon();
            }
            throw e;
        }
    }

    /**
     * An empty segment at the log start, with all others before it: the log was to begin anew there, behind its end, and
     * the rest is below its log start.
     */
    private List<Long> withoutOldLog(List<Long> baseOffsets) throws IOException {
        int last = baseOffsets.size() - 1;
        if (last < 1
                || baseOffsets.get(last) != checkpoints.logStartOffset()
                || Files.size(SegmentNames.log(directory, baseOffsets.get(last))) > 0) {
            return baseOffsets;
        }
        for (long old : baseOffsets.subList(0, last)) {
            for (String suffix : SegmentNames.ALL) {
                Files.deleteIfExists(SegmentNames.file(directory, old, suffix));
            }
        }
        DurableFiles.forceDirectory(directory);
        return baseOffsets.subList(last, last + 1);
    }

    private void loadSegments(List<Long> baseOffsets, EpochRecovery epochs) throws IOException {
        for (int i = 0; i < baseOffsets.size(); i++) {
            long baseOffset = baseOffsets.get(i);
            List<Long> later = baseOffsets.subList(i + 1, baseOffsets.size());
            if (!follows(baseOffset)) {
                requireLost(baseOffsets.subList(i, baseOffsets.size()));
                removeUnforced(baseOffsets.subList(i, baseOffsets.size()));
                segments.lastEntry().getValue().reopen();
                return;
            }
            Long next = i == baseOffsets.size() - 1 ? null : baseOffsets.get(i + 1);
            Segment segment = isForced(next) ? loader.open(baseOffset) : null;
            if (segment != null && next == null && !isAsItWasClosed(segment)) {
                segment.abandon();
                segment = null;
            }
            if (segment == null) {
                if (scan(baseOffset, later, epochs)) {
                    return;
                }
            } else {
                segments.put(baseOffset, segment);
                transactions.opened(segment);
                if (next == null) {
                    segment.reopen();
                }
            }
        }
    }

    /**
     * True if all of a segment had been forced, so that its indexes tell what it holds: the next one begins below the
     * recovery point, or there is none and the log was closed cleanly. Anything else is read byte by byte (H42).
     */
    boolean isForced(@Nullable Long nextBaseOffset) {
        return nextBaseOffset != null ? nextBaseOffset <= checkpoints.recoveryPoint() : checkpoints.cleanEnd() != null;
    }

    /** True if the mark of the clean stop describes the last segment: a mark of another time does not (H44). */
    boolean isAsItWasClosed(Segment lastSegment) throws IOException {
        CleanEnd end = checkpoints.cleanEnd();
        if (end == null || end.logEndOffset() != lastSegment.nextOffset()) {
            return false;
        }
        BatchMark last = BatchMark.last(lastSegment);
        return last == null
                ? end.lastEpoch() == Offsets.NO_EPOCH
                : last.epoch() == end.lastEpoch() && last.crc() == end.lastCrc();
    }

    /** Scans one segment; true if it turned out to be the last one that holds anything. */
    private boolean scan(long baseOffset, List<Long> later, EpochRecovery epochs) throws IOException {
        SumsCheck sums = sumsOf(baseOffset);
        transactions.scanBegins(baseOffset);
        SegmentLoader.Scanned scanned;
        try {
            scanned = loader.scan(
                    baseOffset, lastEpoch, sums, (batch, next) -> tailProblem(batch, next, epochs), batch -> {
                        epochs.note(batch);
                        note(batch);
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Segment segment = scanned.segment();
        segments.put(baseOffset, segment);
        transactions.scanned(segment);
        lastEpoch = scanned.lastEpoch();
        scannedBytes += segment.sizeInBytes();
        if (sums.isRewritten()) {
            LOG.warn("Log {}: segment {} was written by another program; taken as it is", directory, baseOffset);
        }
        if (scanned.invalid() == null && scanned.coveredBytes() <= segment.sizeInBytes()) {
            if (!later.isEmpty()) {
                segment.seal();
            }
            return false;
        }
        requireTorn(scanned, later);
        cutTorn(segment, scanned.invalid(), later);
        return true;
    }

    private void note(RecordBatch batch) {
        try {
            transactions.note(batch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was kept of the headers of a segment, to compare it with (H48). */
    SumsCheck sumsOf(long baseOffset) throws IOException {
        return SumsCheck.of(SegmentNames.sums(directory, baseOffset), baseOffset, environment.channels());
    }

    /**
     * Behind the bytes that a segment's sums cover, for a segment that has sums: Sampo itself wrote the batch, so that its
     * offset and its epoch can be foretold where the CRC does not protect them (H48). Compaction never touches the end of a
     * log, but a follower copies what it left elsewhere.
     */
    @Nullable
    String tailProblem(RecordBatch batch, long nextOffset, EpochRecovery epochs) {
        if (!compacted && batch.baseOffset() != nextOffset && nextOffset > checkpoints.logStartOffset()) {
            return "base offset " + batch.baseOffset() + " where " + nextOffset + " follows";
        }
        return epochs.isReadable() && !epochs.agrees(batch)
                ? "leader epoch " + batch.leaderEpoch() + ", which the epoch checkpoint does not know there"
                : null;
    }

    /**
     * Torn is only what no completed force had reached, as far as anybody knows, with nothing behind it that the end of
     * a process leaves (STORAGE §4.3, H45).
     *
     * @throws CorruptLogException if it is anything else
     */
    void requireTorn(SegmentLoader.Scanned scanned, List<Long> later) throws IOException {
        Segment segment = scanned.segment();
        String invalid = scanned.invalid() == null ? "the file ends" : scanned.invalid();
        if (segment.nextOffset() < checkpoints.recoveryPoint()) {
            throw corrupt(segment, invalid + ", below the recovery point " + checkpoints.recoveryPoint());
        }
        if (scanned.coveredBytes() > segment.sizeInBytes()) {
            throw corrupt(segment, invalid + ", and " + scanned.coveredBytes() + " bytes had been forced");
        }
        if (scanned.intactBatchAt() >= 0 && checkpoints.pageCacheKept()) {
            throw corrupt(segment, invalid + ", and an intact batch lies at byte " + scanned.intactBatchAt());
        }
        requireUnforced(segment, invalid, later);
    }

    /**
     * The segments behind a torn one hold nothing. Only after a power cut they may: the system writes pages back in any
     * order, and a force goes from the oldest segment on, so that nothing of them was forced either.
     */
    private void requireUnforced(Segment torn, @Nullable String invalid, List<Long> later) throws IOException {
        for (long next : later) {
            boolean holdsNothing = Files.size(SegmentNames.log(directory, next)) == 0;
            if (!holdsNothing && (checkpoints.pageCacheKept() || sumsOf(next).coveredBytes() > 0)) {
                throw corrupt(torn, invalid + ", and segment " + next + " follows");
            }
        }
    }

    private void cutTorn(Segment segment, @Nullable String invalid, List<Long> later) throws IOException {
        long torn = Files.size(SegmentNames.log(directory, segment.baseOffset())) - segment.sizeInBytes();
        LOG.warn(
                "Log {}: the last write was torn ({} at byte {} of segment {}); its {} bytes are cut, the log ends at {}",
                directory,
                invalid,
                segment.sizeInBytes(),
                segment.baseOffset(),
                torn,
                segment.nextOffset());
        cutBytes += torn;
        segment.cutInvalidTail();
        removeUnforced(later);
    }

    private boolean follows(long baseOffset) {
        if (segments.isEmpty()) {
            return true;
        }
        long next = segments.lastEntry().getValue().nextOffset();
        // Compaction may take the last records of a segment away, and below the log start segments go in any order;
        // nothing else leaves a gap between two files.
        boolean gapsAreLegal =
                compacted || baseOffset <= checkpoints.logStartOffset() || next < checkpoints.cleanerOffset();
        return gapsAreLegal ? baseOffset >= next : baseOffset == next;
    }

    /** Whole batches at the end of a segment that no force had reached may be gone, while names behind it are there. */
    private void requireLost(List<Long> unchained) throws IOException {
        Segment previous = segments.lastEntry().getValue();
        String invalid = "it ends at offset " + previous.nextOffset();
        if (previous.nextOffset() > unchained.get(0) || previous.nextOffset() < checkpoints.recoveryPoint()) {
            throw corrupt(previous, invalid + " and segment " + unchained.get(0) + " follows");
        }
        requireUnforced(previous, invalid, unchained);
    }

    private void removeUnforced(List<Long> baseOffsets) throws IOException {
        for (long next : baseOffsets) {
            Path file = SegmentNames.log(directory, next);
            LOG.warn(
                    "Log {}: segment {} with {} unforced bytes lies behind its end and goes",
                    directory,
                    next,
                    Files.size(file));
            cutBytes += Files.size(file);
            for (String suffix : SegmentNames.ALL) {
                Files.deleteIfExists(SegmentNames.file(directory, next, suffix));
            }
        }
        DurableFiles.forceDirectory(directory);
    }

    private RecoveredLog assemble(EpochRecovery epochs) throws IOException {
        if (segments.isEmpty()) {
            startAt(checkpoints.logStartOffset());
        }
        Segment active = segments.lastEntry().getValue();
        if (active.nextOffset() < checkpoints.recoveryPoint()) {
            throw corrupt(
                    active,
                    "the log ends at offset " + active.nextOffset() + " although everything below "
                            + checkpoints.recoveryPoint() + " had been forced");
        }
        long logStart = Math.max(segments.firstKey(), checkpoints.logStartOffset());
        if (active.nextOffset() < logStart) {
            throw corrupt(
                    active, "the log ends at offset " + active.nextOffset() + ", below its log start " + logStart);
        }
        long logEnd = active.nextOffset();
        EpochHistory history = epochs.finish(segments.values(), logStart, logEnd);
        long recoveryPoint = Math.min(Math.max(checkpoints.recoveryPoint(), logStart), logEnd);
        return new RecoveredLog(
                segments, history, transactions.finish(logEnd), logStart, recoveryPoint, scannedBytes, cutBytes);
    }

    private void startAt(long offset) throws IOException {
        segments.put(
                offset,
                Segment.create(
                        directory,
                        offset,
                        environment.channels(),
                        environment.nowMs().getAsLong()));
        DurableFiles.forceDirectory(directory);
    }

    private CorruptLogException corrupt(Segment segment, @Nullable String why) {
        return new CorruptLogException(directory, segment.baseOffset(), segment.sizeInBytes(), why);
    }
}
