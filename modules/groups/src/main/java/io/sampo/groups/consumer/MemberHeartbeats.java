package io.sampo.groups.consumer;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.groups.consumer.MemberTimers.Duty;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What members of the consumer protocol say: join, go on, leave (KIP-848). Errors are thrown as {@link SampoException}.
 *
 * <p>A member learns by its next heartbeat what it has to give up and what it gets, and one has to wait for the other. With one
 * interval for all times a rebalance takes as many of them as it has steps. So a member is told to speak sooner while it is on
 * its way to its target, and once after it moved, since what moved one member often moves it again (a hundred join in a second).
 */
public final class MemberHeartbeats {
    /** All members of a group together speak at most 500 times a second because of a rebalance. */
    private static final int REBALANCE_MS_PER_MEMBER = 2;

    private final GroupSettings settings;
    private final MemberTimers timers;

    public MemberHeartbeats(GroupSettings settings, MemberTimers timers) {
        this.settings = settings;
        this.timers = timers;
    }

    /** Refuses what no member may send, whatever the state of the group. */
    public static void check(MemberHeartbeat request, TargetAssignor assignor) {
        refuseIf(isEmpty(request.instanceId()), "InstanceId can't be empty");
        refuseIf(isEmpty(request.rackId()), "RackId can't be empty");
        if (request.memberEpoch() == GroupRequest.JOINING_EPOCH) {
            refuseIf(request.rebalanceTimeoutMs() == -1, "RebalanceTimeoutMs must be provided in first request");
            refuseIf(
                    request.owned() == null || !request.owned().isEmpty(),
                    "TopicPartitions must be empty when (re-)joining");
            refuseIf(
                    // No topics at all is a subscription too: a pattern of the client's that fits nothing yet.
                    request.topics() == null && request.regex() == null,
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining");
        } else {
            refuseIf(request.memberId().isEmpty(), "MemberId can't be empty");
        }
        refuseIf(
                request.memberEpoch() == GroupRequest.LEAVING_STATIC_EPOCH && request.instanceId() == null,
                "InstanceId can't be null when MemberEpoch is -2");
        refuseIf(
                request.memberEpoch() < GroupRequest.LEAVING_STATIC_EPOCH,
                "MemberEpoch " + request.memberEpoch() + " is invalid, expected -2 or more");
        assignor.check(request.assignor());
    }

    /** Joins, or goes on. {@code update} is over the same draft. */
    public MemberAlive heartbeat(MemberUpdate update, MemberHeartbeat request, RequestContext context) {
        Draft draft = update.draft();
        String memberId = request.memberId().isEmpty() ? context.freshId() : request.memberId();
        refuseIfFull(draft.state().modernOrEmpty(), memberId, settings.consumerMaxSize());
        GroupMember before = member(draft, memberId, request);
        boolean changed = update.describe(before, described(before.metadata(), request, context));
        update.raiseEpoch(changed);
        update.retarget();
        GroupMember after = update.reconcile(memberId, changed, request.owned());

        timers.clear(Duty.JOIN, memberId);
        timers.clear(Duty.SYNC, memberId);
        timers.set(Duty.SESSION, memberId, update.now().ms() + settings.consumerSessionTimeoutMs());
        if (!after.assignment().equals(before.assignment())) {
            watchRevocation(after, update.now());
        }
        boolean tells = request.memberEpoch() == GroupRequest.JOINING_EPOCH
                || request.isFull()
                || !after.assignment().assigned().equals(before.assignment().assigned());
        SortedSet<TopicIdPartition> assigned =
                new java.util.TreeSet<>(after.assignment().assigned().keySet());
        return new MemberAlive(
                ErrorCode.NONE,
                "",
                memberId,
                after.epoch(),
                intervalMs(draft.state().modernOrEmpty(), before, after),
                tells ? assigned : null);
    }

    /** How soon a member is told to speak again, in ms. */
    private int intervalMs(ModernGroup group, GroupMember before, GroupMember after) {
        boolean rests = after.assignment().equals(before.assignment())
                && after.assignment().isReconciledTo(group.groupEpoch());
        if (rests) {
            return settings.consumerHeartbeatIntervalMs();
        }
        int soonMs =
                Math.max(settings.consumerRebalanceIntervalMs(), group.members().size() * REBALANCE_MS_PER_MEMBER);
        return Math.min(settings.consumerHeartbeatIntervalMs(), soonMs);
    }

    /** A member that has to give something up has its own rebalance timeout for it. */
    void watchRevocation(GroupMember member, Now now) {
        if (member.assignment().state() == MemberState.UNREVOKED_PARTITIONS) {
            timers.setRevoke(member.memberId(), now.ms() + member.metadata().rebalanceTimeoutMs(), member.epoch());
        } else {
            timers.clear(Duty.REVOKE, member.memberId());
        }
    }

    /** Who leaves; the static member that only goes away for a while keeps what it has, for as long as its session lasts. */
    public GroupMember leaving(Draft draft, MemberHeartbeat request) {
        ModernGroup group = draft.state().modern();
        if (group == null) {
            throw new SampoException(ErrorCode.GROUP_ID_NOT_FOUND, "There is no such consumer group");
        }
        if (request.instanceId() == null) {
            return known(group, request.memberId());
        }
        return knownStatic(group, request.instanceId(), request.memberId());
    }

    /** Takes down that a static member is away. */
    public static void goAway(Draft draft, GroupMember member) {
        draft.write(new MemberAssignmentStored(
                member.memberId(), member.assignment().away(GroupRequest.LEAVING_STATIC_EPOCH)));
    }

    private static GroupMember member(Draft draft, String memberId, MemberHeartbeat request) {
        ModernGroup group = draft.state().modernOrEmpty();
        boolean joins = request.memberEpoch() == GroupRequest.JOINING_EPOCH;
        if (request.instanceId() == null) {
            GroupMember member = group.member(memberId);
            if (member == null && joins) {
                return GroupMember.joining(memberId);
            }
            return fenced(known(group, memberId), request);
        }
        if (!joins) {
            return fenced(knownStatic(group, request.instanceId(), memberId), request);
        }
        GroupMember holder = group.staticMember(request.instanceId());
        if (holder == null) {
            GroupMember member = group.member(memberId);
            return member == null ? GroupMember.joining(memberId) : member;
        }
        if (holder.memberId().equals(memberId)) {
            return holder;
        }
        if (!holder.usesClassicProtocol() && holder.epoch() != GroupRequest.LEAVING_STATIC_EPOCH) {
            throw new SampoException(
                    ErrorCode.UNRELEASED_INSTANCE_ID,
                    "Static member " + memberId + " with instance id " + request.instanceId()
                            + " cannot join the group because the instance id is owned by " + holder.memberId());
        }
        return replaced(draft, holder, memberId);
    }

    /** A new member takes the place of a static one, with everything it had: nothing moves. */
    static GroupMember replaced(Draft draft, GroupMember old, String memberId) {
        SortedSet<TopicIdPartition> target = draft.state().modernOrEmpty().target(old.memberId());
        remove(draft, old.memberId());
        GroupMember heir =
                new GroupMember(memberId, old.metadata(), old.assignment().inherited());
        draft.write(new MemberStored(memberId, heir.metadata()));
        draft.write(new TargetStored(memberId, target));
        draft.write(new MemberAssignmentStored(memberId, heir.assignment()));
        return heir;
    }

    /** Tombstones of a member. */
    static void remove(Draft draft, String memberId) {
        draft.write(new MemberAssignmentStored(memberId, null));
        draft.write(new TargetStored(memberId, null));
        draft.write(new MemberStored(memberId, null));
    }

    private static MemberMetadata described(MemberMetadata before, MemberHeartbeat request, RequestContext context) {
        return new MemberMetadata(
                request.instanceId() != null ? request.instanceId() : before.instanceId(),
                request.rackId() != null ? request.rackId() : before.rackId(),
                context.clientId(),
                context.clientHost(),
                request.topics() != null ? request.topics() : before.topics(),
                request.regex() != null ? request.regex() : before.regex(),
                request.rebalanceTimeoutMs() != -1 ? request.rebalanceTimeoutMs() : before.rebalanceTimeoutMs(),
                request.assignor() != null ? request.assignor() : before.assignor(),
                null);
    }

    static GroupMember known(ModernGroup group, String memberId) {
        GroupMember member = group.member(memberId);
        if (member == null) {
            throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "Member " + memberId + " is not a member");
        }
        return member;
    }

