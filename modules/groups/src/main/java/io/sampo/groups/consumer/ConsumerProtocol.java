package io.sampo.groups.consumer;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.Left;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupState;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.groups.classic.ClassicGroup;
import io.sampo.groups.classic.ClassicState;
import io.sampo.groups.consumer.MemberTimers.Duty;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group while it lives: what its members ask for, whichever protocol they speak, and what time does to them. The
 * state is in the draft; only the deadlines, and which topics were looked at, are kept here, and neither has to survive.
 */
public final class ConsumerProtocol {
    private final GroupSettings settings;
    private final TargetAssignor assignor;
    private final MemberTimers timers = new MemberTimers();
    private final MemberHeartbeats heartbeats;
    private final ClassicMembers classicMembers;
    private final Migration migration;
    /** Version of the topics that the group has last compared its subscriptions with; -1 = not since it was loaded. */
    private long lookedAtTopics = -1;

    public ConsumerProtocol(GroupSettings settings, TargetAssignor assignor) {
        this.settings = settings;
        this.assignor = assignor;
        this.heartbeats = new MemberHeartbeats(settings, timers);
        this.classicMembers = new ClassicMembers(settings, timers);
        this.migration = new Migration(settings);
    }

    public TargetAssignor assignor() {
        return assignor;
    }

    /** Everybody has a whole session from now: the coordinator is new. */
    public void loaded(ModernGroup group, Now now) {
        for (GroupMember member : group.members().values()) {
            startSession(member, now);
            heartbeats.watchRevocation(member, now);
        }
    }

    private void startSession(GroupMember member, Now now) {
        int sessionMs = member.usesClassicProtocol()
                ? ClassicMembers.classic(member).sessionTimeoutMs()
                : settings.consumerSessionTimeoutMs();
        timers.set(Duty.SESSION, member.memberId(), now.ms() + sessionMs);
    }

    public boolean hasMembers(GroupState state) {
        return state.modern() != null && !state.modern().members().isEmpty();
    }

    /** Consumer protocol. Answers within {@code draft}. */
    public void memberHeartbeat(
            Draft draft,
            @Nullable ClassicGroup classic,
            MemberHeartbeat request,
            RequestContext context,
            GroupTopics topics) {
        MemberHeartbeats.check(request, assignor);
        int epoch = request.memberEpoch();
        if (epoch == GroupRequest.LEAVING_EPOCH || epoch == GroupRequest.LEAVING_STATIC_EPOCH) {
            GroupMember member = heartbeats.leaving(draft, request);
            if (epoch == GroupRequest.LEAVING_STATIC_EPOCH) {
                MemberHeartbeats.goAway(draft, member);
            } else {
                fence(draft, Set.of(member.memberId()), context.now(), topics);
            }
            draft.answer(
                    context.requestId(),
                    new MemberAlive(ErrorCode.NONE, "", request.memberId(), request.memberEpoch(), 0, null));
            return;
        }
        boolean upgrades = takeOver(draft, classic, request, topics);
        MemberAlive answer = heartbeats.heartbeat(update(draft, topics, context.now()), request, context);
        if (upgrades) {
            draft.state().modernOrEmpty().members().values().stream()
                    .filter(GroupMember::usesClassicProtocol)
                    .forEach(member -> startSession(member, context.now()));
        }
        lookedAtTopics = topics.version();
        draft.answer(context.requestId(), answer);
    }

    /** Makes sure that there is a consumer group; true if a classic group with members has become one. */
    private boolean takeOver(Draft draft, @Nullable ClassicGroup classic, MemberHeartbeat request, GroupTopics topics) {
        if (draft.state().modern() != null) {
            return false;
        }
        if (request.memberEpoch() != GroupRequest.JOINING_EPOCH) {
            throw new SampoException(ErrorCode.GROUP_ID_NOT_FOUND, "There is no such consumer group");
        }
        if (classic == null) {
            return false;
        }
        if (classic.is(ClassicState.EMPTY)) {
            draft.write(new ClassicGroupStored(null));
            return false;
        }
        migration.upgrade(draft, classic, topics);
        return true;
    }

