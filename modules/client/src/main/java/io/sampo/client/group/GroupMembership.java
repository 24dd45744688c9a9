package io.sampo.client.group;

import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One member of one group, as the client has it (KIP-848). It says when to send a heartbeat and what is in it, and what
 * changes: partitions to give up, and partitions to take. One change is under way at a time and heartbeats go on meanwhile; a
 * partition is told to be owned until whoever reads it has let it go, and the coordinator gives it to nobody before that.
 *
 * <p>Pure: time is an argument, in ms of a clock that only goes forward. Not for threads.
 */
public final class GroupMembership {
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * What a member wants.
     *
     * @param topics by name
     * @param regex of RE2, beside the names; empty = none
     */
    public record Subscription(List<String> topics, String regex) {
        /** Nothing: the member leaves. */
        public static final Subscription NOTHING = new Subscription(List.of(), "");

        public Subscription {
            topics = topics.stream().sorted().distinct().toList();
        }
    }

    /**
     * How a member is.
     *
     * @param instanceId of a static member, else null
     * @param rebalanceTimeoutMs how long it may take to give partitions up
     * @param assignor of the coordinator, empty = its default
     */
    public record Traits(
            String memberId,
            @Nullable String instanceId,
            int rebalanceTimeoutMs,
            String assignor,
            long retryBackoffMs) {}

    /** What is to be done with which partitions; {@link #done} when it is. */
    public record Change(Kind kind, SortedSet<TopicIdPartition> partitions) {
        /** What is to be done. */
        public enum Kind {
            /** Finish what was read of them, commit, and let them go. */
            GIVE_UP,
            /** Somebody else may have them already: let them go at once, commit nothing. */
            LOST,
            /** Read them, from what is committed. */
            TAKE
        }
    }

    private final Traits traits;
    private Subscription subscription = Subscription.NOTHING;
    private int epoch = GroupCall.JOINING_EPOCH;
    private boolean joined;
    /** Whether the coordinator may have it as a member: it has been told, and has not said no, nor heard goodbye. */
    private boolean mayBeKnown;

    private long membership;
    private long beatsHeard;
    private SortedSet<TopicIdPartition> owned = new TreeSet<>();
    private @Nullable SortedSet<TopicIdPartition> target;
    private @Nullable Change underWay;
    private boolean lost;
    private boolean leaving;
    /** The heartbeat whose answer counts; null = none is under way. */
    private GroupCall.@Nullable Beat beating;

    private boolean tellsSubscription = true;
    private boolean tellsOwned = true;
    private long nextBeatMs = NEVER;
    private @Nullable SampoException failure;

    public GroupMembership(Traits traits) {
        this.traits = traits;
    }

    /** Wants this from now on; with {@link Subscription#NOTHING} it leaves. */
    public void subscribe(Subscription wanted, long nowMs) {
        if (wanted.equals(Subscription.NOTHING)) {
            leave(nowMs);
            return;
        }
        // Where it is being told to the coordinator, it joins again when that is answered.
        leaving = false;
        failure = null;
        tellsSubscription |= !wanted.equals(subscription);
        subscription = wanted;
        nextBeatMs = nowMs;
    }

    /**
     * Gives everything up, then tells the coordinator, also where nothing was heard of it: the member id is this client's own
     * (KIP-1082), so who has joined without knowing leaves by it.
     */
    public void leave(long nowMs) {
        subscription = Subscription.NOTHING;
        // Who wants nothing is refused nothing.
        failure = null;
        if (mayBeKnown) {
            leaving = true;
            nextBeatMs = nowMs;
        } else {
            nextBeatMs = NEVER;
        }
    }

    /** True if it is in no group, and none is being told. */
    public boolean isOut() {
        return subscription.equals(Subscription.NOTHING) && !leaving && underWay == null && owned.isEmpty();
    }

