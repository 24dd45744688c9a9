package io.sampo.broker;

import com.typesafe.config.Config;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfigKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a broker's keys say of topics that do not say otherwise: Kafka's broker keys, by the names of topic configurations.
 * Where Kafka has one key for several units, the finest unit that is set wins: {@code ms}, then {@code minutes}, then
 * {@code hours}.
 */
final class TopicDefaults {
    private static final List<TopicConfigKey> SAME_UNIT = List.of(
            TopicConfigKey.CLEANUP_POLICY,
            TopicConfigKey.RETENTION_BYTES,
            TopicConfigKey.DELETE_RETENTION_MS,
            TopicConfigKey.MIN_CLEANABLE_DIRTY_RATIO,
            TopicConfigKey.MIN_COMPACTION_LAG_MS,
            TopicConfigKey.MAX_COMPACTION_LAG_MS,
            TopicConfigKey.SEGMENT_BYTES,
            TopicConfigKey.FLUSH_MESSAGES,
            TopicConfigKey.FLUSH_MS,
            TopicConfigKey.INDEX_INTERVAL_BYTES,
            TopicConfigKey.SEGMENT_INDEX_BYTES,
            TopicConfigKey.FILE_DELETE_DELAY_MS,
            TopicConfigKey.MAX_MESSAGE_BYTES,
            TopicConfigKey.MESSAGE_TIMESTAMP_TYPE);

    private static final List<Duration> DURATIONS = List.of(
            new Duration("log.retention", List.of(Unit.MS, Unit.MINUTES, Unit.HOURS), TopicConfigKey.RETENTION_MS, 1),
            new Duration("log.roll", List.of(Unit.MS, Unit.HOURS), TopicConfigKey.SEGMENT_MS, 1),
            new Duration("log.roll.jitter", List.of(Unit.MS, Unit.HOURS), TopicConfigKey.SEGMENT_JITTER_MS, 0));

    private TopicDefaults() {}

    private enum Unit {
        MS("ms", 1),
        MINUTES("minutes", TimeUnit.MINUTES.toMillis(1)),
        HOURS("hours", TimeUnit.HOURS.toMillis(1));

        private final String suffix;
        private final long millis;

        Unit(String suffix, long millis) {
            this.suffix = suffix;
            this.millis = millis;
        }
    }

    /** One topic configuration in ms that several broker keys can set. */
    private record Duration(String prefix, List<Unit> units, TopicConfigKey topicKey, long leastMs) {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    static Map<String, String> read(Config sampo) {
        Map<String, String> defaults = new TreeMap<>();
        SAME_UNIT.forEach(
                topicKey -> defaults.put(topicKey.key(), legal(topicKey, sampo.getString(topicKey.brokerKey()))));
        for (Duration duration : DURATIONS) {
            defaults.put(duration.topicKey().key(), Long.toString(millis(sampo, duration)));
        }
        return defaults;
    }

    private static String legal(TopicConfigKey topicKey, String value) {
        try {
            TopicConfigKey.validate(topicKey.key(), value);
            return value;
        } catch (SampoException e) {
            throw new IllegalArgumentException("sampo." + topicKey.brokerKey() + ": " + e.getMessage(), e);
        }
    }

    private static long millis(Config sampo, Duration duration) {
        for (Unit unit : duration.units()) {
            String key = duration.prefix() + "." + unit.suffix;
            String value = sampo.getString(key).strip();
            if (!value.isEmpty()) {
                return millis(key, value, unit, duration);
            }
        }
        return Long.parseLong(duration.topicKey().defaultValue());
    }

    private static long millis(String key, String value, Unit unit, Duration duration) {
        boolean mayBeUnlimited = duration.topicKey() == TopicConfigKey.RETENTION_MS;
        try {
            long count = Long.parseLong(value);
            if (mayBeUnlimited && count == -1) {
                return -1;
            }
            long millis = Math.multiplyExact(count, unit.millis);
            if (millis >= duration.leastMs()) {
                return millis;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(illegal(key, value, duration, mayBeUnlimited), e);
        }
        throw new IllegalArgumentException(illegal(key, value, duration, mayBeUnlimited));
    }

    private static String illegal(String key, String value, Duration duration, boolean mayBeUnlimited) {
        return "sampo." + key + " = '" + value + "': expected a whole number from " + duration.leastMs() + " up"
                + (mayBeUnlimited ? ", or -1 for no limit" : "");
    }
}
