package io.sampo.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Every topic configuration that Sampo knows: Kafka's names, Kafka's defaults, and what a value has to look like. */
public enum TopicConfigKey {
    CLEANUP_POLICY("cleanup.policy", "log.cleanup.policy", "delete", Rule.POLICY),
    COMPRESSION_GZIP_LEVEL(
            "compression.gzip.level", "-1", Rule.oneOf("-1", "1", "2", "3", "4", "5", "6", "7", "8", "9")),
    COMPRESSION_LZ4_LEVEL("compression.lz4.level", "9", Rule.wholeNumber(1, 17)),
    COMPRESSION_TYPE(
            "compression.type", "producer", Rule.oneOf("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd")),
    COMPRESSION_ZSTD_LEVEL("compression.zstd.level", "3", Rule.wholeNumber(-131_072, 22)),
    DELETE_RETENTION_MS(
            "delete.retention.ms", "log.cleaner.delete.retention.ms", "86400000", Rule.wholeNumber(0, Long.MAX_VALUE)),
    FILE_DELETE_DELAY_MS(
            "file.delete.delay.ms", "log.segment.delete.delay.ms", "60000", Rule.wholeNumber(0, Long.MAX_VALUE)),
    FLUSH_MESSAGES(
            "flush.messages",
            "log.flush.interval.messages",
            "9223372036854775807",
            Rule.wholeNumber(1, Long.MAX_VALUE)),
    FLUSH_MS("flush.ms", "log.flush.interval.ms", "9223372036854775807", Rule.wholeNumber(0, Long.MAX_VALUE)),
    INDEX_INTERVAL_BYTES(
            "index.interval.bytes", "log.index.interval.bytes", "4096", Rule.wholeNumber(0, Integer.MAX_VALUE)),
    MAX_COMPACTION_LAG_MS(
            "max.compaction.lag.ms",
            "log.cleaner.max.compaction.lag.ms",
            "9223372036854775807",
            Rule.wholeNumber(1, Long.MAX_VALUE)),
    MAX_MESSAGE_BYTES("max.message.bytes", "message.max.bytes", "1048588", Rule.wholeNumber(0, 8 * 1024 * 1024)),
    MESSAGE_TIMESTAMP_AFTER_MAX_MS(
            "message.timestamp.after.max.ms",
            "log.message.timestamp.after.max.ms",
            "3600000",
            Rule.wholeNumber(0, Long.MAX_VALUE)),
    MESSAGE_TIMESTAMP_BEFORE_MAX_MS(
            "message.timestamp.before.max.ms",
            "log.message.timestamp.before.max.ms",
            "9223372036854775807",
            Rule.wholeNumber(0, Long.MAX_VALUE)),
    MESSAGE_TIMESTAMP_TYPE(
            "message.timestamp.type",
            "log.message.timestamp.type",
            "CreateTime",
            Rule.oneOf("CreateTime", "LogAppendTime")),
    MIN_CLEANABLE_DIRTY_RATIO("min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio", "0.5", Rule.RATIO),
    MIN_COMPACTION_LAG_MS(
            "min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms", "0", Rule.wholeNumber(0, Long.MAX_VALUE)),
    MIN_INSYNC_REPLICAS("min.insync.replicas", "1", Rule.wholeNumber(1, Integer.MAX_VALUE)),
    PREALLOCATE("preallocate", "log.preallocate", "false", Rule.oneOf("true", "false")),
    RETENTION_BYTES("retention.bytes", "log.retention.bytes", "-1", Rule.wholeNumber(-1, Long.MAX_VALUE)),
    RETENTION_MS("retention.ms", "log.retention.ms", "604800000", Rule.wholeNumber(-1, Long.MAX_VALUE)),
    SEGMENT_BYTES("segment.bytes", "log.segment.bytes", "1073741824", Rule.wholeNumber(14, Integer.MAX_VALUE)),
    SEGMENT_INDEX_BYTES(
            "segment.index.bytes", "log.index.size.max.bytes", "10485760", Rule.wholeNumber(4, Integer.MAX_VALUE)),
    SEGMENT_JITTER_MS("segment.jitter.ms", "log.roll.jitter.ms", "0", Rule.wholeNumber(0, Long.MAX_VALUE)),
    SEGMENT_MS("segment.ms", "log.roll.ms", "604800000", Rule.wholeNumber(1, Long.MAX_VALUE)),
    UNCLEAN_LEADER_ELECTION_ENABLE("unclean.leader.election.enable", "false", Rule.oneOf("true", "false"));

    private static final Map<String, TopicConfigKey> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TopicConfigKey::key, Function.identity()));

    private final String key;
    private final String brokerKey;
    private final String defaultValue;
    private final Rule rule;

    TopicConfigKey(String key, String defaultValue, Rule rule) {
        this(key, key, defaultValue, rule);
    }

    TopicConfigKey(String key, String brokerKey, String defaultValue, Rule rule) {
        this.key = key;
        this.brokerKey = brokerKey;
        this.defaultValue = defaultValue;
        this.rule = rule;
    }

    /** Kafka's name, for example {@code retention.ms}. */
    public String key() {
        return key;
    }

    /**
     * Kafka's name of the broker's configuration that topics have unless they say otherwise, for example {@code log.retention.ms}.
     * Where there is one for several units it is the one in ms, and has no default.
     */
    public String brokerKey() {
        return brokerKey;
    }

    public String defaultValue() {
        return defaultValue;
    }

    /**
     * Refuses an unknown key and an illegal value.
     *
     * @throws SampoException with {@link ErrorCode#INVALID_CONFIG}; one line that says what would be right
     */
    public static void validate(String key, String value) {
        TopicConfigKey known = BY_KEY.get(key);
        if (known == null) {
            throw new SampoException(
                    ErrorCode.INVALID_CONFIG,
                    "Unknown topic config '" + key + "'; known are "
                            + BY_KEY.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!known.rule.accepts.test(value)) {
            throw new SampoException(
                    ErrorCode.INVALID_CONFIG,
                    "Topic config " + key + " = '" + value + "' is not legal: expected " + known.rule.expected);
        }
    }

    private record Rule(String expected, Predicate<String> accepts) {
        static final Rule POLICY = oneOf("delete", "compact", "compact,delete", "delete,compact");
        static final Rule RATIO = new Rule("a number between 0 and 1", value -> {
            try {
                double ratio = Double.parseDouble(value);
                return ratio >= 0 && ratio <= 1;
            } catch (NumberFormatException e) {
                return false;
            }
        });

        static Rule wholeNumber(long least, long most) {
            return new Rule("a whole number from " + least + " to " + most, value -> {
                try {
                    long number = Long.parseLong(value);
                    return number >= least && number <= most;
                } catch (NumberFormatException e) {
                    return false;
                }
            });
        }

        static Rule oneOf(String... legal) {
            return new Rule("one of " + String.join(" | ", legal), List.of(legal)::contains);
        }
    }
}
