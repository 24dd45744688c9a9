package io.sampo.replication.actor.waiting;

import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.model.Offsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Produce requests that came to a follower which may be about to lead. The old leader names the new one to its clients (KIP-951)
 * some milliseconds before the new one has heard of it; refused, a client waits {@code retry.backoff.ms}, at least 100 ms, and
 * its next batches overtake the one that was refused. So they are held, and served, or refused, in the order in which they came.
 *
 * <p>Who led a while ago refuses at once: its clients are those of before, and the refusal tells them where to go. Plain data;
 * the time is given to it.
 */
public final class EarlyProduces {
    /** As long as a client would stay away after a refusal. */
    public static final long HOLD_MS = 200;
    /**
     * So long after its leadership clients of before come, and nobody is held: a busy one comes at once. Of one that comes
     * later nobody can tell whether he is of before; he may have to wait, once.
     */
    public static final long AFTER_LEADING_MS = 2_000;
    /** Above it, requests are refused. */
    public static final long BYTES_MAX = 8L * 1024 * 1024;

    private static final long NEVER = Long.MIN_VALUE;

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long heldBytes;
    private boolean full;
    private long ledUntilMs = NEVER;

    private record Held(Produce produce, long deadlineMs) {}

    /** Its leadership ended. */
    public void ledUntil(long nowMs) {
        ledUntilMs = nowMs;
    }

    /**
     * Holds {@code produce}; false if it is to be answered now.
     *
     * @param leaderEpoch the present one here: what was meant for that or an earlier one is not meant for this replica
     */
    public boolean hold(Produce produce, int leaderEpoch, long nowMs) {
        int bytes = produce.batches().remaining();
        boolean hasLedLately = ledUntilMs != NEVER && nowMs - ledUntilMs < AFTER_LEADING_MS;
        boolean isOld = produce.leaderEpoch() != Offsets.NO_EPOCH && produce.leaderEpoch() <= leaderEpoch;
        if (isOld || hasLedLately) {
            return false;
        }
        // Nor is anybody held behind one that was refused: he would overtake it.
        if (full || heldBytes + bytes > BYTES_MAX) {
            full = !held.isEmpty();
            return false;
        }
        heldBytes += bytes;
        return held.add(new Held(produce, nowMs + Math.min(HOLD_MS, produce.timeoutMs())));
    }

    /** Takes out the oldest one; null if there is none. */
    @Nullable
    public Produce next() {
        Held first = held.poll();
        if (first == null) {
            return null;
        }
        heldBytes -= first.produce.batches().remaining();
        full &= !held.isEmpty();
        return first.produce;
    }

    /** When the oldest one has waited long enough; then nobody waits behind it either, or he would overtake it. */
    public long deadlineMs() {
        Held first = held.peek();
        return first == null ? Long.MAX_VALUE : first.deadlineMs;
    }
}
