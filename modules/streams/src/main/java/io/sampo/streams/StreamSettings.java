package io.sampo.streams;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/** {@code sampo.streams} of this JVM, except for what {@link CommitterSettings} has; {@code reference.conf} says what it means. */
record StreamSettings(Duration drainTimeout, int keyedWindow, int producerParallelism) {
    static final String PATH = "sampo.streams";

    static StreamSettings load() {
        return of(ConfigFactory.load());
    }

    static StreamSettings of(Config all) {
        return new StreamSettings(
                duration(all, PATH + ".consumer.drain-timeout"),
                atLeastOne(all, PATH + ".keyed.window"),
                atLeastOne(all, PATH + ".producer.parallelism"));
    }

    /** @throws IllegalArgumentException one line: key, value, and what would be right */
    static int atLeastOne(Config all, String key) {
        try {
            int value = all.getInt(key);
            if (value < 1) {
                throw new IllegalArgumentException(key + " = " + value + " is not legal: expected 1 or more");
            }
            return value;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException one line: key, value, and what would be right */
    static Duration duration(Config all, String key) {
        try {
            Duration value = all.getDuration(key);
            if (value.toMillis() < 1) {
                throw new IllegalArgumentException(key + " = " + value + " is not legal: expected 1 ms or more");
            }
            return value;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
