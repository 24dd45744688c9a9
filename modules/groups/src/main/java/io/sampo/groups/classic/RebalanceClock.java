package io.sampo.groups.classic;

/** The deadlines of a rebalance: until when joins are waited for, and until when syncs. */
final class RebalanceClock {
    private long joinMs = ClassicMember.NEVER;
    private long syncMs = ClassicMember.NEVER;
    private boolean isInitial;
    private int delayMs;
    private int remainingMs;
    private boolean memberAdded;

    /** An empty group waits for more members before it begins, and longer while they keep coming. */
    void startInitial(long nowMs, int delay, int remaining) {
        joinMs = nowMs + delay;
        isInitial = true;
        delayMs = delay;
        remainingMs = remaining;
        memberAdded = false;
    }

    void startJoin(long nowMs, int timeoutMs) {
        joinMs = nowMs + timeoutMs;
        isInitial = false;
    }

    void startSync(long nowMs, int timeoutMs) {
        syncMs = nowMs + timeoutMs;
    }

    void endJoin() {
        joinMs = ClassicMember.NEVER;
        isInitial = false;
    }

    void endSync() {
        syncMs = ClassicMember.NEVER;
    }

    void addMember() {
        memberAdded = true;
    }

    /** True if more time is granted, since somebody came; by this it is. */
    boolean grantsMore(long nowMs, int delay) {
        if (!isInitial || !memberAdded || remainingMs == 0) {
            return false;
        }
        int next = Math.min(delay, remainingMs);
        int left = Math.max(remainingMs - delayMs, 0);
        startInitial(nowMs, next, left);
        return true;
    }

    boolean isJoinDue(long nowMs) {
        return joinMs <= nowMs;
    }

    boolean isSyncDue(long nowMs) {
        return syncMs <= nowMs;
    }

    long next() {
        return Math.min(joinMs, syncMs);
    }
}
