package io.sampo.client;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;

/** {@code sampo.client}; what each key means and why it is what it is, is said in {@code reference.conf}. Times in ms. */
public record ClientSettings(
        List<ContactPoint> bootstrapServers,
        String clientId,
        String bindHost,
        long connectTimeoutMs,
        long requestTimeoutMs,
        long probeIntervalMs,
        long probeTimeoutMs,
        long probeIdleMs,
        long retryBackoffMs,
        long retryBackoffMaxMs,
        long topicWaitMs,
        long defaultApiTimeoutMs) {
    static final String PATH = "sampo.client";

    public ClientSettings {
        bootstrapServers = List.copyOf(bootstrapServers);
    }

    /**
     * Reads {@code sampo.client} of {@code config}, which holds the library's defaults ({@code ConfigFactory.load()}).
     *
     * @throws IllegalArgumentException one line: key, value, and what would be right
     */
    public static ClientSettings of(Config config) {
        SettingsReader reader = SettingsReader.at(config, PATH);
        return new ClientSettings(
                reader.parsed("bootstrap.servers", ContactPoint::parseAll),
                reader.text("client.id"),
                reader.text("bind.host"),
                reader.number("connect.timeout.ms", 1, Long.MAX_VALUE),
                reader.number("request.timeout.ms", 1, Long.MAX_VALUE),
                reader.number("probe.interval.ms", 1, Long.MAX_VALUE),
                reader.number("probe.timeout.ms", 1, Long.MAX_VALUE),
                reader.number("probe.idle.ms", 1, Long.MAX_VALUE),
                reader.number("retry.backoff.ms", 0, Long.MAX_VALUE),
                reader.number("retry.backoff.max.ms", 0, Long.MAX_VALUE),
                reader.number("topic.wait.ms", 0, Long.MAX_VALUE),
                reader.number("default.api.timeout.ms", 1, Long.MAX_VALUE));
    }

    /** The configuration of this JVM with {@code overrides}, whose keys count from {@code sampo.client}. */
    public static ClientSettings of(Map<String, ?> overrides) {
        return of(SettingsReader.configWith(PATH, overrides));
    }

    /** The configuration of this JVM, asking these brokers first: {@code host:port[,host:port...]}. */
    public static ClientSettings bootstrap(String bootstrapServers) {
        return of(Map.of("bootstrap.servers", bootstrapServers));
    }
}
