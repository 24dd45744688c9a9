package io.sampo.storage.cleaning;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionResult.Outcome;
import io.sampo.compaction.UncleanableLogException;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that compact the logs of a broker, the dirtiest one that is due first, one thread to a log (Kafka's {@code
 * LogCleaner}). A log that cannot be cleaned is named once and left alone; the others go on. Any thread may ask for the
 * {@link #figures}.
 */
public final class LogCleaner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);
    /** A log whose round failed in a way that may pass, as on a full disk, is tried again after so long. */
    private static final long RETRY_MS = 60_000;

    private static final long REST_MS = 1_000;

    private final CleanerSettings settings;
    private final Supplier<List<Candidate>> candidates;
    private final LongSupplier nowMs;
    private final IoPace pace;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<PartitionLog> inProgress = new HashSet<>();
    /** Logs that failed, and when they are tried again; {@link Long#MAX_VALUE} for never. */
    private final Map<PartitionLog, Long> failed = new HashMap<>();

    /** Logs in which a round found nothing to do after all, as before an open transaction, or was cut short. */
    private final Map<PartitionLog, Long> resting = new HashMap<>();

    private boolean stopped;
    private Figures figures = new Figures(0, 0, 0, 0, 0, 0, 0, -1);

    /**
     * A log to look after.
     *
     * @param name for people
     * @param stableOffset its high watermark, or a lower offset
     */
    public record Candidate(String name, PartitionLog log, long stableOffset) {}

    /**
     * What the cleaner has done since it started.
     *
     * @param runs rounds that cleaned something
     * @param bytesRead of batches
     * @param recordsRemoved by all rounds
     * @param uncleanable logs that are left alone now
     * @param dirtyRatioMax the largest share of dirty bytes that the last look found
     * @param overdueMsMax how far beyond max.compaction.lag.ms a log was at the last look
     * @param lastRunMs how long the last round took; −1 before the first
     */
    public record Figures(
            long runs,
            long bytesRead,
            long bytesWritten,
            long recordsRemoved,
            int uncleanable,
            double dirtyRatioMax,
            long overdueMsMax,
            long lastRunMs) {}

    private record Choice(Candidate candidate, CleanableRange range) {}

    private LogCleaner(CleanerSettings settings, Supplier<List<Candidate>> candidates, LongSupplier nowMs) {
        this.settings = settings;
        this.candidates = candidates;
        this.nowMs = nowMs;
        this.pace = new IoPace(settings.ioBytesPerSecondMax(), System::nanoTime);
    }

    /**
     * Starts its threads.
     *
     * @param candidates the logs that are open now; those that are not compacted may be among them
     * @param nowMs wall clock, ms since 1970; a negative time is one that is not to be trusted, and nothing is cleaned
     */
    public static LogCleaner start(CleanerSettings settings, Supplier<List<Candidate>> candidates, LongSupplier nowMs) {
        LogCleaner cleaner = new LogCleaner(settings, candidates, nowMs);
        for (int i = 0; i < settings.threads(); i++) {
            Thread thread = new Thread(cleaner::run, "sampo-log-cleaner-" + i);
            thread.setDaemon(true);
            cleaner.threads.add(thread);
        }
        cleaner.threads.forEach(Thread::start);
        return cleaner;
    }

    /** For tests, and for who has threads of its own: nothing happens but by {@link #cleanDirtiest}. */
    static LogCleaner withoutThreads(
            CleanerSettings settings, Supplier<List<Candidate>> candidates, LongSupplier nowMs) {
        return new LogCleaner(settings, candidates, nowMs);
    }

    private void run() {
        while (!isStopped()) {
            boolean cleaned = false;
            try {
                cleaned = cleanDirtiest();
            } catch (RuntimeException e) {
                LOG.error("The log cleaner has failed; it goes on in {} ms", settings.backoffMs(), e);
            }
            if (!cleaned) {
                pause();
            }
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void pause() {
        long untilNs = System.nanoTime() + settings.backoffMs() * 1_000_000;
        try {
            for (long leftNs = 1; !stopped && leftNs > 0; leftNs = untilNs - System.nanoTime()) {
                wait(Math.max(1, (untilNs - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Cleans the dirtiest log that is due; false if there is none. */
    boolean cleanDirtiest() {
        long now = nowMs.getAsLong();
        Choice choice = now < 0 ? null : choose(now);
        if (choice == null) {
            return false;
        }
        Candidate candidate = choice.candidate();
        long startedNs = System.nanoTime();
        try {
            CompactionResult result = candidate
                    .log()
                    .compact(new CompactionRequest(
                            candidate.stableOffset(),
                            now,
                            settings.mapBytesOfOne(),
                            settings.ioBufferBytesOfOne(),
                            (bytes, goOn) -> pace.spent(bytes, () -> goOn.getAsBoolean() && !isStopped())));
            ended(candidate, result, now, (System.nanoTime() - startedNs) / 1_000_000);
            return result.outcome() == Outcome.CLEANED;
        } catch (IOException | RuntimeException e) {
            failed(candidate, e, now);
            return true;
        } finally {
            synchronized (this) {
                inProgress.remove(candidate.log());
            }
        }
    }

    private synchronized @Nullable Choice choose(long now) {
        Choice best = null;
        double dirtiest = 0;
        long overdueMs = 0;
        List<Candidate> present = candidates.get();
        for (Candidate candidate : present) {
            boolean later =
                    failed.getOrDefault(candidate.log(), 0L) > now || resting.getOrDefault(candidate.log(), 0L) > now;
            if (later || inProgress.contains(candidate.log())) {
                continue;
            }
            CleanableRange range = look(candidate, now);
            dirtiest = Math.max(dirtiest, range.dirtyRatio());
            overdueMs = Math.max(overdueMs, range.overdueMs());
            if (range.due()
                    && (best == null || range.dirtyRatio() > best.range().dirtyRatio())) {
                best = new Choice(candidate, range);
            }
        }
        Set<PartitionLog> open = present.stream().map(Candidate::log).collect(Collectors.toSet());
        failed.keySet().retainAll(open);
        resting.keySet().retainAll(open);
        figures = new Figures(
                figures.runs(),
                figures.bytesRead(),
                figures.bytesWritten(),
                figures.recordsRemoved(),
                failed.size(),
                dirtiest,
                overdueMs,
                figures.lastRunMs());
        if (best != null) {
            inProgress.add(best.candidate().log());
        }
        return best;
    }

    private CleanableRange look(Candidate candidate, long now) {
        try {
            return candidate.log().cleanable(candidate.stableOffset(), now);
        } catch (IOException e) {
            failed(candidate, e, now);
            return CleanableRange.NOTHING;
        }
    }

    private synchronized void ended(Candidate candidate, CompactionResult result, long now, long tookMs) {
        failed.remove(candidate.log());
        resting.remove(candidate.log());
        if (result.outcome() != Outcome.CLEANED) {
            resting.put(candidate.log(), now + Math.max(REST_MS, settings.backoffMs()));
            return;
        }
        long removed = result.records().seen() - result.records().kept();
        figures = new Figures(
                figures.runs() + 1,
                figures.bytesRead() + result.bytes().read(),
                figures.bytesWritten() + result.bytes().written(),
                figures.recordsRemoved() + removed,
                failed.size(),
                figures.dirtyRatioMax(),
                figures.overdueMsMax(),
                tookMs);
        LOG.info(
                "Log {}: compacted up to offset {} in {} ms; {} of {} records stay, {} segments became {}",
                candidate.name(),
                result.endOffset(),
                tookMs,
                result.records().kept(),
                result.records().seen(),
                result.segmentsBefore(),
                result.segmentsAfter());
    }

    private synchronized void failed(Candidate candidate, Exception e, long now) {
        boolean forEver = e instanceof UncleanableLogException || e instanceof RuntimeException;
        if (failed.put(candidate.log(), forEver ? Long.MAX_VALUE : now + RETRY_MS) != null) {
            LOG.debug("Log {} still cannot be compacted", candidate.name(), e);
        } else if (forEver) {
            LOG.error("Log {} cannot be compacted and is left as it is until a restart", candidate.name(), e);
        } else {
            LOG.warn("Log {} could not be compacted; tried again in {} ms", candidate.name(), RETRY_MS, e);
        }
    }

    public synchronized Figures figures() {
        return figures;
    }

    /** Ends the threads; waits for a round under way, which a log that is closed ends soon. */
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        // Never by interruption: that closes the file that is being written.
    }
}
