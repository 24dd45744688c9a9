package io.sampo.client.intercept;

import io.sampo.client.ProducerRecord;
import io.sampo.client.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sees the records of a producer go by, and may change them (KIP-42). Named in {@code sampo.client.producer.interceptor.classes}, and
 * made once for each producer, so it has a public constructor without parameters. What it throws is told in the log and changes
 * nothing.
 */
public interface ProducerInterceptor extends AutoCloseable {
    /** What is sent in the place of {@code record}; called by whoever sends, before a partition is chosen. */
    ProducerRecord onSend(ProducerRecord record);

    /**
     * What became of it. Called by the producer, so it must not block.
     *
     * @param record as it was sent
     * @param metadata null where it failed
     * @param failure null where it is acknowledged
     */
    default void onAcknowledgement(
            ProducerRecord record, @Nullable RecordMetadata metadata, @Nullable Throwable failure) {}

    /** The producer has ended. */
    @Override
    default void close() {}
}
