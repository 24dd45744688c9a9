package io.sampo.groups.classic;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.Left;
import io.sampo.groups.GroupResponse.Left.LeftMember;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a classic group ask for. Errors are thrown as {@link SampoException}, before anything is changed. An
 * answer that has to wait is missing from the decision; the id of its request is kept with the member.
 */
public final class ClassicRequests {
    private final ClassicGroup group;
    private final ClassicRebalance rebalance;
    private final GroupSettings settings;

    public ClassicRequests(ClassicGroup group, ClassicRebalance rebalance, GroupSettings settings) {
        this.group = group;
        this.rebalance = rebalance;
        this.settings = settings;
    }

    /** Joins; the answer comes when everybody has. */
    public void join(Draft draft, Join request, RequestContext context) {
        boolean isUnknown = request.memberId().isEmpty();
        if (!hasRoomFor(request.memberId())) {
            group.remove(request.memberId());
            throw new SampoException(
                    ErrorCode.GROUP_MAX_SIZE_REACHED, "The group has its group.max.size of " + settings.maxSize());
        }
        if (group.is(ClassicState.DEAD)) {
            throw new SampoException(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The group is being deleted");
        }
        if (!group.supports(request.protocolType(), request.protocols())) {
            throw new SampoException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Protocol type '" + request.protocolType() + "' and its protocols do not fit the group's '"
                            + group.protocolType() + "'");
        }
        if (isUnknown && request.instanceId() != null) {
            joinNewStatic(draft, request, request.instanceId(), context);
        } else if (isUnknown) {
            joinNewDynamic(draft, request, context);
        } else if (group.pendingJoins().containsKey(request.memberId())) {
            if (request.instanceId() != null) {
                throw new SampoException(
                        ErrorCode.UNKNOWN_MEMBER_ID, "That member id was given to a member that is not static");
            }
            add(draft, request, request.memberId(), context);
        } else {
            joinAgain(draft, request, context);
        }
    }

