package io.sampo.gateway.connection;

/**
 * What one connection may take of a broker (SECURITY 5.2).
 *
 * @param requestsInFlightMax requests that are worked on at once; with as many, the connection is not read from
 * @param bytesInFlightMax bytes of those requests; with as many or more, the connection is not read from
 * @param firstRequestMs how long after opening the first request may take
 * @param idleMs how long nothing may happen (Kafka's {@code connections.max.idle.ms})
 * @param frameGraceMs how long a request may arrive at any speed
 * @param frameBytesPerSecondMin how fast it has to be afterwards, on average since the grace
 * @param writeStallMs how long a client may take nothing of what is waiting for it
 */
public record ConnectionLimits(
        int requestsInFlightMax,
        long bytesInFlightMax,
        long firstRequestMs,
        long idleMs,
        long frameGraceMs,
        int frameBytesPerSecondMin,
        long writeStallMs) {
    /** What a broker starts with. */
    public static final ConnectionLimits STANDARD =
            new ConnectionLimits(64, 32 << 20, 10_000, 600_000, 10_000, 1_024, 60_000);

    public ConnectionLimits {
        positive("requestsInFlightMax", requestsInFlightMax);
        positive("bytesInFlightMax", bytesInFlightMax);
        positive("firstRequestMs", firstRequestMs);
        positive("idleMs", idleMs);
        positive("frameGraceMs", frameGraceMs);
        positive("frameBytesPerSecondMin", frameBytesPerSecondMin);
        positive("writeStallMs", writeStallMs);
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; expected 1 or more");
        }
    }
}
