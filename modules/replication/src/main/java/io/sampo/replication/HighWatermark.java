package io.sampo.replication;

import io.sampo.model.Offsets;
import java.util.List;

/** R6 as a function: the smallest counted offset over the maximal ISR, the leader's own included. */
final class HighWatermark {
    private HighWatermark() {}

    /**
     * The offset below which everything is committed, or {@link Offsets#UNKNOWN} while that cannot be said: the ISR is
     * below its minimum (R10), or a member of the maximal ISR has not acknowledged in this session (R2).
     *
     * @param ownEnd the leader's log end, or what it has forced in durable mode
     */
    static long of(InSyncReplicas isr, List<FollowerProgress> followers, long ownEnd) {
        if (!isr.hasMinimum()) {
            return Offsets.UNKNOWN;
        }
        long smallest = ownEnd;
        int members = 1;
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            if (isr.maximalContains(follower.brokerId())) {
                if (follower.counted() == Offsets.UNKNOWN) {
                    return Offsets.UNKNOWN;
                }
                smallest = Math.min(smallest, follower.counted());
                members++;
            }
        }
        return members == isr.maximalSize() ? smallest : Offsets.UNKNOWN;
    }
}
