package io.sampo.client.actor;

import io.sampo.client.ProducerRecord;
import io.sampo.client.RecordMetadata;
import java.util.concurrent.CompletableFuture;

/** A record on its way from {@code send} to its acknowledgement. Only its producer's actor touches the mutable part. */
final class PendingSend {
    private final ProducerRecord record;
    private final int sizeBytes;
    private final CompletableFuture<RecordMetadata> promise = new CompletableFuture<>();
    private long acceptedMs;
    private long timestampMs;
    private int flushGeneration;

    PendingSend(ProducerRecord record, int sizeBytes) {
        this.record = record;
        this.sizeBytes = sizeBytes;
    }

    ProducerRecord record() {
        return record;
    }

    /** Most bytes that it takes in a batch. */
    int sizeBytes() {
        return sizeBytes;
    }

    CompletableFuture<RecordMetadata> promise() {
        return promise;
    }

    void accepted(long nowMs, int generation) {
        acceptedMs = nowMs;
        flushGeneration = generation;
    }

    long acceptedMs() {
        return acceptedMs;
    }

    int flushGeneration() {
        return flushGeneration;
    }

    void timestampMs(long ms) {
        timestampMs = ms;
    }

    /** Time of the record, ms since 1970. */
    long timestampMs() {
        return timestampMs;
    }
}
