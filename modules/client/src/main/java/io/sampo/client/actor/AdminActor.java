package io.sampo.client.actor;

import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.ClientSettings;
import io.sampo.client.session.LatestView;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Carries admin requests to any broker, tries again while the error may go away, and waits until a change is visible. */
final class AdminActor extends AbstractBehavior<AdminActor.Command> {
    /** What it understands: what its face says, what the hub says, and what it says to itself. */
    interface Command {}

    record Change(AdminRequest request, CompletableFuture<AdminReply> promise) implements Command {}

    record DescribeReplica(
            int brokerId, TopicIdPartition partition, CompletableFuture<ClientMessage.ReplicaDescribed> promise)
            implements Command {}

    record ShowView(CompletableFuture<ClusterView> promise) implements Command {}

    /** What a leader answers with an offset; {@code number} is what the user has said of that partition. */
    interface OffsetQuestion {
        SessionMessage of(long correlationId, TopicIdPartition partition, int leaderEpoch, long number);
    }

    /** A question to the leader of each partition. */
    record AskOffsets(
            Map<TopicPartition, Long> numbers,
            OffsetQuestion question,
            CompletableFuture<Map<TopicPartition, OffsetAndTimestamp>> promise)
            implements Command {}

    record Stop() implements Command {}

    private record Tick() implements Command {}

    private static final Duration TICK = Duration.ofMillis(50);

    /** One request to a broker until it is answered for good; it knows how to be sent again. */
    private abstract class Call {
        private final CompletableFuture<?> promise;
        private final long deadlineMs;
        private long notBeforeMs = Long.MIN_VALUE;
        private ErrorCode lastError = ErrorCode.BROKER_NOT_AVAILABLE;

        Call(CompletableFuture<?> promise, long deadlineMs) {
            this.promise = promise;
            this.deadlineMs = deadlineMs;
        }

        /** Sends it, or puts it off where nobody can answer. */
        abstract void send(long now);

        abstract void answered(ClientMessage answer, long now);

        void again(ErrorCode why, long now) {
            lastError = why;
            notBeforeMs = now + client.retryBackoffMs();
            deferred.add(this);
        }

        void fail(ErrorCode error, String message) {
            promise.completeExceptionally(new SampoException(error, message));
        }
    }

    private final class ChangeCall extends Call {
        private final AdminRequest request;
        private final CompletableFuture<AdminReply> done;

        ChangeCall(Change change, long deadlineMs) {
            super(change.promise(), deadlineMs);
            this.request = change.request();
            this.done = change.promise();
        }

        @Override
        void send(long now) {
            long correlationId = Correlations.next();
            ask(HubCommand.ANY_BROKER, correlationId, new SessionMessage.Admin(correlationId, request), this);
        }

        @Override
        void answered(ClientMessage answer, long now) {
            AdminReply reply = ((ClientMessage.AdminDone) answer).reply();
            if (reply.error() == ErrorCode.NONE) {
                awaitView(new Awaited(reply, done, now + client.defaultApiTimeoutMs()));
            } else if (reply.error().retriable() && !isFinal(reply.error())) {
                again(reply.error(), now);
            } else {
                fail(reply.error(), reply.message().isEmpty() ? reply.error().text() : reply.message());
            }
        }

        /**
         * The controller knows no such topic, and neither does the view: asking again makes none. Whom it cannot elect now a
         * person has to decide about.
         */
        private boolean isFinal(ErrorCode error) {
            if (request instanceof AdminRequest.ElectLeaders) {
                return error == ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE
                        || error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            }
            return error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && view.topic(request.topic()) == null;
        }
    }

    /** Asked once: who does not answer is not there, and that is an answer too. */
    private final class ReplicaCall extends Call {
        private final DescribeReplica asked;

        ReplicaCall(DescribeReplica asked, long deadlineMs) {
            super(asked.promise(), deadlineMs);
            this.asked = asked;
        }

        @Override
        void send(long now) {
            long correlationId = Correlations.next();
            ask(
                    asked.brokerId(),
                    correlationId,
                    new SessionMessage.DescribeReplica(correlationId, asked.partition()),
                    this);
        }

