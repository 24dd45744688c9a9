package io.sampo.transport.session;

/**
 * Times of {@link BrokerSessions}, all in milliseconds.
 *
 * @param sessionTimeoutMs silence after which a broker may be fenced without proof
 * @param tickIntervalMs how often the host calls {@link BrokerSessions#tick}
 * @param tickLateMs a tick later than this means that the controller itself slept
 * @param timeoutFenceGapMs shortest time between two fences of one broker for silence; doubles with each
 * @param timeoutFenceGapMaxMs longest such time; a broker that gave no cause for twice its gap begins anew
 */
public record LivenessSettings(
        long sessionTimeoutMs,
        long tickIntervalMs,
        long tickLateMs,
        long timeoutFenceGapMs,
        long timeoutFenceGapMaxMs) {
    /** The figures of ARCHITECTURE §3.3. */
    public static final LivenessSettings DEFAULTS = new LivenessSettings(3_000, 100, 500, 10_000, 320_000);
}
