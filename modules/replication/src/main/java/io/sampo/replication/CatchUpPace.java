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

    /**
     * How much of {@code wanted} bytes may be pushed now, which is spent at once, for others ask before it has left. 0 if the
     * budget is used up; then the follower's time is set. Batches travel whole: what leaves may be more.
     */
    int reserve(FollowerProgress follower, int wanted, long nowMs) {
        if (!holds(follower)) {
            return wanted;
        }
        follower.reserved = budget().take(wanted, nowMs);
        if (follower.reserved == 0) {
            follower.timers.paced(Math.min(budget().openAtMs(nowMs), nowMs + LOOK_MS));
        }
        return follower.reserved;
    }

    /** A push of so many bytes left: what it had more than was reserved is paid as well. */
    void left(FollowerProgress follower, int bytes) {
        int unpaid = (holds(follower) ? bytes : 0) - follower.reserved;
        follower.reserved = 0;
        if (unpaid != 0) {
            budget().spent(unpaid);
        }
    }

    /** Nothing leaves of what was reserved. */
    void release(FollowerProgress follower) {
        if (follower.reserved > 0) {
            budget().spent(-follower.reserved);
            follower.reserved = 0;
        }
    }
}