    /** The heartbeat to send now; it is under way from here on. Null while there is none to send. */
    public GroupCall.@Nullable Beat nextBeat(long nowMs) {
        if (!mayBeat() || nowMs < nextBeatMs) {
            return null;
        }
        nextBeatMs = NEVER;
        mayBeKnown = true;
        if (mayLeave()) {
            // Behind a heartbeat that is still under way: whatever that is answered does not count any more.
            int leavingEpoch = traits.instanceId() == null ? GroupCall.LEAVING_EPOCH : GroupCall.LEAVING_STATIC_EPOCH;
            beating = beat(leavingEpoch, false, false);
        } else {
            boolean joins = epoch == GroupCall.JOINING_EPOCH;
            beating = beat(epoch, joins || tellsSubscription, joins || tellsOwned);
            tellsSubscription = false;
            tellsOwned = false;
        }
        return beating;
    }

    private boolean mayLeave() {
        return leaving && owned.isEmpty() && underWay == null;
    }

    /** False where no heartbeat is sent, whatever the time, before there is news. */
    private boolean mayBeat() {
        if (!isSubscribed() || lost) {
            // A member that wants nothing would keep a place in the group for nobody.
            return false;
        }
        if (mayLeave()) {
            return beating == null || beating.memberEpoch() >= 0;
        }
        return beating == null && failure == null && (!leaving || epoch > 0);
    }

    private GroupCall.Beat beat(int atEpoch, boolean subscribes, boolean ownedToo) {
        return new GroupCall.Beat(
                traits.memberId(),
                atEpoch,
                traits.instanceId(),
                traits.rebalanceTimeoutMs(),
                subscribes,
                subscribes ? subscription.topics() : List.of(),
                subscribes ? subscription.regex() : "",
                subscribes ? traits.assignor() : "",
                ownedToo,
                ownedToo ? List.copyOf(owned) : List.of());
    }

    /** The coordinator has answered the heartbeat {@code sent}. */
    public void answered(GroupCall.Beat sent, GroupReply.Beaten reply, long nowMs) {
        if (!sent.equals(beating)) {
            return;
        }
        if (sent.memberEpoch() < 0) {
            hasLeft(nowMs);
            return;
        }
        beating = null;
        beatsHeard++;
        switch (reply.error()) {
            case NONE -> {
                joined = true;
                epoch = reply.memberEpoch();
                if (reply.assigns()) {
                    target = new TreeSet<>(reply.assignment());
                }
                beatAt(leaving || tellsSubscription || tellsOwned ? nowMs : nowMs + reply.heartbeatIntervalMs());
            }
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID -> {
                epoch = GroupCall.JOINING_EPOCH;
                joined = false;
                mayBeKnown = false;
                membership++;
                target = null;
                lost = !owned.isEmpty() || underWay != null;
                beatAt(nowMs);
            }
            default -> {
                if (reply.error().retriable()) {
                    again(nowMs);
                } else if (tellsSubscription) {
                    // It wants something else by now, and that has not been refused.
                    beatAt(nowMs);
                } else {
                    joined = false;
                    fail(
                            new SampoException(
                                    reply.error(),
                                    reply.message().isEmpty() ? reply.error().text() : reply.message()),
                            nowMs);
                }
            }
        }
    }

    /** No answer came in time: the same is told again. */
    public void unanswered(GroupCall.Beat sent, long nowMs) {
        if (!sent.equals(beating)) {
            return;
        }
        if (sent.memberEpoch() < 0) {
            // The session timeout does the rest.
            hasLeft(nowMs);
            return;
        }
        beating = null;
        again(nowMs);
    }

    /** Nobody knows whether it was heard: everything is told, which is right whether it was or not (KIP-848). */
    private void again(long nowMs) {
        tellsSubscription = true;
        tellsOwned = true;
        beatAt(nowMs + traits.retryBackoffMs());
    }

    private void beatAt(long atMs) {
        nextBeatMs = Math.min(nextBeatMs, atMs);
    }

    private void hasLeft(long nowMs) {
        beating = null;
        joined = false;
        mayBeKnown = false;
        membership++;
        leaving = false;
        epoch = GroupCall.JOINING_EPOCH;
        target = null;
        tellsSubscription = true;
        tellsOwned = true;
        nextBeatMs = subscription.equals(Subscription.NOTHING) ? NEVER : nowMs;
    }

