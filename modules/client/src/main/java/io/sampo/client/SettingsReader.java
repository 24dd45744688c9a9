package io.sampo.client;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads one level of {@code sampo.client}; every failure is one line that names key, value and what would be right. */
final class SettingsReader {
    private final String path;
    private final Config config;

    private SettingsReader(String path, Config config) {
        this.path = path;
        this.config = config;
    }

    /** The values at {@code path} in {@code all}. */
    static SettingsReader at(Config all, String path) {
        return new SettingsReader(path, all.getConfig(path));
    }

    /** What this JVM is configured with, below {@code overrides}, whose keys count from {@code path}. */
    static Config configWith(String path, Map<String, ?> overrides) {
        return ConfigFactory.parseMap(overrides, "settings in code")
                .atPath(path)
                .withFallback(ConfigFactory.load());
    }

    String text(String key) {
        return config.getString(key);
    }

    boolean yes(String key) {
        return read(key, config::getBoolean);
    }

    int number(String key, int least, int most) {
        return (int) number(key, least, (long) most);
    }

    long number(String key, long least, long most) {
        long value = read(key, config::getLong);
        if (value < least || value > most) {
            throw new IllegalArgumentException(path + "." + key + " = " + value
                    + " is not legal: expected a whole number" + " from " + least + " to " + most);
        }
        return value;
    }

    /** Reads text through {@code parse}, whose {@link IllegalArgumentException} says what would be right. */
    <T> T parsed(String key, Function<String, T> parse) {
        return parsed(key, config.getString(key), parse);
    }

    /** Reads a list, or one text with commas as Kafka has it, through {@code parse}; as {@link #parsed}. */
    <T> T parsedList(String key, Function<List<String>, T> parse) {
        List<String> texts = config.getValue(key).valueType() == ConfigValueType.LIST
                ? read(key, config::getStringList)
                : Stream.of(config.getString(key).split(","))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
        return parsed(key, texts, parse);
    }

    private <S, T> T parsed(String key, S given, Function<S, T> parse) {
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + "." + key + ": " + e.getMessage(), e);
        }
    }

    private <T> T read(String key, Function<String, T> getter) {
        try {
            return getter.apply(key);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + "." + key + ": " + e.getMessage(), e);
        }
    }
}
