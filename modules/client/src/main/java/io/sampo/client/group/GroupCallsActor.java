package io.sampo.client.group;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ClientMetrics.Metric;
import io.sampo.client.ClientSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.actor.Correlations;
import io.sampo.client.actor.HubCommand;
import io.sampo.client.actor.HubEvent;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Asks the coordinators of groups, for all of a client: finds them, asks again while they load, move or are away, and gives
 * the first answer that is one. An answer with an error of another kind is one: whoever asks judges it.
 */
public final class GroupCallsActor extends AbstractBehavior<GroupCallsActor.Command> {
    /** What it understands. */
    public interface Command {}

    /** A call for a group. A promise that is done, for example cancelled, is not asked for any more. */
    public record Ask(String groupId, GroupCall call, long timeoutMs, CompletableFuture<GroupReply> promise)
            implements Command {}

    /** A call that only one broker can answer. */
    public record AskBroker(int brokerId, GroupCall call, long timeoutMs, CompletableFuture<GroupReply> promise)
            implements Command {}

    /** Every call fails; then it stops. */
    public record Stop() implements Command {}

    /** Asks the coordinator of one group. Any thread. */
    public record Asker(ActorRef<GroupCallsActor.Command> calls, String groupId, long timeoutMs) {
        CompletableFuture<GroupReply> ask(GroupCall call) {
            CompletableFuture<GroupReply> promise = new CompletableFuture<>();
            calls.tell(new GroupCallsActor.Ask(groupId, call, timeoutMs, promise));
            return promise;
        }

        /** What is committed of these, for who is no member. */
        CompletionStage<Map<TopicPartition, OffsetAndMetadata>> fetch(Collection<TopicPartition> partitions) {
            return ask(new GroupCall.FetchOffsets("", GroupCall.NO_EPOCH, false, List.copyOf(partitions)))
                    .thenApply(reply -> offsets(Groups.accepted(reply)));
        }

        /** What is committed of these, for a member; null where it is none, or not at this epoch. */
        CompletionStage<@Nullable Map<TopicPartition, OffsetAndMetadata>> fetch(
                GroupMembership member, Collection<TopicPartition> partitions) {
            return ask(new GroupCall.FetchOffsets(member.memberId(), member.epoch(), false, List.copyOf(partitions)))
                    .thenApply(reply -> reply.error() == ErrorCode.NONE ? offsets(reply) : null);
        }

