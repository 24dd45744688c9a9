package io.sampo.groups.classic;

import io.sampo.groups.Blob;
import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.Now;
import io.sampo.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a rebalance of a classic group begins, goes on and ends, by requests and by the time. */
public final class ClassicRebalance {
    private final ClassicGroup group;
    private final GroupSettings settings;

    public ClassicRebalance(ClassicGroup group, GroupSettings settings) {
        this.group = group;
        this.settings = settings;
    }

    /** Begins a rebalance where one may begin; else looks whether the one that is going on has everybody. */
    void prepareOrComplete(Draft draft, Now now) {
        if (group.state().leadsTo(ClassicState.PREPARING_REBALANCE)) {
            prepare(draft, now);
        } else {
            completeIfAllJoined(draft, now);
        }
    }

    /** Begins a rebalance: everybody has to join again. */
    public void prepare(Draft draft, Now now) {
        if (group.is(ClassicState.COMPLETING_REBALANCE)) {
            group.members().forEach(member -> member.assign(Blob.EMPTY));
            answerSyncs(draft, ErrorCode.REBALANCE_IN_PROGRESS, now);
        }
        group.pendingSyncs().clear();
        group.clock().endSync();
        boolean isInitial = group.is(ClassicState.EMPTY);
        if (isInitial) {
            int delay = settings.initialRebalanceDelayMs();
            group.clock().startInitial(now.ms(), delay, Math.max(group.rebalanceTimeoutMs() - delay, 0));
        }
        group.moveTo(ClassicState.PREPARING_REBALANCE, now);
        if (isInitial) {
            return;
        }
        // Ids that were given out are waited for by those that joined; if nobody has, there is nothing to wait with.
        if (group.hasAllJoined() || group.size() == 0) {
            complete(draft, now);
        } else {
            group.clock().startJoin(now.ms(), group.rebalanceTimeoutMs());
        }
    }

    /** Ends the joining if nobody is missing. A group that was empty waits for its delay whoever has come. */
    void completeIfAllJoined(Draft draft, Now now) {
        if (group.is(ClassicState.PREPARING_REBALANCE)
                && group.previousState() != ClassicState.EMPTY
                && group.hasAllJoined()) {
            complete(draft, now);
        }
    }

    /** Ends the joining: who is not there is out, the others have a new generation. */
    void complete(Draft draft, Now now) {
        group.clock().endJoin();
        List<ClassicMember> late = group.members().stream()
                .filter(member -> !member.awaitsJoin() && member.instanceId() == null)
                .toList();
        late.forEach(member -> group.remove(member.memberId()));
        if (!electsLeader() && group.size() > 0) {
            // Only static members, and none of them is back: their sessions decide.
            group.clock().startJoin(now.ms(), group.rebalanceTimeoutMs());
            return;
        }
        group.beginGeneration(now);
        if (group.is(ClassicState.EMPTY)) {
            draft.write(new ClassicGroupStored(group.snapshot()));
            return;
        }
        for (ClassicMember member : List.copyOf(group.members())) {
            answerJoin(draft, member, joined(member, false, group.isLeader(member.memberId())));
            member.expireAt(now.ms() + member.sessionTimeoutMs());
            member.setNew(false);
            group.pendingSyncs().add(member.memberId());
        }
        group.clock().startSync(now.ms(), group.rebalanceTimeoutMs());
    }

    /** The leader leads the next generation if it is there; else the eldest that is. */
    private boolean electsLeader() {
        String leader = group.leader();
        if (leader == null) {
            return false;
        }
        if (Objects.requireNonNull(group.member(leader)).awaitsJoin()) {
            return true;
        }
        for (ClassicMember member : group.members()) {
            if (member.awaitsJoin()) {
                group.elect(member.memberId());
                return true;
            }
        }
        return false;
    }

    /** The leader has divided: the group is stable, and is written down. */
    void assign(Draft draft, Map<String, Blob> assignments, Now now) {
        group.members().forEach(member -> member.assign(assignments.getOrDefault(member.memberId(), Blob.EMPTY)));
        draft.write(new ClassicGroupStored(group.snapshot()));
        answerSyncs(draft, ErrorCode.NONE, now);
        group.moveTo(ClassicState.STABLE, now);
    }