    private void fail(SampoException why, long nowMs) {
        if (!leaving) {
            failure = why;
        }
        // What it was given it has to give up, and may not take up again; who joins again has to be told anew what it
        // gets.
        epoch = GroupCall.JOINING_EPOCH;
        membership++;
        target = null;
        lost = !owned.isEmpty() || underWay != null;
        nextBeatMs = leaving ? nowMs : NEVER;
    }

    /** Why it cannot be a member; null = it can. */
    public @Nullable SampoException failure() {
        return failure;
    }

    /** The next change, which is under way from here on; null while one is, or where there is none. */
    public @Nullable Change nextChange() {
        if (underWay != null) {
            return null;
        }
        if (lost && owned.isEmpty()) {
            lost = false;
        }
        SortedSet<TopicIdPartition> wanted = leaving ? Collections.emptySortedSet() : target;
        if (lost) {
            underWay = new Change(Change.Kind.LOST, owned);
        } else if (wanted != null) {
            SortedSet<TopicIdPartition> surplus = new TreeSet<>(owned);
            surplus.removeAll(wanted);
            SortedSet<TopicIdPartition> missing = new TreeSet<>(wanted);
            missing.removeAll(owned);
            if (!surplus.isEmpty()) {
                underWay = new Change(Change.Kind.GIVE_UP, surplus);
            } else if (!missing.isEmpty()) {
                underWay = new Change(Change.Kind.TAKE, missing);
            }
        }
        return underWay;
    }

    /** The change that was under way is done. */
    public void done(long nowMs) {
        Change change = underWay;
        underWay = null;
        if (change == null) {
            return;
        }
        SortedSet<TopicIdPartition> next = new TreeSet<>(owned);
        if (change.kind() == Change.Kind.TAKE) {
            next.addAll(change.partitions());
        } else {
            next.removeAll(change.partitions());
        }
        owned = next;
        if (lost && change.kind() != Change.Kind.LOST) {
            // It has been thrown out meanwhile: nextChange tells of the rest.
            return;
        }
        lost = false;
        if (failure == null) {
            tellsOwned = true;
            if (isSubscribed()) {
                beatAt(nowMs);
            }
        }
    }

    /** The change under way comes to nothing: nothing of it was taken. */
    public void abandoned() {
        underWay = null;
    }

    /** False where a change to take partitions has been overtaken. */
    public boolean wants(Change change) {
        return target != null && !leaving && !lost && target.containsAll(change.partitions());
    }

    /** True while it is in a group, or on its way in or out: then it may not speak for the group as somebody else. */
    public boolean isSubscribed() {
        return leaving || !subscription.equals(Subscription.NOTHING);
    }

    /** True once it is out against its will, until whoever reads has let everything go. */
    public boolean hasLost() {
        return lost;
    }

    /** What is told to be owned. */
    public SortedSet<TopicIdPartition> owned() {
        return Collections.unmodifiableSortedSet(owned);
    }

    /** True while the group has it as a member, as far as is known. */
    public boolean isMember() {
        return joined && epoch > 0;
    }

    /**
     * Number of its membership, or of the one that it is on its way into: the member id is the same in all of them. Between two
     * of them its partitions may have been somebody else's.
     */
    public long membership() {
        return membership;
    }

    public String memberId() {
        return traits.memberId();
    }

    public @Nullable String instanceId() {
        return traits.instanceId();
    }

    public int epoch() {
        return epoch;
    }

    /** Heartbeats that the coordinator has answered. */
    public long beatsHeard() {
        return beatsHeard;
    }

    /** Asks the coordinator how things are, now. */
    public void beatSoon(long nowMs) {
        if (isMember()) {
            beatAt(nowMs);
        }
    }

    /** When {@link #nextBeat} has something; {@code Long.MAX_VALUE} = after news only. */
    public long nextDeadlineMs() {
        return mayBeat() ? nextBeatMs : NEVER;
    }
}
