package io.sampo.coordinator;

import io.sampo.coordinator.GroupPartitionMessage.KeyValue;
import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Coordinators.Listing;
import io.sampo.groups.Decision;
import io.sampo.groups.Decision.Answer;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.Now;
import io.sampo.groups.Refusals;
import io.sampo.groups.RequestContext;
import io.sampo.groups.codec.DecisionParts;
import io.sampo.groups.codec.GroupRecordCodec;
import io.sampo.model.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One group: asks the {@link ConsumerGroup}, has its records stored by the {@link GroupPartitionActor}, and answers when they
 * are committed. It decides nothing.
 */
final class GroupCoordinatorActor extends AbstractBehavior<GroupMessage> {
    private static final long NEVER = Long.MAX_VALUE;
    /** No decision has it: they count from 1. */
    private static final long NONE = 0;
    /** A tick too many does no harm, and the scheduler does not bear every length. */
    private static final long TICK_WAIT_MAX_MS = 3_600_000;

    private enum Tick implements GroupMessage.Internal {
        TICK
    }

    /** Somebody who waits for an answer. */
    private record Waiting(GroupRequest request, Consumer<GroupResponse> answer) {}

    private final String groupId;
    private final GroupHosting hosting;
    private final ActorRef<GroupPartitionMessage> partition;
    private final TimerScheduler<GroupMessage> timers;
    private final ConsumerGroup group;
    private final GroupCensus.Entry census;
    private final OpenDecisions open = new OpenDecisions();
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private long asked;
    private long tickAtMs = NEVER;
    private long expiring = NONE;
    private boolean loaded;
    private boolean broken;

    private GroupCoordinatorActor(
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers,
            String groupId,
            GroupHosting hosting,
            ActorRef<GroupPartitionMessage> partition) {
        super(context);
        this.timers = timers;
        this.groupId = groupId;
        this.hosting = hosting;
        this.partition = partition;
        this.group = hosting.group(groupId);
        this.census = hosting.census().entry();
    }

