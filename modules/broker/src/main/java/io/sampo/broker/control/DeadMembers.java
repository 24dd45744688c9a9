package io.sampo.broker.control;

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
 */
final class DeadMembers {
    /** A member as one node of the cluster sees it. {@code uid} tells the incarnations at one address apart. */
    record Seen(long uid, int brokerId, boolean unreachable) {}

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
        return members.stream()
                .filter(Seen::unreachable)
                .filter(member -> isProvenDead(member) || isFencedForLong(member, nowMs))
                .map(member -> new Removal(
                        member,
                        isProvenDead(member)
                                ? "its process is dead"
                                : "fenced and unreachable for " + fencedMaxMs / 1_000 + " s"))
                .toList();
    }

    private boolean isProvenDead(Seen member) {
        return provenDead.contains(member.uid());
    }

    private boolean isFencedForLong(Seen member, long nowMs) {
        Long since = fencedSinceMs.get(member.brokerId());
        return since != null && nowMs - since >= fencedMaxMs;
    }
}
