package io.sampo.replication.pace;

/**
 * When a leader asks for another ISR.
 *
 * @param lagTimeMaxMs a member that has not acknowledged what was there that long ago is proposed to leave
 * @param resignAfterMs below min.insync.replicas for that long, because peers that are alive do not answer: resign (R25)
 * @param proposalRetryMs an unanswered proposal is sent again after that long
 * @param rejoinDelayMs first wait of a member that lagged before it is proposed again; doubles with each time (H31)
 */
public record InSyncSettings(long lagTimeMaxMs, long resignAfterMs, long proposalRetryMs, long rejoinDelayMs) {
    /** 5 s ({@code replica.lag.time.max.ms}; Kafka has 30 s), 5 s, 1 s, 1 s. */
    public static final InSyncSettings DEFAULTS = new InSyncSettings(5_000, 5_000, 1_000, 1_000);

    public InSyncSettings {
        if (lagTimeMaxMs <= 0 || resignAfterMs <= 0 || proposalRetryMs <= 0 || rejoinDelayMs < 0) {
            throw new IllegalArgumentException("in-sync settings must be positive");
        }
    }
}
