package io.sampo.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of one topic: what was set for it (the <em>overrides</em>, with Kafka's names) over defaults. Read
 * through typed accessors; a value that was never set is Kafka's default. Legal by construction.
 */
public final class TopicConfig {
    /** Nothing set. */
    public static final TopicConfig DEFAULTS = new TopicConfig(new TreeMap<>(), new TreeMap<>());

    private final Map<String, String> overrides;
    private final Map<String, String> brokerDefaults;

    private TopicConfig(Map<String, String> overrides, Map<String, String> brokerDefaults) {
        this.overrides = overrides;
        this.brokerDefaults = brokerDefaults;
    }

    /**
     * A configuration with these overrides.
     *
     * @throws SampoException with {@link ErrorCode#INVALID_CONFIG} for an unknown key or an illegal value; the message
     *     names the key, the value and what would be right
     */
    public static TopicConfig of(Map<String, String> overrides) {
        overrides.forEach(TopicConfigKey::validate);
        TopicConfig config = new TopicConfig(new TreeMap<>(overrides), new TreeMap<>());
        if (config.minCompactionLagMs() > config.maxCompactionLagMs()) {
            throw new SampoException(
                    ErrorCode.INVALID_CONFIG,
                    "Topic config min.compaction.lag.ms = " + config.minCompactionLagMs()
                            + " is above max.compaction.lag.ms = " + config.maxCompactionLagMs());
        }
        return config;
    }

    /** The same overrides above the defaults of one broker. {@code defaults} uses the names of topics, already validated. */
    public TopicConfig withBrokerDefaults(Map<String, String> defaults) {
        return new TopicConfig(overrides, Map.copyOf(defaults));
    }

    /** What was set for this topic, by Kafka's name, in order of name. */
    public Map<String, String> overrides() {
        return Map.copyOf(overrides);
    }

    /** The value in force, as text. */
    public String value(TopicConfigKey key) {
        String set = overrides.get(key.key());
        return set != null ? set : brokerDefaults.getOrDefault(key.key(), key.defaultValue());
    }

    public int minInsyncReplicas() {
        return Integer.parseInt(value(TopicConfigKey.MIN_INSYNC_REPLICAS));
    }

    /** Largest record batch, bytes. */
    public int maxMessageBytes() {
        return Integer.parseInt(value(TopicConfigKey.MAX_MESSAGE_BYTES));
    }

    public int segmentBytes() {
        return Integer.parseInt(value(TopicConfigKey.SEGMENT_BYTES));
    }

    public long segmentMs() {
        return Long.parseLong(value(TopicConfigKey.SEGMENT_MS));
    }

    /** Part of {@link #segmentMs} by which a segment may be rolled earlier, ms. */
    public long segmentJitterMs() {
        return Long.parseLong(value(TopicConfigKey.SEGMENT_JITTER_MS));
    }

    /** How far ahead of the broker's clock a record may be stamped, ms. */
    public long messageTimestampAfterMaxMs() {
        return Long.parseLong(value(TopicConfigKey.MESSAGE_TIMESTAMP_AFTER_MAX_MS));
    }

    /** Age after which a sealed segment may go, ms; -1 = never. */
    public long retentionMs() {
        return Long.parseLong(value(TopicConfigKey.RETENTION_MS));
    }

    /** Size above which the oldest sealed segments may go, bytes; -1 = no limit. */
    public long retentionBytes() {
        return Long.parseLong(value(TopicConfigKey.RETENTION_BYTES));
    }

    public int indexIntervalBytes() {
        return Integer.parseInt(value(TopicConfigKey.INDEX_INTERVAL_BYTES));
    }

    public int segmentIndexBytes() {
        return Integer.parseInt(value(TopicConfigKey.SEGMENT_INDEX_BYTES));
    }

    public long fileDeleteDelayMs() {
        return Long.parseLong(value(TopicConfigKey.FILE_DELETE_DELAY_MS));
    }

    public long flushMessages() {
        return Long.parseLong(value(TopicConfigKey.FLUSH_MESSAGES));
    }

    /**
     * True where a record counts only once it is forced to the disk: {@code flush.messages=1}. In Kafka such a topic is
     * forced at each append, before the answer; here forces are shared, and followers force as well.
     */
    public boolean forcesBeforeAck() {
        return flushMessages() == 1;
    }

    public long flushMs() {
        return Long.parseLong(value(TopicConfigKey.FLUSH_MS));
    }

    public boolean isCompacted() {
        return value(TopicConfigKey.CLEANUP_POLICY).contains("compact");
    }

    public boolean deletesOld() {
        return value(TopicConfigKey.CLEANUP_POLICY).contains("delete");
    }

    /** Share of a log's bytes that were not compacted yet above which it is; 0 to 1. */
    public double minCleanableDirtyRatio() {
        return Double.parseDouble(value(TopicConfigKey.MIN_CLEANABLE_DIRTY_RATIO));
    }

    /** How long a record stays untouched by compaction at least, ms. */
    public long minCompactionLagMs() {
        return Long.parseLong(value(TopicConfigKey.MIN_COMPACTION_LAG_MS));
    }

    /** How long a record may stay without compaction at most, ms. */
    public long maxCompactionLagMs() {
        return Long.parseLong(value(TopicConfigKey.MAX_COMPACTION_LAG_MS));
    }

    /** How long a tombstone stays after it was compacted first, ms. */
    public long deleteRetentionMs() {
        return Long.parseLong(value(TopicConfigKey.DELETE_RETENTION_MS));
    }

    /** True where the broker stamps batches with its own time on append. */
    public boolean isLogAppendTime() {
        return value(TopicConfigKey.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime");
    }

    public boolean uncleanLeaderElection() {
        return Boolean.parseBoolean(value(TopicConfigKey.UNCLEAN_LEADER_ELECTION_ENABLE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicConfig that
                && overrides.equals(that.overrides)
                && brokerDefaults.equals(that.brokerDefaults);
    }

    @Override
    public int hashCode() {
        return overrides.hashCode();
    }

    /** {@code key=value,key=value}, as Kafka's {@code describe} prints it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        overrides.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return text.toString();
    }
}
