package io.sampo.client;

import java.util.concurrent.CompletionStage;

/**
 * Sends records. Records of one partition are appended in the order in which they were sent by one thread; with
 * idempotence (the default) each is appended once, whatever is lost or repeated on the way. May be used from any thread.
 */
public interface Producer extends AutoCloseable {
    /**
     * Sends a record. Never blocks. The stage is completed on acknowledgement, or fails with a
     * {@link io.sampo.model.SampoException}: {@code MESSAGE_TOO_LARGE}, {@code UNKNOWN_TOPIC_OR_PARTITION},
     * {@code REQUEST_TIMED_OUT} after {@code delivery.timeout.ms}, or what the broker said.
     *
     * <p>Back-pressure: where {@code buffer.memory} is full the record waits up to {@code max.block.ms}, and the stage with
     * it. Where as much again waits already the stage fails at once: use {@link #room()} or the stages to keep pace.
     */
    CompletionStage<RecordMetadata> send(ProducerRecord record);

    /** Done as soon as {@code buffer.memory} has room: at once, or when enough was acknowledged. */
    CompletionStage<Void> room();

    /** Sends what lingers; done when everything sent before this call is acknowledged or failed. Never fails. */
    CompletionStage<Void> flush();

    /** As {@link #flush()}, then gives everything back. Later sends fail. */
    CompletionStage<Void> closeAsync();

    /** {@link #closeAsync()}, waited for up to {@code delivery.timeout.ms}. Not from within an actor. */
    @Override
    void close();
}
