package io.sampo.replication;

import io.sampo.replication.pace.CatchUpBudget;

/**
 * Holds back pushes to replicas that a reassignment has added and that are not in sync yet, however little they lack, by the
 * budget that all partitions of the broker share. For a member of the maximal ISR producers wait (R7): whoever becomes one is
 * not held back any more, not even by what it has been told to wait.
 */
final class CatchUpPace {
    /** The rate may be raised meanwhile. */
    private static final long LOOK_MS = 1_000;

    private final PartitionReplica replica;
    private final InSyncReplicas isr;

    CatchUpPace(PartitionReplica replica, InSyncReplicas isr) {
        this.replica = replica;
        this.isr = isr;
    }

    private boolean holds(FollowerProgress follower) {
        return replica.metadata().isAdding(follower.brokerId()) && !isr.maximalContains(follower.brokerId());
    }

    private CatchUpBudget budget() {
        return replica.effects().catchUpBudget();
    }

    /** From when on something may be sent to {@code follower}, as far as is known now. */
    long openAtMs(FollowerProgress follower) {
        long openAtMs = follower.timers.openAtMs();
        return holds(follower) ? Math.max(openAtMs, follower.timers.pacedUntilMs()) : openAtMs;
    }

    /** True if the budget is used up; then the follower's time is set. */
    boolean refuses(FollowerProgress follower, long nowMs) {
        if (!holds(follower)) {
            return false;
        }
        long openAtMs = budget().openAtMs(nowMs);
        if (openAtMs > nowMs) {
            follower.timers.paced(Math.min(openAtMs, nowMs + LOOK_MS));
        }
        return openAtMs > nowMs;
    }

    /** How much of {@code wanted} may be read; so much is spent at once, for others ask before it has left. */
    int reserve(FollowerProgress follower, int wanted) {
        if (!holds(follower)) {
            return wanted;
        }
        int reserved = budget().allowance(wanted);
        budget().spent(reserved);
        follower.reserved = reserved;
        return reserved;
    }

    /** What was reserved has been read, or will not be: what leaves is {@link #spent}. */
    void release(FollowerProgress follower) {
        if (follower.reserved > 0) {
            budget().spent(-follower.reserved);
            follower.reserved = 0;
        }
    }

    /** A push left. */
    void spent(FollowerProgress follower, int bytes) {
        if (holds(follower)) {
            budget().spent(bytes);
        }
    }
}