        @Override
        void answered(ClientMessage answer, long now) {
            asked.promise().complete((ClientMessage.ReplicaDescribed) answer);
        }

        @Override
        void again(ErrorCode why, long now) {
            fail(why, why.text());
        }
    }

    private final class OffsetCall extends Call {
        private final TopicPartition partition;
        private final AskOffsets asked;
        private final Map<TopicPartition, OffsetAndTimestamp> found;

        OffsetCall(
                TopicPartition partition,
                AskOffsets asked,
                Map<TopicPartition, OffsetAndTimestamp> found,
                long deadlineMs) {
            super(asked.promise(), deadlineMs);
            this.partition = partition;
            this.asked = asked;
            this.found = found;
        }

        @Override
        void send(long now) {
            TopicView topic = view.topic(partition.topic());
            if (topic == null || partition.partition() >= topic.partitions().size()) {
                fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + partition);
                return;
            }
            PartitionState state = topic.partitions().get(partition.partition());
            if (!state.hasLeader()) {
                again(ErrorCode.LEADER_NOT_AVAILABLE, now);
                return;
            }
            long correlationId = Correlations.next();
            TopicIdPartition id = new TopicIdPartition(topic.topicId(), partition.partition());
            ask(
                    state.leader(),
                    correlationId,
                    asked.question()
                            .of(
                                    correlationId,
                                    id,
                                    state.leaderEpoch(),
                                    asked.numbers().get(partition)),
                    this);
        }

