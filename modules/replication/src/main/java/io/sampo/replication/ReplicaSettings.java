package io.sampo.replication;

import io.sampo.replication.pace.InSyncSettings;
import io.sampo.replication.pace.PushSettings;

/**
 * What a broker configures for all its replicas.
 *
 * @param pendingProducesMax most produces of one partition that wait for the high watermark; further ones are refused
 * @param pendingFetchesMax most parked long polls of one partition; further ones are answered at once
 * @param checkpointMs how often a moved high watermark is handed to {@code ReplicaLogs}
 * @param retentionCheckMs how often a leader applies retention
 */
public record ReplicaSettings(
        PushSettings push,
        InSyncSettings inSync,
        int pendingProducesMax,
        int pendingFetchesMax,
        long checkpointMs,
        long retentionCheckMs) {
    /** Kafka's intervals: checkpoint 5 s, retention 5 min; 10,000 waiting produces, 5,000 parked fetches. */
    public static final ReplicaSettings DEFAULTS =
            new ReplicaSettings(PushSettings.DEFAULTS, InSyncSettings.DEFAULTS, 10_000, 5_000, 5_000, 300_000);

    public ReplicaSettings {
        if (pendingProducesMax <= 0 || pendingFetchesMax < 0 || checkpointMs <= 0 || retentionCheckMs <= 0) {
            throw new IllegalArgumentException("replica settings must be positive");
        }
    }
}
