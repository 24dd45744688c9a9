package io.sampo.client.group;

import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.client.actor.HubCommand;
import io.sampo.client.actor.HubEvent;
import io.sampo.client.group.GroupMembership.Change;
import io.sampo.client.group.GroupMembership.Subscription;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The membership of one consumer: sends what {@link GroupMembership} says, and carries its changes out on whoever reads. A
 * change goes through its steps one after the other; heartbeats go on meanwhile.
 */
public final class MembershipActor extends AbstractBehavior<MembershipActor.Command> {
    /** What it understands. */
    public interface Command {}

    /** Wants these; the listener hears of every change from now on. */
    public record Subscribe(Subscription wanted, RebalanceListener listener) implements Command {}

    /** Those of these that wait for it begin at what the group has committed; without membership. */
    public record StartCommitted(Collection<TopicPartition> partitions) implements Command {}

    /** Commits these; null = the positions of everything handed out. */
    public record Commit(@Nullable Map<TopicPartition, OffsetAndMetadata> offsets, CompletableFuture<Void> promise)
            implements Command {}

    /** What the group has committed of these. */
    public record Committed(
            Collection<TopicPartition> partitions, CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> promise)
            implements Command {}

    /** The reader goes on elsewhere. */
    public record Sought(TopicPartition partition) implements Command {}

    /** The partitions that are read. */
    public record Assignment(CompletableFuture<Set<TopicPartition>> promise) implements Command {}

    /** Leaves, then stops. */
    public record Leave(CompletableFuture<Void> promise) implements Command {}

    /** Whoever reads the partitions. Any thread. */
    public interface Reading {
        /** Reads exactly these; null = goes on, or begins where {@code auto.offset.reset} says. Of {@code held} nothing yet. */
        void assign(Map<TopicPartition, @Nullable StartAt> partitions, Set<TopicPartition> held);

        /** Where partitions begin that wait for it; null = where {@code auto.offset.reset} says. */
        void start(Map<TopicPartition, @Nullable StartAt> starts);

        /** Hands out nothing of these any more, though they are read. */
        void hold(Collection<TopicPartition> partitions);

        /** Hands out of these, which were held. */
        void release(Set<TopicPartition> held);

        /** Offsets of the next records to hand out. */
        CompletionStage<Map<TopicPartition, Long>> positions();

        /** The same, as it was when records were asked for last: everything before that was worked on. */
        CompletionStage<Map<TopicPartition, Long>> processed();

        /** The coordinator has kept these. */
        void committed(Map<TopicPartition, OffsetAndMetadata> offsets);

        /** Reading is over, for this reason; null = it is not, after all. */
        void fail(@Nullable SampoException why);
    }

    private record BeatAnswered(
            GroupCall.Beat sent, @Nullable GroupReply reply) implements Command {}

    /** The next step of a change, or of anything else that waited; runs in the actor. */
    private record Then(Runnable step) implements Command {}

    private record Heard(HubEvent event) implements Command {}

    private enum Due implements Command {
        DUE
    }

    private enum AutoCommit implements Command {
        COMMIT
    }

    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(5);

    private final TimerScheduler<Command> timers;
    private final ActorRef<ClientMessage> hub;
    private final ActorRef<HubEvent> news;
    private final ClientSettings client;
    private final ConsumerSettings settings;
    private final Reading reading;
    private final GroupMembership member;
    private final Commits commits;
    private final GroupCallsActor.Asker group;
    private final LatestView view = new LatestView();
    private final Handover handover;
    private CompletableFuture<GroupReply> lastBeat = new CompletableFuture<>();
    private @Nullable CompletableFuture<Void> leaveAsked;
    private boolean isLeaving;
    private boolean isOver;

