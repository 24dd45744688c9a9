package io.sampo.replication.actor;

import io.sampo.replication.pace.CatchUpBudget;
import io.sampo.replication.pace.TokenBucket;

/** The budget of one broker, spent by its leaders on all their threads. Never blocks for longer than a few additions. */
public final class SharedCatchUpBudget implements CatchUpBudget {
    private final TokenBucket bucket = new TokenBucket();

    /** Bytes per second from now on; 0 = no limit. */
    public synchronized void rate(long bytesPerSecond) {
        bucket.rate(bytesPerSecond);
    }

    @Override
    public synchronized long openAtMs(long nowMs) {
        return bucket.openAtMs(nowMs);
    }

    @Override
    public synchronized int allowance(int wanted) {
        return bucket.allowance(wanted);
    }

    @Override
    public synchronized void spent(int bytes) {
        bucket.spent(bytes);
    }
}
