package io.sampo.storage.recovery;

import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.storage.EpochHistory;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.file.DurableFiles;
import io.sampo.storage.file.EpochEntry;
import io.sampo.storage.file.LeaderEpochCheckpoint;
import io.sampo.storage.segment.Segment;
import io.sampo.storage.segment.SegmentLoader;
import io.sampo.storage.segment.SegmentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of a log (STORAGE §4.2, §4.3): what had been forced is taken by its indexes, everything behind the
 * recovery point is read and checked. A torn tail is cut; any other damage is a {@link CorruptLogException}, and the files
 * stay as they are.
 */
public final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final Path directory;
    private final boolean compacted;
    private final LogCheckpoints checkpoints;
    private final LogEnvironment environment;
    private final LeaderEpochCheckpoint epochFile;
    private final SegmentLoader loader;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private @Nullable EpochHistory storedEpochs;
    private boolean epochsFit = true;
    private int lastEpoch = Offsets.NO_EPOCH;

    /**
     * @param directory of the log; it exists
     * @param config tells the distance of index entries, and whether gaps between segments are legal
     * @param checkpoints what was known of the log at the end of the last run
     */
    public LogRecovery(Path directory, TopicConfig config, LogCheckpoints checkpoints, LogEnvironment environment) {
        this.directory = directory;
        this.compacted = config.isCompacted();
        this.checkpoints = checkpoints;
        this.environment = environment;
        this.epochFile = new LeaderEpochCheckpoint(directory);
        this.loader = new SegmentLoader(
                directory,
                environment.channels(),
                config.indexIntervalBytes(),
                environment.nowMs().getAsLong());
    }

    /**
     * Reads what has to be read. Blocks.
     *
     * @throws CorruptLogException if more than the last write is damaged; the files are as they were
     */
    public RecoveredLog run() throws IOException {
        new LeftoverFiles(directory, environment.channels()).sortOut();
        Optional<List<EpochEntry>> stored = epochFile.read();
        storedEpochs = stored.map(EpochHistory::new).orElse(null);
        try {
            loadSegments(SegmentNames.baseOffsets(directory));
            return assemble();
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments.values()) {
                segment.abandon();
            }
            throw e;
        }
    }

    private void loadSegments(List<Long> baseOffsets) throws IOException {
        for (int i = 0; i < baseOffsets.size(); i++) {
            long baseOffset = baseOffsets.get(i);
            requireChain(baseOffset);
            boolean last = i == baseOffsets.size() - 1;
            Segment segment = isTrusted(baseOffsets, i) ? openTrusted(baseOffset, last) : null;
            if (segment == null) {
                List<Long> later = baseOffsets.subList(i + 1, baseOffsets.size());
                if (scan(baseOffset, later)) {
                    return;
                }
            } else {
                segments.put(baseOffset, segment);
            }
        }
    }

    /** All of it had been forced, or closed cleanly. */
    private boolean isTrusted(List<Long> baseOffsets, int i) {
        return i < baseOffsets.size() - 1
                ? baseOffsets.get(i + 1) <= checkpoints.recoveryPoint()
                : checkpoints.cleanLogEnd() >= 0;
    }

    private @Nullable Segment openTrusted(long baseOffset, boolean last) throws IOException {
        Segment segment = loader.open(baseOffset);
        if (segment != null && last) {
            if (segment.nextOffset() != checkpoints.cleanLogEnd()) {
                segment.abandon();
                return null;
            }
            segment.reopen();
        }
        return segment;
    }

    /** Scans one segment; true if it turned out to be the last one that holds anything. */
    private boolean scan(long baseOffset, List<Long> later) throws IOException {
        SegmentLoader.Scanned scanned = loader.scan(baseOffset, lastEpoch, this::noteEpoch);
        Segment segment = scanned.segment();
        segments.put(baseOffset, segment);
        lastEpoch = scanned.lastEpoch();
        if (scanned.invalid() == null) {
            if (!later.isEmpty()) {
                segment.seal();
            }
            return false;
        }
        requireTorn(scanned, later);
        LOG.warn(
                "Log {}: the last write was torn ({} at byte {} of segment {}); cut there, the log ends at {}",
                directory,
                scanned.invalid(),
                segment.sizeInBytes(),
                baseOffset,
                segment.nextOffset());
        segment.cutInvalidTail();
        for (long empty : later) {
            remove(Segment.create(directory, empty, environment.channels(), 0));
        }
        DurableFiles.forceDirectory(directory);
        return true;
    }

    private void requireTorn(SegmentLoader.Scanned scanned, List<Long> later) throws IOException {
        Segment segment = scanned.segment();
        String invalid = scanned.invalid();
        if (segment.nextOffset() < checkpoints.recoveryPoint()) {
            throw corrupt(segment, invalid + ", below the recovery point " + checkpoints.recoveryPoint());
        }
        if (scanned.intactBatchAt() >= 0) {
            throw corrupt(segment, invalid + ", and an intact batch lies at byte " + scanned.intactBatchAt());
        }
        for (long next : later) {
            if (Files.size(SegmentNames.log(directory, next)) > 0) {
                throw corrupt(segment, invalid + ", and segment " + next + " follows");
            }
        }
    }

    private void requireChain(long baseOffset) throws CorruptLogException {
        if (segments.isEmpty()) {
            return;
        }
        Segment previous = segments.lastEntry().getValue();
        long next = previous.nextOffset();
        // Compaction may take the last records of a segment away; nothing else leaves a gap between two files.
        if (compacted ? baseOffset < next : baseOffset != next) {
            throw corrupt(previous, "it ends at offset " + next + " and segment " + baseOffset + " follows");
        }
    }

    private RecoveredLog assemble() throws IOException {
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
            LOG.warn(
                    "Log {} ends at {}, below its log start {}; it begins anew there",
                    directory,
                    active.nextOffset(),
                    logStart);
            for (Segment segment : segments.values()) {
                remove(segment);
            }
            segments.clear();
            startAt(logStart);
            storedEpochs = EpochHistory.EMPTY;
        }
        long logEnd = segments.lastEntry().getValue().nextOffset();
        EpochHistory epochs = epochs(logStart, logEnd);
        long recoveryPoint = Math.min(Math.max(checkpoints.recoveryPoint(), logStart), logEnd);
        return new RecoveredLog(segments, epochs, logStart, recoveryPoint);
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

    private static void remove(Segment segment) throws IOException {
        for (Path file : segment.delete()) {
            Files.delete(file);
        }
    }

    private EpochHistory epochs(long logStart, long logEnd) throws IOException {
        EpochHistory stored = storedEpochs;
        EpochHistory history = stored != null && epochsFit ? stored : rebuiltEpochs();
        // An epoch may have begun at the log end without a batch; nothing can have begun behind it.
        history = history.below(logEnd + 1).from(Math.min(logStart, Math.max(0, logEnd - 1)));
        if (!history.equals(stored)) {
            epochFile.write(history.entries());
        }
        return history;
    }

    private EpochHistory rebuiltEpochs() throws IOException {
        EpochHistory[] history = {EpochHistory.EMPTY};
        for (Segment segment : segments.values()) {
            segment.forEachBatch(
                    segment.baseOffset(),
                    batch -> history[0] = history[0].assign(batch.leaderEpoch(), batch.baseOffset()));
        }
        return history[0];
    }

    private void noteEpoch(RecordBatch batch) {
        EpochHistory stored = storedEpochs;
        epochsFit &= stored != null
                && (batch.lastOffset() < checkpoints.logStartOffset()
                        || stored.epochAt(batch.lastOffset()) == batch.leaderEpoch());
    }

    private CorruptLogException corrupt(Segment segment, String why) {
        return new CorruptLogException(directory, segment.baseOffset(), segment.sizeInBytes(), why);
    }
}