    private MembershipActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClientMessage> hub,
            ActorRef<GroupCallsActor.Command> calls,
            ClientSettings client,
            ConsumerSettings settings,
            Reading reading) {
        super(context);
        this.timers = timers;
        this.hub = hub;
        this.client = client;
        this.settings = settings;
        this.reading = reading;
        this.member = new GroupMembership(new GroupMembership.Traits(
                UUID.randomUUID().toString(),
                settings.groupInstanceId().isEmpty() ? null : settings.groupInstanceId(),
                (int) settings.maxPollIntervalMs(),
                settings.groupRemoteAssignor(),
                client.retryBackoffMs()));
        this.group = new GroupCallsActor.Asker(calls, settings.groupId(), client.defaultApiTimeoutMs());
        ActorRef<Command> self = context.getSelf();
        Executor here = step -> self.tell(new Then(step));
        this.commits = new Commits(group, member, here, this::later, reading::committed, this::given);
        this.handover =
                new Handover(new Handover.Parts(reading, member, commits, group, view, here, this::later, settings));
        this.news = context.messageAdapter(HubEvent.class, Heard::new);
        hub.tell(new HubCommand.Attach(news));
        if (settings.enableAutoCommit()) {
            timers.startTimerWithFixedDelay(AutoCommit.COMMIT, Duration.ofMillis(settings.autoCommitIntervalMs()));
        }
    }

    /** The member of {@code settings.groupId()} that {@code reading} reads for. */
    public static Behavior<Command> create(
            ActorRef<ClientMessage> hub,
            ActorRef<GroupCallsActor.Command> calls,
            ClientSettings client,
            ConsumerSettings settings,
            Reading reading) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new MembershipActor(context, timers, hub, calls, client, settings, reading)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(BeatAnswered.class, this::onBeatAnswered)
                .onMessage(Then.class, this::onThen)
                .onMessage(Due.class, this::onDue)
                .onMessage(Commit.class, this::onCommit)
                .onMessage(AutoCommit.class, this::onAutoCommit)
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(StartCommitted.class, this::onStartCommitted)
                .onMessage(Committed.class, this::onCommitted)
                .onMessage(Sought.class, this::onSought)
                .onMessage(Assignment.class, this::onAssignment)
                .onMessage(Leave.class, this::onLeave)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        reading.fail(null);
        if (!subscribe.wanted().equals(Subscription.NOTHING)) {
            handover.listener(subscribe.listener());
        } else if (!member.isSubscribed()) {
            // Assigned by hand: there is no group to give it back to.
            reading.assign(Map.of(), Set.of());
        }
        member.subscribe(subscribe.wanted(), nowMs());
        return settled();
    }

    private Behavior<Command> onBeatAnswered(BeatAnswered answer) {
        if (answer.reply() instanceof GroupReply.Beaten beaten) {
            member.answered(answer.sent(), beaten, nowMs());
        } else {
            member.unanswered(answer.sent(), nowMs());
        }
        handover.reconsider();
        if (member.hasLost()) {
            handover.thrownOut();
        }
        SampoException failure = member.failure();
        if (failure != null) {
            reading.fail(failure);
        }
        return settled();
    }

    private Behavior<Command> onDue(Due ignored) {
        return settled();
    }

    private Behavior<Command> onThen(Then then) {
        then.step().run();
        return settled();
    }

    private Behavior<Command> onHeard(Heard heard) {
        if (heard.event() instanceof HubEvent.ViewArrived arrived) {
            view.offer(arrived.view());
            handover.viewChanged();
        }
        return settled();
    }

    /** After everything: sends what is to be sent, begins the change that is next, ends if everything is over. */
    private Behavior<Command> settled() {
        if (leaveAsked != null && (isOver || (isLeaving && member.isOut() && commits.isEmpty()))) {
            commits.abandon();
            leaveAsked.complete(null);
            hub.tell(new HubCommand.Detach(news));
            return Behaviors.stopped();
        }
        Change change = member.nextChange();
        if (change != null) {
            handover.begin(change);
        }
        long now = nowMs();
        GroupCall.Beat beat = member.nextBeat(now);
        if (beat != null) {
            send(beat);
        }
        long deadlineMs = member.nextDeadlineMs();
        if (deadlineMs == Long.MAX_VALUE) {
            timers.cancel(Due.DUE);
        } else {
            timers.startSingleTimer(Due.DUE, Due.DUE, Duration.ofMillis(Math.max(1, deadlineMs - now)));
        }
        return this;
    }

    private void send(GroupCall.Beat beat) {
        // One that is overtaken, by the word that this member leaves, is not repeated behind it.
        lastBeat.cancel(false);
        lastBeat = group.ask(beat);
        ActorRef<Command> self = getContext().getSelf();
        lastBeat.whenComplete((reply, failure) -> self.tell(new BeatAnswered(beat, reply)));
    }

    private @Nullable TopicIdPartition given(TopicPartition partition) {
        return handover.idOf(partition);
    }

    private void later(Runnable step) {
        timers.startSingleTimer(new Object(), new Then(step), Duration.ofMillis(client.retryBackoffMs()));
    }

    // Offsets.

    private Behavior<Command> onCommit(Commit commit) {
        Map<TopicPartition, OffsetAndMetadata> offsets = commit.offsets();
        if (offsets != null) {
            commits.add(offsets, view, commit.promise());
        } else {
            CompletableFuture<Void> expected = commits.expect();
            Map<TopicPartition, Long> all = handover.lettingGo();
            handover.then(reading.positions(), positions -> {
                // And those whose positions came meanwhile.
                all.putAll(handover.lettingGo());
                all.putAll(positions);
                commits.add(Handover.offsets(all, all.keySet()), view, commit.promise());
                expected.complete(null);
            });
        }
        return settled();
    }

    private Behavior<Command> onAutoCommit(AutoCommit ignored) {
        if (commits.isEmpty()) {
            handover.then(
                    reading.processed(),
                    positions -> commits.addIfNew(Handover.offsets(positions, positions.keySet()), view));
        }
        return this;
    }

    private Behavior<Command> onCommitted(Committed asked) {
        group.fetch(asked.partitions()).whenComplete((offsets, failure) -> {
            if (failure == null) {
                asked.promise().complete(offsets);
            } else {
                asked.promise().completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
            }
        });
        return this;
    }

    private Behavior<Command> onStartCommitted(StartCommitted read) {
        handover.then(group.fetch(read.partitions()), offsets -> {
            Map<TopicPartition, @Nullable StartAt> starts = new LinkedHashMap<>();
            read.partitions().forEach(partition -> {
                OffsetAndMetadata offset = offsets == null ? null : offsets.get(partition);
                starts.put(partition, offset == null ? null : StartAt.offset(offset.offset()));
            });
            if (offsets == null) {
                later(() -> getContext().getSelf().tell(read));
            } else {
                reading.start(starts);
            }
        });
        return this;
    }

    private Behavior<Command> onSought(Sought sought) {
        commits.forget(sought.partition());
        return this;
    }

    private Behavior<Command> onAssignment(Assignment asked) {
        asked.promise().complete(handover.assignment());
        return this;
    }

    private Behavior<Command> onLeave(Leave leave) {
        if (leaveAsked != null) {
            leaveAsked.whenComplete((done, failure) -> leave.promise().complete(null));
            return this;
        }
        leaveAsked = leave.promise();
        // Whatever a listener does: somebody waits for the end.
        timers.startSingleTimer("leave", new Then(() -> isOver = true), LEAVE_TIMEOUT);
        if (settings.enableAutoCommit() && !member.isSubscribed()) {
            handover.then(reading.processed(), positions -> {
                commits.addIfNew(Handover.offsets(positions, positions.keySet()), view);
                isLeaving = true;
            });
        } else {
            member.leave(nowMs());
            isLeaving = true;
        }
        return settled();
    }

    /** If nobody has asked it to leave, it has failed: what it owned may be somebody else's soon. */
    private Behavior<Command> onPostStop(PostStop ignored) {
        if (leaveAsked == null) {
            reading.fail(new SampoException(
                    ErrorCode.UNKNOWN_SERVER_ERROR, "The membership of this consumer has ended; the log says why"));
        }
        return this;
    }

    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
