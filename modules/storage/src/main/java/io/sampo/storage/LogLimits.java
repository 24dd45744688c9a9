package io.sampo.storage;

import io.sampo.model.TopicConfig;

/** What a log needs of its topic's configuration, read once: the append path parses no text. Immutable. */
final class LogLimits {
    final int segmentBytes;
    final int segmentIndexBytes;
    final int indexIntervalBytes;
    final long segmentMs;
    final long flushMessages;
    final long fileDeleteDelayMs;
    final boolean compacted;
    final Retention retention;

    LogLimits(TopicConfig config) {
        segmentBytes = config.segmentBytes();
        segmentIndexBytes = config.segmentIndexBytes();
        indexIntervalBytes = config.indexIntervalBytes();
        segmentMs = config.segmentMs();
        flushMessages = config.flushMessages();
        fileDeleteDelayMs = config.fileDeleteDelayMs();
        compacted = config.isCompacted();
        retention =
                config.deletesOld() ? new Retention(config.retentionMs(), config.retentionBytes()) : Retention.FOREVER;
    }
}