        private static Map<TopicPartition, OffsetAndMetadata> offsets(GroupReply reply) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();
            ((GroupReply.OffsetsFetched) reply)
                    .positions()
                    .forEach(position -> offsets.put(
                            position.partition(), new OffsetAndMetadata(position.offset(), position.metadata())));
            return offsets;
        }
    }

    private record Heard(HubEvent event) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    private static final int BY_GROUP = -1;
    private static final Duration TICK = Duration.ofMillis(20);

    /** One call until it is answered. */
    private static final class Open {
        private final String groupId;
        private final int brokerId;
        private final GroupCall call;
        private final CompletableFuture<GroupReply> promise;
        private final long deadlineMs;
        private long notBeforeMs;
        private ErrorCode lastError = ErrorCode.COORDINATOR_NOT_AVAILABLE;

        Open(String groupId, int brokerId, GroupCall call, CompletableFuture<GroupReply> promise, long deadlineMs) {
            this.groupId = groupId;
            this.brokerId = brokerId;
            this.call = call;
            this.promise = promise;
            this.deadlineMs = deadlineMs;
        }
    }

    private final ActorRef<ClientMessage> hub;
    private final ClientSettings client;
    private final ClientMetrics metrics;
    private final TimerScheduler<Command> timers;
    private final ActorRef<HubEvent> answers;
    private final Map<String, Integer> coordinators = new HashMap<>();
    private final Set<Open> calls = new LinkedHashSet<>();
    private final Map<Long, Open> underWay = new HashMap<>();
    /** Groups whose coordinator is being looked for, by correlation id. */
    private final Map<Long, String> searches = new HashMap<>();

    private GroupCallsActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClientMessage> hub,
            ClientSettings client,
            ClientMetrics metrics) {
        super(context);
        this.metrics = metrics;
        this.timers = timers;
        this.hub = hub;
        this.client = client;
        this.answers = context.messageAdapter(HubEvent.class, Heard::new);
    }

    public static Behavior<Command> create(ActorRef<ClientMessage> hub, ClientSettings client, ClientMetrics metrics) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new GroupCallsActor(context, timers, hub, client, metrics)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Tick.class, this::onTick)
                .onMessage(AskBroker.class, this::onAskBroker)
                .onMessage(Stop.class, this::onStop)
                .build();
    }

    private Behavior<Command> onAsk(Ask ask) {
        return open(new Open(ask.groupId(), BY_GROUP, ask.call(), ask.promise(), nowMs() + ask.timeoutMs()));
    }

    private Behavior<Command> onAskBroker(AskBroker ask) {
        return open(new Open("", ask.brokerId(), ask.call(), ask.promise(), nowMs() + ask.timeoutMs()));
    }

    private Behavior<Command> open(Open call) {
        calls.add(call);
        send(call);
        return settled();
    }

    private void send(Open call) {
        call.notBeforeMs = Long.MAX_VALUE;
        int broker = call.brokerId == BY_GROUP ? coordinators.getOrDefault(call.groupId, BY_GROUP) : call.brokerId;
        if (broker == BY_GROUP) {
            search(call.groupId);
        } else {
            underWay.put(tell(broker, call.groupId, call.call), call);
        }
    }

    private void search(String groupId) {
        if (!searches.containsValue(groupId)) {
            searches.put(tell(HubCommand.ANY_BROKER, groupId, new GroupCall.FindCoordinator()), groupId);
        }
    }

    private long tell(int broker, String groupId, GroupCall call) {
        long correlationId = Correlations.next();
        hub.tell(new HubCommand.Request(
                broker, correlationId, 0, new SessionMessage.AskGroup(correlationId, groupId, call), answers));
        return correlationId;
    }

    private Behavior<Command> onHeard(Heard heard) {
        if (heard.event() instanceof HubEvent.Answered answered
                && answered.answer() instanceof ClientMessage.GroupAnswered group) {
            String searched = searches.remove(group.correlationId());
            if (searched != null) {
                found(searched, (GroupReply.CoordinatorFound) group.reply());
            } else {
                answered(underWay.remove(group.correlationId()), group.reply());
            }
        } else if (heard.event() instanceof HubEvent.Lost lost) {
            String searched = searches.remove(lost.correlationId());
            if (searched != null) {
                waitingFor(searched).forEach(call -> again(call, ErrorCode.NETWORK_EXCEPTION));
            } else {
                moved(underWay.remove(lost.correlationId()), ErrorCode.NETWORK_EXCEPTION);
            }
        }
        return settled();
    }

    private void found(String groupId, GroupReply.CoordinatorFound found) {
        if (found.error() == ErrorCode.NONE) {
            coordinators.put(groupId, found.brokerId());
            waitingFor(groupId).forEach(this::send);
        } else {
            waitingFor(groupId).forEach(call -> again(call, found.error()));
        }
    }

    /** Those of a group that are neither under way nor put off: they wait for its coordinator to be found. */
    private List<Open> waitingFor(String groupId) {
        List<Open> waiting = new ArrayList<>();
        for (Open call : calls) {
            if (call.brokerId == BY_GROUP
                    && call.groupId.equals(groupId)
                    && call.notBeforeMs == Long.MAX_VALUE
                    && !underWay.containsValue(call)) {
                waiting.add(call);
            }
        }
        return waiting;
    }

    private void answered(@Nullable Open call, GroupReply reply) {
        if (call == null || !calls.contains(call)) {
            return;
        }
        switch (reply.error()) {
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> moved(call, reply.error());
            case COORDINATOR_LOAD_IN_PROGRESS -> again(call, reply.error());
            default -> {
                calls.remove(call);
                call.promise.complete(reply);
            }
        }
    }

    private void moved(@Nullable Open call, ErrorCode why) {
        if (call == null || !calls.contains(call)) {
            return;
        }
        if (call.brokerId == BY_GROUP && coordinators.remove(call.groupId) != null) {
            metrics.add(Metric.COORDINATOR_CHANGE, 1);
        }
        if (call.call instanceof GroupCall.Beat && why != ErrorCode.NOT_COORDINATOR) {
            // It may have been heard: the member knows what to say then.
            calls.remove(call);
            call.promise.completeExceptionally(new SampoException(why, why.text()));
        } else {
            again(call, why);
        }
    }

    private void again(Open call, ErrorCode why) {
        call.lastError = why;
        call.notBeforeMs = nowMs() + client.retryBackoffMs();
    }

    private Behavior<Command> onTick(Tick ignored) {
        long now = nowMs();
        for (Open call : List.copyOf(calls)) {
            if (call.promise.isDone()) {
                calls.remove(call);
            } else if (call.deadlineMs <= now) {
                calls.remove(call);
                call.promise.completeExceptionally(new SampoException(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "No answer about group '" + call.groupId + "' in time; the last error was: "
                                + call.lastError.text()));
            } else if (call.notBeforeMs <= now) {
                send(call);
            }
        }
        return settled();
    }

    private Behavior<Command> onStop(Stop ignored) {
        SampoException closed = new SampoException(ErrorCode.NETWORK_EXCEPTION, "The client was closed");
        calls.forEach(call -> call.promise.completeExceptionally(closed));
        return Behaviors.stopped();
    }

    /** The timer runs while somebody waits. */
    private Behavior<Command> settled() {
        boolean runs = timers.isTimerActive(Tick.TICK);
        if (calls.isEmpty() && runs) {
            timers.cancel(Tick.TICK);
        } else if (!calls.isEmpty() && !runs) {
            timers.startTimerWithFixedDelay(Tick.TICK, TICK);
        }
        return this;
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
