package io.sampo.groups.consumer;

import io.sampo.groups.Blob;
import io.sampo.groups.Draft;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.Left.LeftMember;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.consumer.MemberTimers.Duty;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Members of the classic protocol in a consumer group (KIP-848, online migration). A join is a heartbeat that joins; the
 * assignment of the server comes with the sync; a heartbeat says REBALANCE_IN_PROGRESS for as long as there is a reason to
 * join again. Nobody waits for anybody, so nothing is parked.
 */
public final class ClassicMembers {
    private final GroupSettings settings;
    private final MemberTimers timers;

    public ClassicMembers(GroupSettings settings, MemberTimers timers) {
        this.settings = settings;
        this.timers = timers;
    }

    /** A join, taken down: who joined, and in whose place. */
    public record Joining(
            GroupMember before, boolean changed, EmbeddedProtocolCodec.Subscription subscription, boolean replaces) {}

    /**
     * Takes the member in.
     *
     * @throws SampoException MEMBER_ID_REQUIRED where it has to come again with {@link RequestContext#freshId()}
     */
    public Joining join(MemberUpdate update, Join request, RequestContext context) {
        Draft draft = update.draft();
        if (!settings.migrationPolicy().allowsUpgrade()
                && !settings.migrationPolicy().allowsDowngrade()) {
            throw new SampoException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "The classic protocol cannot join a consumer group: group.consumer.migration.policy is disabled");
        }
        ModernGroup group = draft.state().modernOrEmpty();
        String memberId = request.memberId().isEmpty() ? context.freshId() : request.memberId();
        MemberHeartbeats.refuseIfFull(group, memberId, settings.consumerMaxSize());
        refuseUnlessSupported(group, request);
        if (request.needsMemberId() && request.memberId().isEmpty() && request.instanceId() == null) {
            throw new SampoException(ErrorCode.MEMBER_ID_REQUIRED, "Join again as " + memberId);
        }
        EmbeddedProtocolCodec.Subscription subscription =
                EmbeddedProtocolCodec.subscription(request.protocols().get(0).metadata());
        refuseIfOutWithFullHands(group, request, subscription);
        GroupMember holder = group.staticMember(request.instanceId());
        boolean replaces = holder != null && !holder.memberId().equals(memberId);
        GroupMember before = member(draft, memberId, request, holder);
        MemberMetadata after = new MemberMetadata(
                request.instanceId() != null
                        ? request.instanceId()
                        : before.metadata().instanceId(),
                subscription.rackId() != null
                        ? subscription.rackId()
                        : before.metadata().rackId(),
                context.clientId(),
                context.clientHost(),
                subscription.topics(),
                "",
                request.rebalanceTimeoutMs(),
                before.metadata().assignor(),
                new MemberMetadata.Classic(request.sessionTimeoutMs(), request.protocols()));
        boolean changed = update.describe(before, after);
        update.raiseEpoch(changed);
        return new Joining(before, changed, subscription, replaces);
    }

    /**
     * Who was put out and does not know it believes that what it has is still its own, and would go on from where it was:
     * behind what others have committed meanwhile. It has to give everything up first (decision 0032; Kafka lets it in).
     */
    private static void refuseIfOutWithFullHands(
            ModernGroup group, Join request, EmbeddedProtocolCodec.Subscription subscription) {
        boolean isOut = request.instanceId() == null && group.member(request.memberId()) == null;
        if (isOut && !request.memberId().isEmpty() && !subscription.owned().isEmpty()) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_MEMBER_ID,
                    "Member " + request.memberId()
                            + " is not a member any more: give up all partitions and join again");
        }
    }

    private static GroupMember member(Draft draft, String memberId, Join request, @Nullable GroupMember holder) {
        ModernGroup group = draft.state().modernOrEmpty();
        if (request.instanceId() == null
                || (holder == null && request.memberId().isEmpty())) {
            GroupMember member = group.member(memberId);
            return member == null ? GroupMember.joining(memberId) : member;
        }
        if (request.memberId().isEmpty()) {
            return MemberHeartbeats.replaced(draft, Objects.requireNonNull(holder), memberId);
        }
        return MemberHeartbeats.knownStatic(group, request.instanceId(), memberId);
    }

    /** Gives the member its step towards the target, and what a join answers. */
    public Joined joined(MemberUpdate update, Joining joining, Join request) {
        update.retarget();
        GroupMember after = reconcile(update, joining);
        String memberId = after.memberId();
        timers.clear(Duty.JOIN, memberId);
        timers.clear(Duty.REVOKE, memberId);
        timers.set(Duty.SESSION, memberId, update.now().ms() + request.sessionTimeoutMs());
        timers.set(Duty.SYNC, memberId, update.now().ms() + request.rebalanceTimeoutMs());
        return answer(after);
    }

    /** One step, without making a new target. */
    public GroupMember reconcile(MemberUpdate update, Joining joining) {
        Set<TopicIdPartition> owned = new TreeSet<>();
        for (TopicPartition partition : joining.subscription.owned()) {
            TopicIdPartition identified = update.topics().identified(partition);
            if (identified != null) {
                owned.add(identified);
            }
        }
        return update.reconcile(joining.before.memberId(), joining.changed, owned);
    }

    /** What a join answers to a member of the classic protocol. */
    public static Joined answer(GroupMember member) {
        return new Joined(
                ErrorCode.NONE,
                member.memberId(),
                member.epoch(),
                EmbeddedProtocolCodec.PROTOCOL_TYPE,
                protocol(member).name(),
                "",
                false,
                List.of());
    }

    /** The assignment of a member of the classic protocol. */
    public Synced sync(ModernGroup group, Sync request, GroupTopics topics, Now now) {
        GroupMember member = classicMember(group, request.memberId(), request.instanceId());
        checkGeneration(member, request.generation());
        boolean otherType =
                request.protocolType() != null && !request.protocolType().equals(EmbeddedProtocolCodec.PROTOCOL_TYPE);
        boolean otherName = request.protocol() != null
                && !request.protocol().equals(protocol(member).name());
        if (otherType || otherName) {
            throw new SampoException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "The protocol is " + EmbeddedProtocolCodec.PROTOCOL_TYPE + " / "
                            + protocol(member).name());
        }
        if (group.targetEpoch() > member.epoch() && member.assignment().state() != MemberState.UNREVOKED_PARTITIONS) {
            expectJoin(member, now);
            throw new SampoException(ErrorCode.REBALANCE_IN_PROGRESS, "There is a new target: join again");
        }
        timers.clear(Duty.SYNC, member.memberId());
        timers.set(Duty.SESSION, member.memberId(), now.ms() + classic(member).sessionTimeoutMs());
        return new Synced(ErrorCode.NONE, request.protocolType(), request.protocol(), embedded(member, topics));
    }

    /** NONE, or REBALANCE_IN_PROGRESS where the member has to join again. */
    public ErrorCode heartbeat(ModernGroup group, Heartbeat request, Now now) {
        GroupMember member = classicMember(group, request.memberId(), request.instanceId());
        checkGeneration(member, request.generation());
        timers.set(Duty.SESSION, member.memberId(), now.ms() + classic(member).sessionTimeoutMs());
        MemberState state = member.assignment().state();
        boolean hasToJoin = member.epoch() < group.targetEpoch()
                || state == MemberState.UNREVOKED_PARTITIONS
                || (state == MemberState.UNRELEASED_PARTITIONS && !waitsForOthers(group, member));
        if (!hasToJoin) {
            return ErrorCode.NONE;
        }
        expectJoin(member, now);
        return ErrorCode.REBALANCE_IN_PROGRESS;
    }

    /** Who of those that leave is a member; the others get their error. */
    public static Map<String, GroupMember> leaving(ModernGroup group, Leave request, List<LeftMember> answers) {
        Map<String, GroupMember> members = new TreeMap<>();
        for (Leave.Leaving leaving : request.members()) {
            ErrorCode error = ErrorCode.NONE;
            try {
                GroupMember member = leavingMember(group, leaving);
                members.put(member.memberId(), member);
            } catch (SampoException refused) {
                error = refused.error();
            }
            answers.add(new LeftMember(leaving.memberId(), leaving.instanceId(), error));
        }
        return members;
    }

    private static GroupMember leavingMember(ModernGroup group, Leave.Leaving leaving) {
        if (leaving.instanceId() == null) {
            return MemberHeartbeats.known(group, leaving.memberId());
        }
        GroupMember holder = group.staticMember(leaving.instanceId());
        if (holder != null && leaving.memberId().isEmpty()) {
            return holder;
        }
        return MemberHeartbeats.knownStatic(group, leaving.instanceId(), leaving.memberId());
    }

    private void expectJoin(GroupMember member, Now now) {
        timers.setIfAbsent(
                Duty.JOIN, member.memberId(), now.ms() + member.metadata().rebalanceTimeoutMs());
    }

    private static boolean waitsForOthers(ModernGroup group, GroupMember member) {
        return group.target(member.memberId()).stream()
                .anyMatch(partition ->
                        !member.assignment().assigned().containsKey(partition) && group.owner(partition) != null);
    }

    private static GroupMember classicMember(ModernGroup group, String memberId, @Nullable String instanceId) {
        GroupMember member = instanceId == null
                ? MemberHeartbeats.known(group, memberId)
                : MemberHeartbeats.knownStatic(group, instanceId, memberId);
        if (!member.usesClassicProtocol()) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_MEMBER_ID, "Member " + memberId + " does not use the classic protocol");
        }
        return member;
    }

    private static void checkGeneration(GroupMember member, int generation) {
        if (member.epoch() != generation) {
            throw new SampoException(
                    ErrorCode.ILLEGAL_GENERATION,
                    "Generation " + generation + " is not the member's epoch " + member.epoch());
        }
    }

    private static void refuseUnlessSupported(ModernGroup group, Join request) {
        List<GroupMember> classic = group.members().values().stream()
                .filter(GroupMember::usesClassicProtocol)
                .toList();
        boolean inCommon = request.protocols().stream()
                .anyMatch(protocol -> classic.stream().allMatch(member -> classic(member).protocols().stream()
                        .anyMatch(other -> other.name().equals(protocol.name()))));
        if (!request.protocolType().equals(EmbeddedProtocolCodec.PROTOCOL_TYPE) || !inCommon) {
            throw new SampoException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Protocol type '" + request.protocolType() + "' and its protocols do not fit the group's");
        }
    }

    /** What the member owns, in the form it understands. */
    static Blob embedded(GroupMember member, GroupTopics topics) {
        return EmbeddedProtocolCodec.assignment(
                EmbeddedProtocolCodec.version(protocol(member).metadata()),
                named(member.assignment().assigned().keySet(), topics));
    }

    static SortedSet<TopicPartition> named(Set<TopicIdPartition> partitions, GroupTopics topics) {
        SortedSet<TopicPartition> named = new TreeSet<>();
        for (TopicIdPartition partition : partitions) {
            TopicPartition name = topics.named(partition);
            if (name != null) {
                named.add(name);
            }
        }
        return named;
    }

    static MemberMetadata.Classic classic(GroupMember member) {
        return Objects.requireNonNull(member.metadata().classic());
    }

    private static Protocol protocol(GroupMember member) {
        return classic(member).protocols().get(0);
    }
}
