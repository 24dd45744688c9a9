package io.sampo.replication.actor;

import io.sampo.replication.pace.CatchUpBudget;
import io.sampo.replication.pace.TokenBucket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

/** The budget of one broker, spent by its leaders on all their threads. Safe for several threads; never blocks. */
public final class SharedCatchUpBudget implements CatchUpBudget {
    /** Never changed once it is here: each change puts a copy in its place. */
    private final AtomicReference<TokenBucket> bucket = new AtomicReference<>(new TokenBucket());

    /** Bytes per second from now on; 0 = no limit. */
    public void rate(long bytesPerSecond) {
        change(copy -> {
            copy.rate(bytesPerSecond);
            return 0;
        });
    }

    @Override
    public long openAtMs(long nowMs) {
        return bucket.get().isLimited() ? change(copy -> copy.openAtMs(nowMs)) : nowMs;
    }

    @Override
    public int take(int wanted, long nowMs) {
        return bucket.get().isLimited() ? (int) change(copy -> copy.take(wanted, nowMs)) : wanted;
    }

    @Override
    public void spent(int bytes) {
        if (bucket.get().isLimited()) {
            change(copy -> {
                copy.spent(bytes);
                return 0;
            });
        }
    }

    private long change(ToLongFunction<TokenBucket> change) {
        while (true) {
            TokenBucket seen = bucket.get();
            TokenBucket copy = seen.copy();
            long answer = change.applyAsLong(copy);
            if (bucket.compareAndSet(seen, copy)) {
                return answer;
            }
        }
    }
}
