package io.sampo.groups;

import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Alive;
import io.sampo.groups.GroupResponse.Deleted;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.Left;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.OffsetsDeleted;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.classic.ClassicGroup;
import io.sampo.groups.classic.ClassicRebalance;
import io.sampo.groups.classic.ClassicRequests;
import io.sampo.groups.classic.ClassicState;
import io.sampo.groups.codec.BatchRoom;
import io.sampo.groups.codec.GroupRecordCodec;
import io.sampo.groups.consumer.ConsumerProtocol;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.groups.offsets.CommittedOffsets;
import io.sampo.groups.tally.Figure;
import io.sampo.groups.tally.GroupTally;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One group: its members, whichever protocol they speak, and how far they have read. Every method that decides answers with a
 * {@link Decision}; the group goes on from there at once, so the next request may come before the records are committed. What
 * the shell owes it in return:
 *
 * <ul>
 *   <li>records are appended in the order of the decisions, and an answer waits until its own and all earlier ones are
 *       committed (R19): an answer may rest on what an earlier decision has changed;
 *   <li>{@link #committed} is called for records that are committed, in their order: offsets are shown from then on;
 *   <li>if an append fails, the group is thrown away with all its waiting requests, and made anew by {@link #replay} from
 *       what is committed: nothing here is ever undone.
 * </ul>
 *
 * <p>Not for threads. Time is an argument; {@link #nextDeadlineMs} says when to call {@link #expire}.
 */
public final class ConsumerGroup {
    private final String groupId;
    private final GroupSettings settings;
    private final ConsumerProtocol consumer;
    private final CommittedOffsets offsets = new CommittedOffsets();
    private final GroupTally tally = new GroupTally();
    private GroupState state = GroupState.NOTHING;
    /** The classic group as it lives; its snapshot is in {@link #state}. Null = the group is none, at the moment. */
    private @Nullable ClassicGroup classic;

    private boolean isLoaded;

    /** @param assignor for the consumer protocol */
    public ConsumerGroup(String groupId, GroupSettings settings, TargetAssignor assignor) {
        this.groupId = groupId;
        this.settings = settings;
        this.consumer = new ConsumerProtocol(settings, assignor);
    }

    public String groupId() {
        return groupId;
    }

    /** What survives of the members. */
    public GroupState state() {
        return state;
    }

    /** How the group stands and what has happened to it, for people. */
    public GroupTally tally() {
        return tally;
    }

    /** Reads back what was committed, record by record, before anything else. */
    public void replay(GroupRecord record) {
        state = record.applyTo(state);
        if (record instanceof OffsetStored offset) {
            offsets.apply(offset);
        }
    }

    /**
     * Everything is read back, also where there was nothing: from now on the group answers (H84), and its members have a
     * whole session.
     *
     * @throws IllegalStateException if what was read back has two owners for a partition: it has to be read again
     */
    public Decision loaded(Now now) {
        if (state.modern() != null) {
            state.modern().checkOwners();
        }
        isLoaded = true;
        Draft draft = new Draft(state);
        if (state.classic() != null) {
            classic = ClassicGroup.of(state.classic());
            classic.beginSessions(now);
            if (classic.size() > settings.maxSize()) {
                rebalance(classic).prepare(draft, now);
            }
        }
        if (state.modern() != null) {
            consumer.loaded(state.modern(), now);
        }
        return taken(draft);
    }

    /** These records, of this group, are committed. */
    public void committed(List<GroupRecord> records) {
        for (GroupRecord record : records) {
            if (record instanceof OffsetStored offset) {
                offsets.apply(offset);
                tally.count(offset.offset() == null ? Figure.OFFSETS_REMOVED : Figure.OFFSETS_COMMITTED, 1);
            }
        }
        tally.look(state, classic, !offsets.isEmpty());
    }

    /** Classic protocol: joins. The answer may come later. */
    public Decision join(Join request, RequestContext context, GroupTopics topics) {
        Function<SampoException, GroupResponse> refused =
                error -> Joined.refused(error.error(), refusedMemberId(error, request, context));
        return decided(context, refused, draft -> {
            checkGroupId();
            if (request.sessionTimeoutMs() < settings.minSessionTimeoutMs()
                    || request.sessionTimeoutMs() > settings.maxSessionTimeoutMs()) {
                throw new SampoException(
                        ErrorCode.INVALID_SESSION_TIMEOUT,
                        "session.timeout.ms is " + request.sessionTimeoutMs() + ", expected "
                                + settings.minSessionTimeoutMs() + " to " + settings.maxSessionTimeoutMs());
            }
            if (consumer.hasMembers(draft.state())) {
                draft.answer(context.requestId(), consumer.join(draft, request, context, topics));
            } else {
                joinClassic(draft, request, context);
            }
        });
    }

    /** An empty consumer group gives way to a classic one. */
    private void joinClassic(Draft draft, Join request, RequestContext context) {
        ClassicGroup group = classic;
        if (group == null) {
            if (!request.memberId().isEmpty()) {
                throw new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "There is no such group: join without member id");
            }
            group = ClassicGroup.empty(context.now());
        }
        requests(group).join(draft, request, context);
        consumer.buryIfThere(draft);
        if (draft.state().classic() == null) {
            draft.write(new ClassicGroupStored(group.unborn()));
        }
        classic = group;
    }

    private static String refusedMemberId(SampoException error, Join request, RequestContext context) {
        return switch (error.error()) {
            case MEMBER_ID_REQUIRED -> context.freshId();
            case GROUP_MAX_SIZE_REACHED -> "";
            default -> request.memberId();
        };
    }

    /** Classic protocol: asks for the assignment. The answer may come later. */
    public Decision sync(Sync request, RequestContext context, GroupTopics topics) {
        return decided(context, error -> Synced.refused(error.error()), draft -> {
            if (classic != null) {
                requests(classic).sync(draft, request, context);
            } else {
                draft.answer(context.requestId(), consumer.sync(draft.state(), request, context, topics));
            }
        });
    }

    /** Classic protocol: is alive. */
    public Decision heartbeat(Heartbeat request, RequestContext context) {
        return decided(context, error -> new Alive(error.error()), draft -> {
            ErrorCode error = classic != null
                    ? requests(classic).heartbeat(request, context.now())
                    : consumer.heartbeat(draft.state(), request, context);
            draft.answer(context.requestId(), new Alive(error));
        });
    }

    /** Classic protocol, and administrators: members leave. */
    public Decision leave(Leave request, RequestContext context, GroupTopics topics) {
        return decided(context, error -> new Left(error.error(), List.of()), draft -> {
            Left left = classic != null
                    ? requests(classic).leave(draft, request, context.now())
                    : consumer.leave(draft, request, context.now(), topics);
            draft.answer(context.requestId(), left);
        });
    }

    /** Consumer protocol: joins, goes on, or leaves. */
    public Decision memberHeartbeat(MemberHeartbeat request, RequestContext context, GroupTopics topics) {
        Function<SampoException, GroupResponse> refused = error ->
                new MemberAlive(error.error(), error.getMessage(), request.memberId(), request.memberEpoch(), 0, null);
        return decided(context, refused, draft -> {
            checkGroupId();
            consumer.memberHeartbeat(draft, classic, request, context, topics);
        });
    }

    /** Takes offsets down, from a member or (group without members) from anybody. */
    public Decision commit(CommitOffsets request, RequestContext context, GroupTopics topics) {
        Function<SampoException, GroupResponse> refused =
                error -> new OffsetsCommitted(error.error(), error.getMessage(), Collections.emptySortedMap());
        return decided(context, refused, draft -> {
            GroupRules.Commit commit = rules().commit(request, topics);
            long wallMs = context.now().wallMs();
            CommittedOffsets.CommitLimits limits = new CommittedOffsets.CommitLimits(
                    settings.offsetMetadataMaxBytes(),
                    topics,
                    stored -> GroupRecordCodec.batchBytesMax(groupId, stored) <= context.batchBytesMax());
            OffsetsCommitted committed = new OffsetsCommitted(
                    ErrorCode.NONE, "", offsets.commit(draft, request, commit.fence(), limits, wallMs));
            if (classic != null && commit.isSignOfLife() && !classic.is(ClassicState.EMPTY)) {
                requests(classic).extendSession(request.memberId(), context.now());
            }
            draft.answer(context.requestId(), committed);
        });
    }

    /** What is committed. A read: nothing waits for it, and it waits for nothing. */
    public OffsetsFetched fetch(FetchOffsets request, GroupTopics topics) {
        try {
            checkLoaded();
            rules().checkFetch(request);
            return new OffsetsFetched(ErrorCode.NONE, "", offsets.fetch(request.partitions(), topics));
        } catch (SampoException refused) {
            return new OffsetsFetched(refused.error(), refused.getMessage(), Map.of());
        }
    }

    /** Deletes offsets of topics that the group does not read. */
    public Decision deleteOffsets(DeleteOffsets request, RequestContext context) {
        Function<SampoException, GroupResponse> refused =
                error -> new OffsetsDeleted(error.error(), Collections.emptySortedMap());
        return decided(context, refused, draft -> {
            rules().checkDeleteOffsets();
            TreeMap<TopicPartition, ErrorCode> errors = new TreeMap<>();
            for (TopicPartition partition : request.partitions()) {
                boolean isRead = rules().isSubscribedTo(partition.topic());
                errors.put(partition, isRead ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE);
                if (!isRead) {
                    offsets.delete(draft, List.of(partition));
                }
            }
            draft.answer(context.requestId(), new OffsetsDeleted(ErrorCode.NONE, errors));
        });
    }

    /** Deletes the group, if it has no members. It is {@link #isGone} once that is committed. */
    public Decision delete(RequestContext context) {
        return decided(context, error -> new Deleted(error.error()), draft -> {
            rules().checkDelete();
            offsets.deleteAll(draft);
            die(draft, context.now());
            draft.answer(context.requestId(), new Deleted(ErrorCode.NONE));
        });
    }

    /** Topics are gone, and with them the offsets of their partitions. */
    public Decision topicsDeleted(Map<String, TopicId> deleted) {
        Draft draft = new Draft(state);
        offsets.deleteTopics(draft, deleted);
        return taken(draft);
    }

    /** When {@link #expire} has something to do, in ms of {@link Now#ms}; {@code Long.MAX_VALUE} = never. */
    public long nextDeadlineMs() {
        return classic != null ? rebalance(classic).nextDeadlineMs() : consumer.nextDeadlineMs();
    }

    /** Does what is due: sessions that ended, rebalances that have waited long enough. */
    public Decision expire(Now now, GroupTopics topics) {
        Draft draft = new Draft(state);
        if (classic != null) {
            rebalance(classic).expire(draft, now);
        } else {
            consumer.expire(draft, now, topics);
        }
        int membersBefore = tally.members();
        Decision expired = taken(draft);
        tally.count(Figure.MEMBERS_EXPELLED, membersBefore - tally.members());
        return expired;
    }

    /**
     * Deletes offsets that have expired, and a group that nothing is left of; every {@code offsets.retention.check.interval.ms},
     * and again when that is committed, until nothing more goes.
     *
     * @param batchBytesMax what the log takes at once; half of it is used, and the rest is left for the group's own end
     */
    public Decision expireOffsets(Now now, int batchBytesMax) {
        Draft draft = new Draft(state);
        GroupRules.Ageing rule = rules().expiry();
        BatchRoom room = new BatchRoom(groupId, batchBytesMax / 2);
        boolean nothingLeft = rule.applies()
                && offsets.expire(draft, rule.expiry(), now.wallMs(), settings.offsetsRetentionMs(), room::takes);
        if (nothingLeft && rules().isEmpty() && rules().exists()) {
            die(draft, now);
        }
        return taken(draft);
    }

    private void die(Draft draft, Now now) {
        consumer.buryIfThere(draft);
        draft.write(new ClassicGroupStored(null));
        if (classic != null) {
            classic.die(now);
            classic = null;
        }
    }

    /** True if nothing is kept, and nothing is on its way: the shell may forget the group. */
    public boolean isGone() {
        return !rules().exists();
    }

    /** The group for people. */
    public GroupDescription describe(GroupTopics topics) {
        return new GroupView(groupId, state, classic, consumer.assignor()).describe(topics);
    }

    private Decision decided(
            RequestContext context, Function<SampoException, GroupResponse> refused, Consumer<Draft> decision) {
        Draft draft = new Draft(state);
        try {
            checkLoaded();
            decision.accept(draft);
        } catch (SampoException refusal) {
            return Decision.answer(context.requestId(), refused.apply(refusal));
        }
        return taken(draft);
    }

    /** The decision is complete: the group goes on from it. */
    private Decision taken(Draft draft) {
        state = draft.state();
        if (draft.downgraded() != null) {
            classic = draft.downgraded();
            consumer.end();
        } else if (state.modern() != null) {
            classic = null;
        }
        tally.look(state, classic, !offsets.isEmpty());
        return draft.toDecision();
    }

    /** Unknown is an error, and not an empty answer (R23). */
    private void checkLoaded() {
        if (!isLoaded) {
            throw new SampoException(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, "The group is being loaded");
        }
    }

    private void checkGroupId() {
        if (groupId.isEmpty()) {
            throw new SampoException(ErrorCode.INVALID_GROUP_ID, "The group id is empty");
        }
    }

    private GroupRules rules() {
        return new GroupRules(state, classic, offsets, settings);
    }

    private ClassicRebalance rebalance(ClassicGroup group) {
        return new ClassicRebalance(group, settings);
    }

    private ClassicRequests requests(ClassicGroup group) {
        return new ClassicRequests(group, rebalance(group), settings);
    }
}
