package io.sampo.client.produce;

import io.sampo.records.CompressionType;

/**
 * How the records of one partition are batched and repeated. Sizes in bytes, times in ms.
 *
 * @param idempotent batches carry producer id and sequence
 */
public record DeliveryRules(
        int batchSizeBytes,
        long lingerMs,
        CompressionType compression,
        int maxInFlight,
        long deliveryTimeoutMs,
        long retryBackoffMs,
        long retryBackoffMaxMs,
        boolean idempotent) {
    /** The pause before attempt {@code attempts + 1}: it doubles each time. */
    long backoffMs(int attempts) {
        long doublings = Math.min(20, Math.max(0, attempts - 1));
        return Math.min(retryBackoffMaxMs, retryBackoffMs << doublings);
    }
}
