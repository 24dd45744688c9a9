package io.sampo.broker.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which members of the Pekko cluster the active controller removes; pure, time is an argument. Pekko lets a member go when it
 * is down <em>and</em> unreachable, so one that is proven dead is downed when the failure detector has noticed, and not
 * before: that removes it no sooner, and a new incarnation that asks to join meanwhile would have to wait for the failure
 * detector. As long as the old one is not down, Pekko takes the new one's request itself as the proof, and lets it in.
 *
 * <p>That is so at the same address only. A broker that was started elsewhere while its older process is cut off is not up,
 * and starts no replica, before the older one is removed; nobody else would do that, for the broker is not fenced any more.
 */
final class DeadMembers {
    /**
     * A member as one node of the cluster sees it.
     *
     * @param uid tells the incarnations at one address apart
     * @param displaced another process, at another address, is registered as that broker
     */
    record Seen(long uid, int brokerId, boolean unreachable, boolean displaced) {}

    /** A member to be removed, and why. */
    record Removal(Seen member, String why) {}

    private final long fencedMaxMs;
    private final Set<Long> provenDead = new HashSet<>();
    private final Map<Integer, Long> fencedSinceMs = new HashMap<>();

    /** @param fencedMaxMs a member that is fenced and unreachable for this long is removed without proof */
    DeadMembers(long fencedMaxMs) {
        this.fencedMaxMs = fencedMaxMs;
    }

    /** The process of that broker has ended; whoever of {@code members} is that broker by now was that process. */
    void provenDead(int brokerId, Collection<Seen> members) {
        members.stream()
                .filter(member -> member.brokerId() == brokerId)
                .forEach(member -> provenDead.add(member.uid()));
    }

    /** Another node is the controller: how long somebody is fenced counts from when this one is it again. */
    void forgetFenced() {
        fencedSinceMs.clear();
    }

    /** What is to be removed now, given all members and the brokers that are fenced. */
    List<Removal> decide(Collection<Seen> members, Set<Integer> fenced, long nowMs) {
        provenDead.retainAll(members.stream().map(Seen::uid).collect(Collectors.toSet()));
        fencedSinceMs.keySet().retainAll(fenced);
        fenced.forEach(broker -> fencedSinceMs.putIfAbsent(broker, nowMs));
        List<Removal> removals = new ArrayList<>();
        for (Seen member : members) {
            if (!member.unreachable()) {
                continue;
            }
            if (isProvenDead(member)) {
                removals.add(new Removal(member, "its process is dead"));
            } else if (member.displaced()) {
                removals.add(new Removal(member, "unreachable, and another process is registered in its place"));
            } else if (isFencedForLong(member, nowMs)) {
                removals.add(new Removal(member, "fenced and unreachable for " + fencedMaxMs / 1_000 + " s"));
            }
        }
        return removals;
    }

    private boolean isProvenDead(Seen member) {
        return provenDead.contains(member.uid());
    }

    private boolean isFencedForLong(Seen member, long nowMs) {
        Long since = fencedSinceMs.get(member.brokerId());
        return since != null && nowMs - since >= fencedMaxMs;
    }
}
