package io.sampo.transport.session;

/**
 * Times of session links, all in milliseconds.
 *
 * @param heartbeatIntervalMs pause between two heartbeats of a broker
 * @param sessionTimeoutMs silence after which a session is over
 * @param connectTimeoutMs longest wait for a connection or for the answer to a Hello
 * @param backOffMinMs first pause before connecting again; doubles
 * @param backOffMaxMs longest pause before connecting again
 * @param dialBackTimeoutMs longest wait for the result of a {@link DialBack}
 */
public record SessionSettings(
        int heartbeatIntervalMs,
        int sessionTimeoutMs,
        int connectTimeoutMs,
        int backOffMinMs,
        int backOffMaxMs,
        int dialBackTimeoutMs) {
    /** The figures of ARCHITECTURE §3.3. */
    public static final SessionSettings DEFAULTS = new SessionSettings(300, 3_000, 1_000, 100, 1_000, 1_000);

    public SessionSettings {
        if (heartbeatIntervalMs <= 0 || sessionTimeoutMs <= heartbeatIntervalMs) {
            throw new IllegalArgumentException("session timeout " + sessionTimeoutMs
                    + " ms must be longer than the heartbeat interval " + heartbeatIntervalMs + " ms");
        }
        if (backOffMinMs <= 0 || backOffMaxMs < backOffMinMs || connectTimeoutMs <= 0 || dialBackTimeoutMs <= 0) {
            throw new IllegalArgumentException("times of session links must be positive, back-off min <= max");
        }
    }
}