    private void answerSyncs(Draft draft, ErrorCode error, Now now) {
        for (ClassicMember member : group.members()) {
            if (member.awaitsSync()) {
                draft.answer(member.takeSync(), error == ErrorCode.NONE ? synced(member) : Synced.refused(error));
                member.expireAt(now.ms() + member.sessionTimeoutMs());
            }
        }
    }

    /** Takes a member out, and goes on without it. */
    void removeAndGoOn(Draft draft, ClassicMember member, Now now) {
        remove(draft, member);
        if (group.is(ClassicState.STABLE) || group.is(ClassicState.COMPLETING_REBALANCE)) {
            prepareOrComplete(draft, now);
        } else if (group.is(ClassicState.PREPARING_REBALANCE) && group.hasAllJoined()) {
            complete(draft, now);
        }
    }

    /** Takes a member out; what it waits for is answered. */
    void remove(Draft draft, ClassicMember member) {
        answerJoin(draft, member, Joined.refused(ErrorCode.UNKNOWN_MEMBER_ID, ""));
        if (member.awaitsSync()) {
            draft.answer(member.takeSync(), Synced.refused(ErrorCode.UNKNOWN_MEMBER_ID));
        }
        group.remove(member.memberId());
    }

    /** The next time that something is due; {@code Long.MAX_VALUE} = never. */
    public long nextDeadlineMs() {
        long next = group.clock().next();
        for (ClassicMember member : group.members()) {
            next = Math.min(next, member.deadlineMs());
        }
        for (long pending : group.pendingJoins().values()) {
            next = Math.min(next, pending);
        }
        return next;
    }

    /** Does what is due. Who waits for a rebalance that is due as well goes on with it, and is not taken for dead. */
    public void expire(Draft draft, Now now) {
        expirePendingJoins(draft, now);
        if (group.clock().isJoinDue(now.ms())
                && !group.clock().grantsMore(now.ms(), settings.initialRebalanceDelayMs())) {
            complete(draft, now);
        }
        if (group.clock().isSyncDue(now.ms())) {
            expireSyncs(draft, now);
        }
        expireSessions(draft, now);
    }

    private void expirePendingJoins(Draft draft, Now now) {
        List<String> unused = new ArrayList<>();
        group.pendingJoins().forEach((memberId, untilMs) -> {
            if (untilMs <= now.ms()) {
                unused.add(memberId);
            }
        });
        for (String memberId : unused) {
            group.remove(memberId);
            if (group.is(ClassicState.PREPARING_REBALANCE) && group.hasAllJoined()) {
                complete(draft, now);
            }
        }
    }

    private void expireSessions(Draft draft, Now now) {
        for (ClassicMember member : List.copyOf(group.members())) {
            if (member.deadlineMs() <= now.ms() && group.member(member.memberId()) == member) {
                if (member.isExcused()) {
                    member.expireAt(ClassicMember.NEVER);
                } else {
                    removeAndGoOn(draft, member, now);
                }
            }
        }
    }

    /** Who has joined this generation and never synced is out. */
    private void expireSyncs(Draft draft, Now now) {
        group.clock().endSync();
        boolean isSyncing = group.is(ClassicState.COMPLETING_REBALANCE) || group.is(ClassicState.STABLE);
        if (isSyncing && !group.pendingSyncs().isEmpty()) {
            for (String memberId : List.copyOf(group.pendingSyncs())) {
                ClassicMember member = group.member(memberId);
                if (member != null) {
                    remove(draft, member);
                }
            }
            prepare(draft, now);
        }
    }

    void answerJoin(Draft draft, ClassicMember member, Joined answer) {
        if (member.awaitsJoin()) {
            draft.answer(member.takeJoin(), answer);
        }
    }

    /** What a member is answered that has joined this generation. */
    Joined joined(ClassicMember member, boolean skipAssignment, boolean withMembers) {
        return new Joined(
                ErrorCode.NONE,
                member.memberId(),
                group.generation(),
                type(),
                group.protocol(),
                Objects.requireNonNullElse(group.leader(), ""),
                skipAssignment,
                withMembers ? group.joinedMembers() : List.of());
    }

    /** What a member is answered that has synced. */
    Synced synced(ClassicMember member) {
        return new Synced(ErrorCode.NONE, type(), group.protocol(), member.assignment());
    }

    private @Nullable String type() {
        return group.protocolType().isEmpty() ? null : group.protocolType();
    }
}
