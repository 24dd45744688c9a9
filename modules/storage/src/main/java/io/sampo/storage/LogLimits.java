package io.sampo.storage;

import io.sampo.compaction.CompactionSettings;
import io.sampo.model.TopicConfig;
import io.sampo.storage.retention.Retention;

/** What a log needs of its topic's configuration, read once: the append path parses no text. Immutable. */
final class LogLimits {
    final int segmentBytes;
    final int segmentIndexBytes;
    final int indexIntervalBytes;
    private final long segmentMs;
    private final long segmentJitterMs;
    final long flushMessages;
    final long fileDeleteDelayMs;
    final boolean compacted;
    final Retention retention;
    final CompactionSettings compaction;

    LogLimits(TopicConfig config) {
        segmentBytes = config.segmentBytes();
        segmentIndexBytes = config.segmentIndexBytes();
        indexIntervalBytes = config.indexIntervalBytes();
        // A record can be compacted when its segment is sealed: with a greatest lag it has to be sealed by then.
        segmentMs =
                config.isCompacted() ? Math.min(config.segmentMs(), config.maxCompactionLagMs()) : config.segmentMs();
        segmentJitterMs = Math.min(config.segmentJitterMs(), segmentMs);
        compaction = CompactionSettings.of(config);
        flushMessages = config.flushMessages();
        fileDeleteDelayMs = config.fileDeleteDelayMs();
        compacted = config.isCompacted();
        retention = Retention.of(config);
    }

    /**
     * Age at which a segment is rolled, ms: {@code segment.ms}, less up to {@code segment.jitter.ms}, so that a thousand
     * logs created together do not roll together. The same segment always gets the same.
     *
     * @param logName tells this log from others
     */
    long rollMs(String logName, long baseOffset) {
        if (segmentJitterMs == 0) {
            return segmentMs;
        }
        long mixed = (31L * logName.hashCode() + baseOffset) * 0x9E3779B97F4A7C15L;
        return segmentMs - Math.floorMod(mixed ^ (mixed >>> 32), segmentJitterMs);
    }
}