    /** Classic protocol: joins a consumer group that has members. */
    public Joined join(Draft draft, Join request, RequestContext context, GroupTopics topics) {
        ModernGroup group = draft.state().modernOrEmpty();
        GroupMember holder = group.staticMember(request.instanceId());
        boolean downgrades =
                holder != null && !holder.usesClassicProtocol() && migration.canDowngradeBy(group, holder.memberId());
        MemberUpdate update = update(draft, topics, context.now());
        ClassicMembers.Joining joining = classicMembers.join(update, request, context);
        lookedAtTopics = topics.version();
        if (!downgrades) {
            return classicMembers.joined(update, joining, request);
        }
        ModernGroup joined = draft.state().modernOrEmpty();
        boolean rebalances = joined.targetEpoch() < joined.groupEpoch();
        if (!rebalances) {
            classicMembers.reconcile(update, joining);
        }
        GroupMember member = MemberHeartbeats.known(
                draft.state().modernOrEmpty(), joining.before().memberId());
        migration.downgrade(draft, Set.of(), rebalances, topics, context.now());
        return ClassicMembers.answer(member);
    }

    /** Classic protocol: the assignment. */
    public Synced sync(GroupState state, Sync request, RequestContext context, GroupTopics topics) {
        return classicMembers.sync(required(state), request, topics, context.now());
    }

    /** Classic protocol: NONE, or REBALANCE_IN_PROGRESS. */
    public ErrorCode heartbeat(GroupState state, Heartbeat request, RequestContext context) {
        return classicMembers.heartbeat(required(state), request, context.now());
    }

    /** Classic protocol, and administrators: members leave. */
    public Left leave(Draft draft, Leave request, Now now, GroupTopics topics) {
        List<Left.LeftMember> answers = new ArrayList<>();
        Map<String, GroupMember> leaving = ClassicMembers.leaving(required(draft.state()), request, answers);
        fence(draft, leaving.keySet(), now, topics);
        return new Left(ErrorCode.NONE, answers);
    }

    private static ModernGroup required(GroupState state) {
        if (state.modern() == null || state.modern().members().isEmpty()) {
            throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "The group has no members");
        }
        return state.modern();
    }

    /** Takes members out: the group has another epoch, or becomes classic if only classic members are left. */
    private void fence(Draft draft, Collection<String> memberIds, Now now, GroupTopics topics) {
        ModernGroup group = draft.state().modernOrEmpty();
        if (memberIds.isEmpty()) {
            return;
        }
        if (migration.canDowngrade(group, memberIds)) {
            migration.downgrade(draft, memberIds, true, topics, now);
            return;
        }
        for (String memberId : memberIds) {
            MemberMetadata metadata = MemberHeartbeats.known(group, memberId).metadata();
            MemberHeartbeats.remove(draft, memberId);
            if (metadata.hasRegex()) {
                MemberUpdate.forgetRegexIfUnused(draft, metadata.regex());
            }
            timers.clear(memberId);
        }
        long hash = topics.hashOf(Subscriptions.topicsOf(draft.state().modernOrEmpty()));
        draft.write(new GroupEpochStored(new GroupEpochStored.Epoch(group.groupEpoch() + 1, hash)));
    }

    public long nextDeadlineMs() {
        return timers.next();
    }

    /** Takes out who is late. */
    public void expire(Draft draft, Now now, GroupTopics topics) {
        for (MemberTimers.Missed missed : timers.due(now.ms())) {
            ModernGroup group = draft.state().modern();
            GroupMember member = group == null ? null : group.member(missed.memberId());
            boolean isLate = member != null && (missed.duty() != Duty.REVOKE || missed.epoch() == member.epoch());
            if (isLate) {
                fence(draft, Set.of(missed.memberId()), now, topics);
            }
        }
    }

    /** Tombstones of a consumer group, if there is one. */
    public void buryIfThere(Draft draft) {
        if (draft.state().modern() != null) {
            Migration.bury(draft);
            timers.clear();
        }
    }

    /** The group is no consumer group any more. */
    public void end() {
        timers.clear();
        lookedAtTopics = -1;
    }

    private MemberUpdate update(Draft draft, GroupTopics topics, Now now) {
        return new MemberUpdate(draft, topics, topics.version() != lookedAtTopics, assignor, now);
    }
}
