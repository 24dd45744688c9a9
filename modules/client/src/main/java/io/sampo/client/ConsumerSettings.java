package io.sampo.client;

import com.typesafe.config.Config;
import io.sampo.client.intercept.ConsumerInterceptor;
import io.sampo.client.intercept.Interceptors;
import io.sampo.messages.SessionMessage;
import java.util.List;
import java.util.Map;

/** {@code sampo.client.consumer}; what each key means and why it is what it is, is said in {@code reference.conf}. */
public record ConsumerSettings(
        AutoOffsetReset autoOffsetReset,
        int fetchMinBytes,
        long fetchMaxWaitMs,
        int maxPartitionFetchBytes,
        int fetchMaxBytes,
        int maxPollRecords,
        String groupId,
        String groupInstanceId,
        String groupRemoteAssignor,
        boolean enableAutoCommit,
        long autoCommitIntervalMs,
        long maxPollIntervalMs,
        List<Class<? extends ConsumerInterceptor>> interceptorClasses) {
    static final String PATH = ClientSettings.PATH + ".consumer";

    public ConsumerSettings {
        interceptorClasses = List.copyOf(interceptorClasses);
    }

    /**
     * Reads {@code sampo.client.consumer} of {@code config}.
     *
     * @throws IllegalArgumentException one line: key, value, and what would be right
     */
    public static ConsumerSettings of(Config config) {
        SettingsReader reader = SettingsReader.at(config, PATH);
        return new ConsumerSettings(
                reader.parsed("auto.offset.reset", AutoOffsetReset::parse),
                reader.number("fetch.min.bytes", 0, SessionMessage.PAYLOAD_BYTES_MAX),
                reader.number("fetch.max.wait.ms", 0, Long.MAX_VALUE),
                reader.number("max.partition.fetch.bytes", 1, SessionMessage.PAYLOAD_BYTES_MAX),
                reader.number("fetch.max.bytes", 1, SessionMessage.CREDIT_BYTES),
                reader.number("max.poll.records", 1, Integer.MAX_VALUE),
                reader.text("group.id"),
                reader.text("group.instance.id"),
                reader.text("group.remote.assignor"),
                reader.yes("enable.auto.commit"),
                reader.number("auto.commit.interval.ms", 1, Long.MAX_VALUE),
                reader.number("max.poll.interval.ms", 1, (long) Integer.MAX_VALUE),
                reader.parsedList(
                        "interceptor.classes", names -> Interceptors.types(names, ConsumerInterceptor.class)));
    }

    /** The configuration of this JVM with {@code overrides}, whose keys count from {@code sampo.client.consumer}. */
    public static ConsumerSettings of(Map<String, ?> overrides) {
        return of(SettingsReader.configWith(PATH, overrides));
    }

    /** The same, with another one. */
    public ConsumerSettings withAutoOffsetReset(AutoOffsetReset reset) {
        return new ConsumerSettings(
                reset,
                fetchMinBytes,
                fetchMaxWaitMs,
                maxPartitionFetchBytes,
                fetchMaxBytes,
                maxPollRecords,
                groupId,
                groupInstanceId,
                groupRemoteAssignor,
                enableAutoCommit,
                autoCommitIntervalMs,
                maxPollIntervalMs,
                interceptorClasses);
    }

    /** True if it may subscribe and commit. */
    public boolean hasGroup() {
        return !groupId.isEmpty();
    }

    /** The configuration of this JVM. */
    public static ConsumerSettings load() {
        return of(Map.of());
    }
}
