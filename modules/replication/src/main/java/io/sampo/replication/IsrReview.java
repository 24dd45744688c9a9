package io.sampo.replication;

import io.sampo.replication.pace.InSyncSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a leader asks for another ISR (R8, R9): members that lag leave, replicas that have caught up join, one proposal at a
 * time. The leader itself is always a member. After an unclean election (R12) it proposes the full ISR once more, which
 * says that every replica has followed it.
 */
final class IsrReview {
    private static final long NEVER = Long.MIN_VALUE;
    /** A resignation may be lost, or come while the controller moves, or find nobody else who may lead. */
    private static final long RESIGN_AGAIN_MS = 30_000;

    private final PartitionReplica replica;
    private final InSyncSettings settings;
    private final InSyncReplicas isr;
    private final long epochStart;
    private long resignedAtMs = NEVER;
    private long beganMs = NEVER;
    private long notBeforeMs = NEVER;

    IsrReview(PartitionReplica replica, InSyncReplicas isr, long epochStart) {
        this.replica = replica;
        this.settings = replica.settings().inSync();
        this.isr = isr;
        this.epochStart = epochStart;
    }

    /** Looks whether the ISR ought to change, and proposes it; repeats a proposal that nobody answered. */
    void consider(List<FollowerProgress> followers, long nowMs) {
        beganMs = beganMs == NEVER ? nowMs : beganMs;
        Map<Integer, Long> open = isr.proposed();
        if (open != null) {
            if (nowMs >= isr.proposedAtMs() + settings.proposalRetryMs()) {
                isr.proposedAgain(nowMs);
                send(open);
            }
            return;
        }
        // It asks to be relieved, and goes on: whoever may join may do so meanwhile.
        resignAlone(followers, nowMs);
        if (nowMs < notBeforeMs) {
            return;
        }
        Map<Integer, Long> target = target(followers, nowMs, true);
        if (target != null && resignsInstead(target, followers, nowMs)) {
            target = target(followers, nowMs, false);
        }
        if (target == null) {
            return;
        }
        for (FollowerProgress follower : followers) {
            if (isr.contains(follower.brokerId()) && !target.containsKey(follower.brokerId())) {
                follower.lag.dropped(nowMs, settings.rejoinDelayMs());
            }
        }
        // Before it is sent: from that moment on the maximal ISR counts (R7).
        isr.propose(target, nowMs);
        send(target);
    }

    /** The last proposal was refused for good: the next one waits, the news that explain it are on their way. */
    void refused(long nowMs) {
        notBeforeMs = nowMs + settings.proposalRetryMs();
    }

    long deadlineMs(List<FollowerProgress> followers) {
        if (isr.isProposing()) {
            return isr.proposedAtMs() + settings.proposalRetryMs();
        }
        long deadline = hasRecovered(followers) ? notBeforeMs : Long.MAX_VALUE;
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            if (isr.contains(follower.brokerId())) {
                long lagsAt = follower.lag.lagsAtMs(settings.lagTimeMaxMs());
                if (lagsAt != Long.MAX_VALUE && resignedAtMs != NEVER) {
                    lagsAt = Math.max(lagsAt, resignedAtMs + settings.resignAfterMs());
                }
                deadline = Math.min(deadline, lagsAt);
            } else if (InSyncReplicas.mayJoin(follower, replica.log().highWatermark(), epochStart)) {
                deadline = Math.min(deadline, follower.lag.rejoinAtMs());
            }
        }
        deadline = Math.max(deadline, notBeforeMs);
        for (int i = 0; i < followers.size(); i++) {
            deadline = Math.min(deadline, resignsAloneAtMs(followers.get(i)));
        }
        return deadline;
    }

    /**
     * R25 below the minimum: an eligible replica lives, as the controller sees, and does not answer this leader. It may reach
     * the others, and commit with them.
     */
    private void resignAlone(List<FollowerProgress> followers, long nowMs) {
        for (int i = 0; i < followers.size(); i++) {
            if (nowMs >= resignsAloneAtMs(followers.get(i))) {
                resign(followers.get(i), nowMs);
                return;
            }
        }
    }

    private long resignsAloneAtMs(FollowerProgress follower) {
        boolean instead = !isr.hasMinimum()
                && follower.brokerEpoch() >= 0
                && replica.metadata().state().elr().contains(follower.brokerId());
        long silentMs = Math.max(beganMs, follower.lag.heardMs()) + settings.resignAfterMs();
        if (!instead) {
            return Long.MAX_VALUE;
        }
        return resignedAtMs == NEVER ? silentMs : Math.max(silentMs, resignedAtMs + RESIGN_AGAIN_MS);
    }

    private void resign(FollowerProgress silent, long nowMs) {
        resignedAtMs = nowMs;
        replica.effects()
                .resign(
                        replica.leaderEpoch(),
                        "broker " + silent.brokerId() + " is alive but does not answer this leader");
    }

    /**
     * The ISR as it ought to be, from one snapshot of the metadata (H18); null if it is as it ought to be.
     *
     * @param shrinks false keeps those that lag
     */
    private @Nullable Map<Integer, Long> target(List<FollowerProgress> followers, long nowMs, boolean shrinks) {
        Map<Integer, Long> target = new LinkedHashMap<>();
        target.put(replica.self().brokerId(), replica.self().brokerEpoch());
        boolean changes = hasRecovered(followers);
        boolean vouched = true;
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            boolean member = isr.contains(follower.brokerId());
            if (shrinks && member && follower.lag.isLagging(nowMs, settings.lagTimeMaxMs())) {
                changes = true;
            } else if (member) {
                vouched &= follower.brokerEpoch() >= 0;
                target.put(follower.brokerId(), follower.brokerEpoch());
            } else if (nowMs >= follower.lag.rejoinAtMs()
                    && InSyncReplicas.mayJoin(follower, replica.log().highWatermark(), epochStart)) {
                changes = true;
                target.put(follower.brokerId(), follower.brokerEpoch());
            }
        }
        if (changes && !vouched) {
            // A member is fenced, or stops: the controller is taking it out, and would refuse whatever still holds it.
            notBeforeMs = nowMs + settings.proposalRetryMs();
        }
        return changes && vouched ? target : null;
    }

    /** R12: every replica holds what the leader had when it took over, whatever it had to cut for that. */
    private boolean hasRecovered(List<FollowerProgress> followers) {
        if (!replica.metadata().state().recovering()) {
            return false;
        }
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            if (!isr.contains(follower.brokerId()) || follower.counted() < epochStart) {
                return false;
            }
        }
        return true;
    }

    /**
     * R25: to shrink below the minimum would stop acks=all, and peers that the controller sees do not answer here: the link
     * is the leader's. It asks for another leader, and shrinks if that has not helped soon.
     */
    private boolean resignsInstead(Map<Integer, Long> target, List<FollowerProgress> followers, long nowMs) {
        if (target.size() >= isr.minimum() || isr.size() < isr.minimum()) {
            return false;
        }
        if (resignedAtMs != NEVER) {
            return nowMs < resignedAtMs + settings.resignAfterMs();
        }
        for (FollowerProgress follower : followers) {
            boolean leaves = isr.contains(follower.brokerId()) && !target.containsKey(follower.brokerId());
            boolean silent = nowMs - follower.lag.heardMs() >= settings.resignAfterMs();
            if (leaves && silent && follower.brokerEpoch() >= 0) {
                resign(follower, nowMs);
                return true;
            }
        }
        return false;
    }

    private void send(Map<Integer, Long> target) {
        replica.effects()
                .proposeIsr(replica.leaderEpoch(), replica.metadata().state().partitionEpoch(), target);
    }
}