    private boolean hasRoomFor(String memberId) {
        ClassicMember member = group.member(memberId);
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            // Who waits already may stay: so the last to join again are those that a smaller limit leaves out.
            case PREPARING_REBALANCE ->
                (member != null && member.awaitsJoin()) || group.waitingJoins() < settings.maxSize();
            case COMPLETING_REBALANCE, STABLE -> member != null || group.size() < settings.maxSize();
        };
    }

    private void joinNewStatic(Draft draft, Join request, String instanceId, RequestContext context) {
        String memberId = instanceId + "-" + context.freshId();
        String holder = group.memberOfInstance(instanceId);
        if (holder == null) {
            add(draft, request, memberId, context);
        } else {
            replace(draft, request, Objects.requireNonNull(group.member(holder)), memberId, context);
        }
    }

    private void joinNewDynamic(Draft draft, Join request, RequestContext context) {
        String memberId = context.clientId() + "-" + context.freshId();
        if (!request.needsMemberId()) {
            add(draft, request, memberId, context);
            return;
        }
        group.pendingJoins().put(memberId, context.now().ms() + request.sessionTimeoutMs());
        draft.answer(context.requestId(), Joined.refused(ErrorCode.MEMBER_ID_REQUIRED, memberId));
    }

    private void add(Draft draft, Join request, String memberId, RequestContext context) {
        Now now = context.now();
        ClassicMember member = new ClassicMember(
                memberId,
                request.instanceId(),
                context.clientId(),
                context.clientHost(),
                request.protocols(),
                request.sessionTimeoutMs(),
                request.rebalanceTimeoutMs());
        member.setNew(true);
        if (group.is(ClassicState.PREPARING_REBALANCE) && group.previousState() == ClassicState.EMPTY) {
            group.clock().addMember();
        }
        group.add(member, request.protocolType());
        member.parkJoin(context.requestId());
        // It has no id to send heartbeats with, and its connection waits: only time says whether it is still there.
        member.expireAt(now.ms() + settings.newMemberJoinTimeoutMs());
        rebalance.prepareOrComplete(draft, now);
    }

    private void joinAgain(Draft draft, Join request, RequestContext context) {
        ClassicMember member = group.checked(request.memberId(), request.instanceId());
        boolean asBefore = member.protocols().equals(request.protocols());
        switch (group.state()) {
            case PREPARING_REBALANCE -> update(draft, member, request, context);
            case COMPLETING_REBALANCE -> {
                if (asBefore) {
                    boolean leads = group.isLeader(member.memberId());
                    draft.answer(context.requestId(), rebalance.joined(member, false, leads));
                } else {
                    update(draft, member, request, context);
                }
            }
            case STABLE -> {
                // The leader joins for reasons that others cannot see, such as new partitions.
                if (asBefore && !group.isLeader(member.memberId())) {
                    draft.answer(context.requestId(), rebalance.joined(member, false, false));
                } else {
                    update(draft, member, request, context);
                }
            }
            case EMPTY, DEAD ->
                throw new SampoException(
                        ErrorCode.UNKNOWN_MEMBER_ID, "The group is " + group.state() + ": join without member id");
        }
    }

    private void update(Draft draft, ClassicMember member, Join request, RequestContext context) {
        member.describe(request.protocols(), request.sessionTimeoutMs(), request.rebalanceTimeoutMs());
        park(draft, member, context.requestId());
        rebalance.prepareOrComplete(draft, context.now());
    }

    /** The join waits; one that this member sent before waits no longer. */
    private void park(Draft draft, ClassicMember member, long requestId) {
        rebalance.answerJoin(draft, member, Joined.refused(ErrorCode.REBALANCE_IN_PROGRESS, member.memberId()));
        member.parkJoin(requestId);
    }

    /** A static member is back under a new id. Nothing moves, if nothing that matters has changed (KIP-345). */
    private void replace(Draft draft, Join request, ClassicMember old, String memberId, RequestContext context) {
        Now now = context.now();
        rebalance.answerJoin(draft, old, Joined.refused(ErrorCode.FENCED_INSTANCE_ID, old.memberId()));
        if (old.awaitsSync()) {
            draft.answer(old.takeSync(), Synced.refused(ErrorCode.FENCED_INSTANCE_ID));
        }
        String leaderBefore = group.leader();
        ClassicMember heir = group.replace(old, memberId, now);
        heir.describe(request.protocols(), request.sessionTimeoutMs(), request.rebalanceTimeoutMs());
        heir.parkJoin(context.requestId());
        switch (group.state()) {
            case STABLE -> {
                if (group.selectProtocol().equals(group.protocol())) {
                    draft.write(new ClassicGroupStored(group.snapshot()));
                    rebalance.answerJoin(draft, heir, returned(heir, leaderBefore, request.canSkipAssignment()));
                } else {
                    rebalance.prepareOrComplete(draft, now);
                }
            }
            // The leader may be dividing among ids of which one is gone.
            case COMPLETING_REBALANCE -> rebalance.prepare(draft, now);
            case PREPARING_REBALANCE -> rebalance.completeIfAllJoined(draft, now);
            case EMPTY, DEAD -> throw new IllegalStateException("A group with a member is " + group.state());
        }
    }

    private Joined returned(ClassicMember heir, @Nullable String leaderBefore, boolean canSkipAssignment) {
        boolean leads = group.isLeader(heir.memberId());
        if (canSkipAssignment) {
            return rebalance.joined(heir, leads, leads);
        }
        // Told who led before, an old client does not take itself for the leader, and does not divide.
        Joined joined = rebalance.joined(heir, false, false);
        return new Joined(
                joined.error(),
                joined.memberId(),
                joined.generation(),
                joined.protocolType(),
                joined.protocol(),
                Objects.requireNonNullElse(leaderBefore, ""),
                false,
                List.of());
    }

    /** Syncs; the answer comes with the leader's sync. */
    public void sync(Draft draft, Sync request, RequestContext context) {
        ClassicMember member = current(request.memberId(), request.instanceId(), request.generation());
        if (differs(request.protocolType(), group.protocolType()) || differs(request.protocol(), group.protocol())) {
            throw new SampoException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "The protocol is " + group.protocolType() + " / " + group.protocol());
        }
        switch (group.state()) {
            case PREPARING_REBALANCE -> throw new SampoException(ErrorCode.REBALANCE_IN_PROGRESS, "Join again");
            case COMPLETING_REBALANCE -> {
                if (member.awaitsSync()) {
                    draft.answer(member.takeSync(), Synced.refused(ErrorCode.REBALANCE_IN_PROGRESS));
                }
                member.parkSync(context.requestId());
                hasSynced(member);
                if (group.isLeader(member.memberId())) {
                    rebalance.assign(draft, request.assignments(), context.now());
                }
            }
            case STABLE -> {
                hasSynced(member);
                draft.answer(context.requestId(), rebalance.synced(member));
            }
            case EMPTY, DEAD -> throw new IllegalStateException("A group with a member is " + group.state());
        }
    }

    private void hasSynced(ClassicMember member) {
        group.pendingSyncs().remove(member.memberId());
        if (group.pendingSyncs().isEmpty()) {
            group.clock().endSync();
        }
    }

    /** NONE, or REBALANCE_IN_PROGRESS where the member has to join again. */
    public ErrorCode heartbeat(Heartbeat request, Now now) {
        ClassicMember member = current(request.memberId(), request.instanceId(), request.generation());
        member.expireAt(now.ms() + member.sessionTimeoutMs());
        return group.is(ClassicState.PREPARING_REBALANCE) ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    /** Takes out who leaves; each has an error of its own. */
    public Left leave(Draft draft, Leave request, Now now) {
        if (group.is(ClassicState.DEAD)) {
            throw new SampoException(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The group is being deleted");
        }
        List<LeftMember> answers = new ArrayList<>();
        boolean anybody = false;
        for (Leave.Leaving leaving : request.members()) {
            ErrorCode error = leave(draft, leaving);
            anybody |= error == ErrorCode.NONE;
            answers.add(new LeftMember(leaving.memberId(), leaving.instanceId(), error));
        }
        if (anybody) {
            if (group.is(ClassicState.STABLE) || group.is(ClassicState.COMPLETING_REBALANCE)) {
                rebalance.prepareOrComplete(draft, now);
            } else {
                rebalance.completeIfAllJoined(draft, now);
            }
        }
        return new Left(ErrorCode.NONE, answers);
    }

    private ErrorCode leave(Draft draft, Leave.Leaving leaving) {
        String memberId = leaving.memberId();
        if (memberId.isEmpty()) {
            memberId = leaving.instanceId() == null ? null : group.memberOfInstance(leaving.instanceId());
            if (memberId == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
        } else if (group.pendingJoins().containsKey(memberId)) {
            group.remove(memberId);
            return ErrorCode.NONE;
        }
        try {
            rebalance.remove(draft, group.checked(memberId, leaving.instanceId()));
            return ErrorCode.NONE;
        } catch (SampoException refused) {
            return refused.error();
        }
    }

    /**
     * Refuses a commit by who may not (H81). A commit without member is for a group without members.
     *
     * @return true if it comes from a member, whose session begins anew by it
     */
    public boolean checkCommit(String memberId, @Nullable String instanceId, int generation) {
        if (group.is(ClassicState.DEAD)) {
            throw new SampoException(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The group is being deleted");
        }
        if (generation < 0 && group.is(ClassicState.EMPTY)) {
            return false;
        }
        if (generation < 0 && memberId.isEmpty() && instanceId == null) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_MEMBER_ID, "The group has members, and who commits is none of them");
        }
        current(memberId, instanceId, generation);
        if (group.is(ClassicState.COMPLETING_REBALANCE)) {
            throw new SampoException(ErrorCode.REBALANCE_IN_PROGRESS, "The group is rebalancing: join again");
        }
        return true;
    }

    /** A sign of life other than a heartbeat. */
    public void extendSession(String memberId, Now now) {
        ClassicMember member = group.member(memberId);
        if (member != null) {
            member.expireAt(now.ms() + member.sessionTimeoutMs());
        }
    }

    private ClassicMember current(String memberId, @Nullable String instanceId, int generation) {
        if (group.is(ClassicState.DEAD)) {
            throw new SampoException(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The group is being deleted");
        }
        ClassicMember member = group.checked(memberId, instanceId);
        if (generation != group.generation()) {
            throw new SampoException(
                    ErrorCode.ILLEGAL_GENERATION,
                    "Generation " + generation + " is not the group's " + group.generation());
        }
        return member;
    }

    private static boolean differs(@Nullable String sent, @Nullable String ours) {
        return sent != null && ours != null && !sent.equals(ours);
    }
}
