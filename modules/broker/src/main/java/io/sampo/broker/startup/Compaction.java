package io.sampo.broker.startup;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.http.BrokerMetrics;
import io.sampo.storage.cleaning.LogCleaner;
import io.sampo.storage.cleaning.LogCleaner.Candidate;
import io.sampo.storage.cleaning.LogCleaner.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Log compaction in a broker: a cleaner over all its open logs, led or followed, as long as the broker runs. What is
 * committed it learns from the high watermarks that the replicas say every log.flush.offset.checkpoint.interval.ms: an old
 * one only delays.
 */
public final class Compaction implements AutoCloseable {
    private final Optional<LogCleaner> cleaner;

    /** Starts the threads, unless log.cleaner.enable is off. */
    public Compaction(BrokerSettings settings, LogDirectories directories, RetentionTime time) {
        this.cleaner =
                settings.cleaner().map(found -> LogCleaner.start(found, () -> candidates(directories), time::nowMs));
    }

    private static List<Candidate> candidates(LogDirectories directories) {
        List<Candidate> candidates = new ArrayList<>();
        directories.openLogs().forEach((partition, log) -> {
            if (!log.isClosed()) {
                candidates.add(new Candidate(partition.toString(), log, directories.highWatermark(partition)));
            }
        });
        return candidates;
    }

    /** Adds its figures. */
    public void show(BrokerMetrics metrics) {
        show(metrics, "runs", "Rounds of log compaction that cleaned something", Figures::runs);
        show(metrics, "bytes.read", "Bytes of batches that log compaction has read", Figures::bytesRead);
        show(metrics, "bytes.written", "Bytes of batches that log compaction has written", Figures::bytesWritten);
        show(metrics, "records.removed", "Records that log compaction has removed", Figures::recordsRemoved);
        show(metrics, "uncleanable.logs", "Logs that cannot be compacted", Figures::uncleanable);
        show(metrics, "dirty.ratio.max", "Largest share of not yet compacted bytes of a log", Figures::dirtyRatioMax);
        show(metrics, "overdue.ms.max", "How far a log is beyond max.compaction.lag.ms", Figures::overdueMsMax);
        show(metrics, "last.run.ms", "How long the last round took; -1 before the first", Figures::lastRunMs);
    }

    private void show(BrokerMetrics metrics, String name, String description, ToDoubleFunction<Figures> figure) {
        cleaner.ifPresent(found ->
                metrics.gauge("sampo.compaction." + name, description, () -> figure.applyAsDouble(found.figures())));
    }

    /** Ends the threads when they have ended what they do; logs that are closed have that end soon. */
    @Override
    public void close() {
        cleaner.ifPresent(LogCleaner::close);
    }
}
