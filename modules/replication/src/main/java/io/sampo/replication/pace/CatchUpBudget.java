package io.sampo.replication.pace;

/**
 * How much a broker may spend on replicas that a reassignment has added, bytes per second over all partitions it leads
 * (Kafka's {@code leader.replication.throttled.rate}). As there, who is in sync is never held back, and an added replica that
 * is not yet in sync gets everything at this rate, also what is appended now.
 */
public interface CatchUpBudget {
    /** No limit. */
    CatchUpBudget UNLIMITED = new CatchUpBudget() {
        @Override
        public long openAtMs(long nowMs) {
            return nowMs;
        }

        @Override
        public int take(int wanted, long nowMs) {
            return wanted;
        }

        @Override
        public void spent(int bytes) {}
    };

    /** When the next push may leave; {@code nowMs} or earlier = now. */
    long openAtMs(long nowMs);

    /** As much of {@code wanted} bytes, at least 1, as there is now, which is spent by that; 0 if there is nothing. */
    int take(int wanted, long nowMs);

    /** So many bytes more than were taken leave, for a batch travels whole; they are waited for. Negative: so many fewer. */
    void spent(int bytes);
}