    /** @param partition who stores what the group decides, and speaks to it */
    static Behavior<GroupMessage> create(
            String groupId, GroupHosting hosting, ActorRef<GroupPartitionMessage> partition) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new GroupCoordinatorActor(context, timers, groupId, hosting, partition)));
    }

    @Override
    public Receive<GroupMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(GroupMessage.Ask.class, this::onAsk)
                .onMessage(GroupMessage.Stored.class, this::onStored)
                .onMessage(Tick.class, this::onTick)
                .onMessage(GroupMessage.Replay.class, this::onReplay)
                .onMessage(GroupMessage.Loaded.class, this::onLoaded)
                .onMessage(GroupMessage.ListYourself.class, this::onListYourself)
                .onMessage(GroupMessage.ExpireOffsets.class, this::onExpireOffsets)
                .onMessage(GroupMessage.TopicsDeleted.class, this::onTopicsDeleted)
                .onMessage(GroupMessage.Discard.class, this::onDiscard)
                .onMessage(GroupMessage.Forgotten.class, this::onForgotten)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<GroupMessage> onAsk(GroupMessage.Ask ask) {
        asked++;
        if (broken) {
            tell(ask.answer(), Refusals.of(ask.request(), ErrorCode.COORDINATOR_NOT_AVAILABLE));
            return this;
        }
        waiting.put(asked, new Waiting(ask.request(), ask.answer()));
        Now now = hosting.clock().get();
        RequestContext context = new RequestContext(
                asked,
                now,
                ask.caller().clientId(),
                ask.caller().clientHost(),
                hosting.freshIds().get(),
                hosting.batchBytesMax().getAsInt());
        Behavior<GroupMessage> next = decided(() -> {
            GroupResponse read =
                    GroupCalls.read(group, ask.request(), hosting.topics().get());
            if (read != null) {
                answerUnproven(new Answer(asked, read));
                return Decision.NOTHING;
            }
            return GroupCalls.decide(
                    group, ask.request(), context, hosting.topics().get());
        });
        if (broken) {
            // Not to be asked again: it would break the group again.
            answer(new Answer(asked, Refusals.of(ask.request(), ErrorCode.UNKNOWN_SERVER_ERROR)));
        }
        return next;
    }

    private Behavior<GroupMessage> onStored(GroupMessage.Stored stored) {
        return guarded(() -> {
            OpenDecisions.Committed committed = open.committed(stored.number());
            group.committed(committed.records());
            committed.answers().forEach(this::answer);
            if (stored.number() == expiring) {
                take(expireOffsets());
            }
            settled();
        });
    }

    private Behavior<GroupMessage> onTick(Tick ignored) {
        tickAtMs = NEVER;
        Now now = hosting.clock().get();
        open.late(now.ms()).forEach(late -> refuse(late, ErrorCode.COORDINATOR_NOT_AVAILABLE));
        return group.nextDeadlineMs() <= now.ms()
                ? decided(() -> group.expire(now, hosting.topics().get()))
                : settled();
    }

    private Behavior<GroupMessage> onReplay(GroupMessage.Replay replay) {
        if (!broken) {
            try {
                replay.records().forEach(group::replay);
            } catch (RuntimeException e) {
                // Said when the load has ended: what is still to come must not become a group without this.
                getContext().getLog().error("Group {} could not be read back", groupId, e);
                broken = true;
            }
        }
        return this;
    }

    private Behavior<GroupMessage> onLoaded(GroupMessage.Loaded ignored) {
        loaded = true;
        if (broken) {
            sayBroken();
            return this;
        }
        return decided(() -> group.loaded(hosting.clock().get()));
    }

    private Behavior<GroupMessage> onListYourself(GroupMessage.ListYourself ask) {
        return guarded(() -> {
            GroupDescription seen = group.describe(hosting.topics().get());
            String state = group.isGone() ? "Dead" : seen.state();
            ask.answer().accept(new Listing(groupId, seen.type(), state, seen.protocolType()));
        });
    }

    private Behavior<GroupMessage> onExpireOffsets(GroupMessage.ExpireOffsets ignored) {
        return loaded ? decided(this::expireOffsets) : this;
    }

    /** As much as one batch takes; what is left goes when that is committed. */
    private Decision expireOffsets() {
        Decision expired = group.expireOffsets(
                hosting.clock().get(), hosting.batchBytesMax().getAsInt());
        expiring = expired.records().isEmpty() ? NONE : open.lastNumber() + 1;
        return expired;
    }

    private Behavior<GroupMessage> onTopicsDeleted(GroupMessage.TopicsDeleted deleted) {
        return loaded ? decided(() -> group.topicsDeleted(deleted.topics())) : this;
    }

    private Behavior<GroupMessage> onDiscard(GroupMessage.Discard discard) {
        refuseWaiting(discard.error());
        return Behaviors.stopped();
    }

    /** However it ends, nobody is left waiting: a parked join has no other end. */
    private Behavior<GroupMessage> onPostStop(PostStop ignored) {
        census.leave();
        refuseWaiting(ErrorCode.NOT_COORDINATOR);
        return this;
    }

    private void refuseWaiting(ErrorCode error) {
        waiting.values().forEach(who -> tell(who.answer(), Refusals.of(who.request(), error)));
        waiting.clear();
    }

    private Behavior<GroupMessage> onForgotten(GroupMessage.Forgotten ignored) {
        return Behaviors.stopped();
    }

    private Behavior<GroupMessage> decided(Supplier<Decision> decision) {
        return broken
                ? this
                : guarded(() -> {
                    take(decision.get());
                    settled();
                });
    }

    /** Whatever goes wrong in a group is this group's alone: it is read back from what is committed. */
    private Behavior<GroupMessage> guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            getContext().getLog().error("Group {} is loaded anew", groupId, e);
            if (!broken) {
                broken = true;
                sayBroken();
            }
        }
        return this;
    }

    private void sayBroken() {
        partition.tell(new GroupPartitionMessage.Broken(groupId, getContext().getSelf()));
    }

    private void take(Decision decision) {
        int batchBytesMax = hosting.batchBytesMax().getAsInt();
        List<Decision> parts = DecisionParts.of(groupId, decision, batchBytesMax);
        for (Decision part : parts) {
            // Before any of them is told: half of a decision is none.
            long bytes = GroupRecordCodec.batchBytesMax(groupId, part.records());
            if (!part.records().isEmpty() && bytes > batchBytesMax) {
                // No log takes it. Who is answered "unknown server error" does not ask for the same again and again.
                decision.answers().forEach(answer -> refuse(answer, ErrorCode.UNKNOWN_SERVER_ERROR));
                throw new IllegalStateException("a decision takes " + bytes + " bytes, more than max.message.bytes");
            }
        }
        parts.forEach(this::takePart);
    }

    private void takePart(Decision decision) {
        long deadlineMs =
                hosting.clock().get().ms() + hosting.settings().commitTimeout().toMillis();
        open.add(decision, deadlineMs).forEach(this::answerUnproven);
        if (!decision.records().isEmpty()) {
            List<KeyValue> records = decision.records().stream()
                    .map(record -> new KeyValue(GroupRecordCodec.key(groupId, record), GroupRecordCodec.value(record)))
                    .toList();
            partition.tell(
                    new GroupPartitionMessage.Store(groupId, getContext().getSelf(), open.lastNumber(), records));
        }
    }

    /**
     * R26: an append proves that this broker leads. What needs none rests on the metadata, and is not told without them; the
     * group has taken it down as a sign of life all the same.
     */
    private void answerUnproven(Answer answer) {
        if (hosting.hasContact().getAsBoolean()) {
            answer(answer);
        } else {
            refuse(answer, ErrorCode.NOT_COORDINATOR);
        }
    }

    private void refuse(Answer answer, ErrorCode error) {
        Waiting who = waiting.remove(answer.requestId());
        if (who != null) {
            tell(who.answer(), Refusals.of(who.request(), error));
        }
    }

    private void answer(Answer answer) {
        Waiting who = waiting.remove(answer.requestId());
        if (who != null) {
            tell(who.answer(), answer.response());
        }
    }

    /** A fault of whoever asked must not be one of the group. */
    private void tell(Consumer<GroupResponse> who, GroupResponse response) {
        try {
            who.accept(response);
        } catch (RuntimeException e) {
            getContext().getLog().warn("An answer of group {} could not be handed over", groupId, e);
        }
    }

    /** After everything: shows how the group stands, arms the timer, and says so if the group may be forgotten. */
    private Behavior<GroupMessage> settled() {
        census.update(group.tally());
        long deadlineMs = Math.min(group.nextDeadlineMs(), open.nextDeadlineMs());
        if (deadlineMs == NEVER && tickAtMs != NEVER) {
            timers.cancel(Tick.TICK);
            tickAtMs = NEVER;
        } else if (deadlineMs != tickAtMs) {
            tickAtMs = deadlineMs;
            long waitMs = Math.max(1, deadlineMs - hosting.clock().get().ms());
            timers.startSingleTimer(Tick.TICK, Tick.TICK, Duration.ofMillis(Math.min(waitMs, TICK_WAIT_MAX_MS)));
        }
        if (group.isGone() && open.isEmpty() && waiting.isEmpty()) {
            partition.tell(new GroupPartitionMessage.Idle(groupId, getContext().getSelf(), asked));
        }
        return this;
    }
}