    static GroupMember knownStatic(ModernGroup group, String instanceId, String memberId) {
        GroupMember member = group.staticMember(instanceId);
        if (member == null) {
            throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown");
        }
        if (!member.memberId().equals(memberId)) {
            throw new SampoException(
                    ErrorCode.FENCED_INSTANCE_ID,
                    "Static member " + memberId + " with instance id " + instanceId + " was fenced by member "
                            + member.memberId());
        }
        return member;
    }

    /** The epoch is the current one; or the last one, by a member that may not have heard of the current one. */
    private static GroupMember fenced(GroupMember member, MemberHeartbeat request) {
        int epoch = request.memberEpoch();
        if (epoch == GroupRequest.JOINING_EPOCH || epoch == member.epoch()) {
            return member;
        }
        boolean answerWasLost = epoch < member.epoch()
                && epoch == member.assignment().previousEpoch()
                && isWithin(request.owned(), member);
        if (!answerWasLost) {
            throw new SampoException(
                    ErrorCode.FENCED_MEMBER_EPOCH,
                    "Member epoch " + epoch + " is " + (epoch < member.epoch() ? "smaller" : "greater")
                            + " than the one known by the group coordinator (" + member.epoch()
                            + "). The member must abandon all its partitions and rejoin");
        }
        return member;
    }

    private static boolean isWithin(@Nullable Set<TopicIdPartition> owned, GroupMember member) {
        return owned != null && member.assignment().assigned().keySet().containsAll(owned);
    }

    static void refuseIfFull(ModernGroup group, String memberId, int maxSize) {
        if (group.members().size() >= maxSize && group.member(memberId) == null) {
            throw new SampoException(
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of " + maxSize + " members");
        }
    }

    private static boolean isEmpty(@Nullable String text) {
        return text != null && text.isEmpty();
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new SampoException(ErrorCode.INVALID_REQUEST, message);
        }
    }
}
