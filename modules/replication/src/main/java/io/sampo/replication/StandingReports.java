package io.sampo.replication;

import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;

/**
 * What a replica tells the controller again and again, because a message may be lost or come while nothing can be done: that
 * it cannot lead what it was chosen for, and where its log ends when nobody is known to hold everything (H25). Newer
 * metadata end both.
 */
final class StandingReports {
    private static final long RESIGN_RETRY_MS = 2_000;
    private static final long TAIL_RETRY_MS = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final PartitionReplica replica;
    private long resignAtMs = NEVER;
    private long tailAtMs = NEVER;

    StandingReports(PartitionReplica replica) {
        this.replica = replica;
    }

    /** Newer metadata, or the end of the replica. */
    void clear() {
        resignAtMs = NEVER;
        tailAtMs = NEVER;
    }

    /** Until the metadata name another leader. */
    void resignIfNamed(String why, long nowMs) {
        ReplicaMetadata metadata = replica.metadata();
        boolean named = metadata.leader() == replica.self().brokerId() && replica.isCurrentMember();
        resignAtMs = named ? nowMs + RESIGN_RETRY_MS : NEVER;
        if (named) {
            replica.effects().resign(metadata.leaderEpoch(), why);
        }
    }

    /** With the next tick, whose time is known. */
    void resignAgain() {
        resignAtMs = 0;
    }

    /**
     * ISR and ELR are empty and this is one of those that were in them: it may hold the most of what is left. A log that is
     * being written has no end yet; one that failed says that there is nothing to wait for.
     */
    void sayTailIfAsked(long nowMs) {
        if (!isAsked()) {
            tailAtMs = NEVER;
            return;
        }
        tailAtMs = nowMs + TAIL_RETRY_MS;
        int partitionEpoch = replica.metadata().state().partitionEpoch();
        if (replica.isFailed()) {
            replica.effects().reportTail(partitionEpoch, Offsets.NO_EPOCH, Offsets.UNKNOWN);
        } else if (!replica.isTruncating() && !replica.log().isWriting()) {
            replica.effects()
                    .reportTail(
                            partitionEpoch,
                            replica.log().lastEpoch(),
                            replica.log().logEnd());
        }
    }

    private boolean isAsked() {
        PartitionState state = replica.metadata().state();
        return !state.hasLeader()
                && state.isr().isEmpty()
                && state.elr().isEmpty()
                && state.lastKnownElr().contains(replica.self().brokerId())
                && replica.isCurrentMember();
    }

    void tick(long nowMs) {
        if (nowMs >= resignAtMs) {
            resignIfNamed("nobody has taken over yet", nowMs);
        }
        if (nowMs >= tailAtMs) {
            sayTailIfAsked(nowMs);
        }
    }

    long nextDeadlineMs() {
        return Math.min(resignAtMs, tailAtMs);
    }
}
