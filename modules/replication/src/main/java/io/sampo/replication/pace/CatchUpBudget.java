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
        public int allowance(int wanted) {
            return wanted;
        }

        @Override
        public void spent(int bytes) {}
    };

    /** When the next push may leave; {@code nowMs} or earlier = now. */
    long openAtMs(long nowMs);

    /** How much of {@code wanted} bytes one push may hold, at least 1: a batch always travels whole. */
    int allowance(int wanted);

    /** So many bytes leave; what exceeds the budget is waited for. Negative: so many of those have not left after all. */
    void spent(int bytes);
}