        @Override
        void answered(ClientMessage answer, long now) {
            ClientMessage.OffsetListed listed = (ClientMessage.OffsetListed) answer;
            if (listed.error() == ErrorCode.NONE) {
                found.put(partition, new OffsetAndTimestamp(listed.offset(), listed.timestampMs()));
                if (found.size() == asked.numbers().size()) {
                    asked.promise().complete(Map.copyOf(found));
                }
            } else if (listed.error().retriable()) {
                again(listed.error(), now);
            } else {
                fail(listed.error(), partition + ": " + listed.error().text());
            }
        }
    }

    private record Awaited(AdminReply reply, CompletableFuture<AdminReply> promise, long deadlineMs) {}

    /** Whoever wants to see the cluster before any broker has shown it. */
    private record Onlooker(CompletableFuture<ClusterView> promise, long deadlineMs) {}

    private final ActorRef<ClientMessage> hub;
    private final ClientSettings client;
    private final LatestView view = new LatestView();
    private final Map<Long, Call> calls = new HashMap<>();
    private final List<Call> deferred = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final List<Onlooker> onlookers = new ArrayList<>();

    private AdminActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClientMessage> hub,
            ClientSettings client) {
        super(context);
        this.hub = hub;
        this.client = client;
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        hub.tell(new HubCommand.Attach(context.getSelf().narrow()));
    }

    static Behavior<Command> create(ActorRef<ClientMessage> hub, ClientSettings client) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new AdminActor(context, timers, hub, client)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Change.class, this::onChange)
                .onMessage(AskOffsets.class, this::onAskOffsets)
                .onMessage(DescribeReplica.class, this::onDescribeReplica)
                .onMessage(ShowView.class, this::onShowView)
                .onMessage(HubEvent.Answered.class, this::onAnswered)
                .onMessage(HubEvent.Lost.class, this::onLost)
                .onMessage(HubEvent.ViewArrived.class, this::onViewArrived)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Stop.class, this::onStop)
                .build();
    }

    private Behavior<Command> onChange(Change change) {
        long now = nowMs();
        new ChangeCall(change, now + client.defaultApiTimeoutMs()).send(now);
        return this;
    }

    private Behavior<Command> onAskOffsets(AskOffsets asked) {
        long now = nowMs();
        Map<TopicPartition, OffsetAndTimestamp> found = new LinkedHashMap<>();
        for (TopicPartition partition : asked.numbers().keySet()) {
            new OffsetCall(partition, asked, found, now + client.defaultApiTimeoutMs()).send(now);
        }
        if (asked.numbers().isEmpty()) {
            asked.promise().complete(Map.of());
        }
        return this;
    }

    private Behavior<Command> onDescribeReplica(DescribeReplica asked) {
        long now = nowMs();
        new ReplicaCall(asked, now + client.requestTimeoutMs()).send(now);
        return this;
    }

    private Behavior<Command> onShowView(ShowView show) {
        view.view()
                .ifPresentOrElse(
                        show.promise()::complete,
                        () -> onlookers.add(new Onlooker(show.promise(), nowMs() + client.defaultApiTimeoutMs())));
        return this;
    }

    private Behavior<Command> onAnswered(HubEvent.Answered event) {
        Call call = calls.remove(event.answer().correlationId());
        if (call != null) {
            call.answered(event.answer(), nowMs());
        }
        return this;
    }

    private Behavior<Command> onLost(HubEvent.Lost lost) {
        Call call = calls.remove(lost.correlationId());
        if (call != null) {
            call.again(ErrorCode.NETWORK_EXCEPTION, nowMs());
        }
        return this;
    }

    private Behavior<Command> onViewArrived(HubEvent.ViewArrived arrived) {
        view.offer(arrived.view());
        onlookers.forEach(onlooker -> onlooker.promise().complete(arrived.view()));
        onlookers.clear();
        awaited.removeIf(this::isReached);
        return this;
    }

    private Behavior<Command> onTick(Tick tick) {
        long now = nowMs();
        List<Call> due = List.copyOf(deferred);
        deferred.clear();
        for (Call call : due) {
            if (call.promise.isDone()) {
                continue;
            }
            if (call.notBeforeMs <= now) {
                call.send(now);
            } else {
                deferred.add(call);
            }
        }
        deferred.removeIf(call -> isLate(call, now));
        calls.values().removeIf(call -> isLate(call, now));
        awaited.removeIf(change ->
                isLate(change.promise(), change.deadlineMs(), now, "The change is made, but no broker has shown it"));
        onlookers.removeIf(
                onlooker -> isLate(onlooker.promise(), onlooker.deadlineMs(), now, "No broker has shown the cluster"));
        return this;
    }

    private Behavior<Command> onStop(Stop stop) {
        hub.tell(new HubCommand.Detach(getContext().getSelf().narrow()));
        calls.values().forEach(call -> call.fail(ErrorCode.NETWORK_EXCEPTION, "The client was closed"));
        deferred.forEach(call -> call.fail(ErrorCode.NETWORK_EXCEPTION, "The client was closed"));
        SampoException closed = new SampoException(ErrorCode.NETWORK_EXCEPTION, "The client was closed");
        awaited.forEach(change -> change.promise().completeExceptionally(closed));
        onlookers.forEach(onlooker -> onlooker.promise().completeExceptionally(closed));
        return Behaviors.stopped();
    }

    private boolean isLate(Call call, long now) {
        if (call.deadlineMs > now) {
            return false;
        }
        call.fail(
                ErrorCode.REQUEST_TIMED_OUT,
                "No answer within " + client.defaultApiTimeoutMs() + " ms; the last error was: "
                        + call.lastError.text());
        return true;
    }

    private boolean isLate(CompletableFuture<?> promise, long deadlineMs, long now, String what) {
        if (deadlineMs <= now) {
            promise.completeExceptionally(new SampoException(
                    ErrorCode.REQUEST_TIMED_OUT, what + " within " + client.defaultApiTimeoutMs() + " ms"));
        }
        return deadlineMs <= now;
    }

    private void awaitView(Awaited change) {
        if (!isReached(change)) {
            awaited.add(change);
        }
    }

    private boolean isReached(Awaited change) {
        boolean reached = view.metadataOffset() >= change.reply().offset();
        if (reached) {
            change.promise().complete(change.reply());
        }
        return reached;
    }

    private void ask(int brokerId, long correlationId, SessionMessage message, Call call) {
        calls.put(correlationId, call);
        hub.tell(new HubCommand.Request(
                brokerId, correlationId, 0, message, getContext().getSelf().narrow()));
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
