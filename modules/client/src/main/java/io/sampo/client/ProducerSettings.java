package io.sampo.client;

import com.typesafe.config.Config;
import io.sampo.client.intercept.Interceptors;
import io.sampo.client.intercept.ProducerInterceptor;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.records.CompressionType;
import java.util.List;
import java.util.Map;

/**
 * {@code sampo.client.producer}; what each key means and why it is what it is, is said in {@code reference.conf}.
 *
 * @param idempotence only in force with {@link Acks#ALL}, see {@link #isIdempotent()}
 */
public record ProducerSettings(
        Acks acks,
        boolean idempotence,
        int batchSizeBytes,
        long lingerMs,
        long bufferMemoryBytes,
        long maxBlockMs,
        int maxRequestSizeBytes,
        long deliveryTimeoutMs,
        int maxInFlight,
        CompressionType compression,
        List<Class<? extends ProducerInterceptor>> interceptorClasses) {
    static final String PATH = ClientSettings.PATH + ".producer";

    public ProducerSettings {
        interceptorClasses = List.copyOf(interceptorClasses);
    }

    /**
     * Reads {@code sampo.client.producer} of {@code config}.
     *
     * @throws IllegalArgumentException one line: key, value, and what would be right
     */
    public static ProducerSettings of(Config config) {
        SettingsReader reader = SettingsReader.at(config, PATH);
        return new ProducerSettings(
                reader.parsed("acks", Acks::parse),
                reader.yes("enable.idempotence"),
                reader.number("batch.size", 0, SessionMessage.PAYLOAD_BYTES_MAX),
                reader.number("linger.ms", 0, Long.MAX_VALUE),
                reader.number("buffer.memory", 1, Long.MAX_VALUE),
                reader.number("max.block.ms", 0, Long.MAX_VALUE),
                reader.number("max.request.size", 1, SessionMessage.PAYLOAD_BYTES_MAX),
                reader.number("delivery.timeout.ms", 1, Long.MAX_VALUE),
                reader.number("max.in.flight.requests.per.connection", 1, 5),
                reader.parsed("compression.type", CompressionType::ofText),
                reader.parsedList(
                        "interceptor.classes", names -> Interceptors.types(names, ProducerInterceptor.class)));
    }

    /** The configuration of this JVM with {@code overrides}, whose keys count from {@code sampo.client.producer}. */
    public static ProducerSettings of(Map<String, ?> overrides) {
        return of(SettingsReader.configWith(PATH, overrides));
    }

    /** The configuration of this JVM. */
    public static ProducerSettings load() {
        return of(Map.of());
    }

    /** True if repeated sends are harmless: the broker tells them by producer id and sequence. */
    public boolean isIdempotent() {
        return idempotence && acks == Acks.ALL;
    }
}
