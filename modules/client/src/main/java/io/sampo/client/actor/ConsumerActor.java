package io.sampo.client.actor;

import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.StartAt;
import io.sampo.client.fetch.FetchPosition;
import io.sampo.client.fetch.FetchPosition.FetchRequest;
import io.sampo.client.fetch.ReadPositions;
import io.sampo.client.intercept.ConsumerInterceptor;
import io.sampo.client.intercept.Interceptors;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One consumer: demand in, fetches out, records to who waits. A request leaves only while somebody waits and nothing of
 * that partition lies here, so memory is bounded by one answer per partition.
 */
final class ConsumerActor extends AbstractBehavior<ConsumerActor.Command> {
    /** What it understands: what its face says, what the hub says, and what it says to itself. */
    interface Command {}

    /**
     * Each partition; null = where {@code auto.offset.reset} says, unless it is read already. Of {@code held} nothing yet.
     *
     * @param given by a group, which also takes them away, those of deleted topics too
     */
    record Assign(Map<TopicPartition, @Nullable StartAt> partitions, Set<TopicPartition> held, boolean given)
            implements Command {}

    /** Each partition; what is new of them waits for {@link Start}. */
    record AssignUnstarted(Collection<TopicPartition> partitions) implements Command {}

    /** Where partitions begin that still wait for it; null = where {@code auto.offset.reset} says. */
    record Start(Map<TopicPartition, @Nullable StartAt> starts) implements Command {}

    record Seek(TopicPartition partition, StartAt start) implements Command {}

    /** @param waitMs how long to wait for records; {@code Long.MAX_VALUE} = for ever */
    record Demand(CompletableFuture<List<ConsumerRecord>> promise, long waitMs) implements Command {}

    /** @param processed those of the last {@link Demand} */
    record Positions(CompletableFuture<Map<TopicPartition, Long>> promise, boolean processed) implements Command {}

    /** Nothing is asked or handed out of these while they rest for any reason; a group is who says {@code HELD}. */
    record Rest(Collection<TopicPartition> partitions, FetchPosition.Rest reason, boolean rests) implements Command {}

    /** Nothing can be read, for this reason; null = it can, after all. */
    record Fail(@Nullable SampoException why) implements Command {}

    /** @param promise completed when nothing is handed out any more */
    record Stop(CompletableFuture<Void> promise) implements Command {}

    private record Due() implements Command {}

    private record Waiter(CompletableFuture<List<ConsumerRecord>> promise, long deadlineMs) {}

    private final TimerScheduler<Command> timers;
    private final ActorRef<ClientMessage> hub;
    private final ClientSettings client;
    private final ConsumerSettings settings;
    private final Interceptors<ConsumerInterceptor> interceptors;
    private final BooleanSupplier isByHand;
    private final LatestView view = new LatestView();
    private final ReadPositions positions;
    private final Map<TopicPartition, TopicId> topicIds = new HashMap<>();
    private final Map<Long, TopicPartition> requests = new HashMap<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private @Nullable SampoException failure;
    private boolean isGiven;
    private long assignedMs;
    private long armedForMs = Long.MAX_VALUE;

    private ConsumerActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClientMessage> hub,
            ClientSettings client,
            ConsumerSettings settings,
            Interceptors<ConsumerInterceptor> interceptors,
            BooleanSupplier isByHand) {
        super(context);
        this.timers = timers;
        this.hub = hub;
        this.client = client;
        this.settings = settings;
        this.interceptors = interceptors;
        this.isByHand = isByHand;
        this.positions = new ReadPositions(
                () -> settings.autoOffsetReset().start(System.currentTimeMillis()), client.retryBackoffMs());
        hub.tell(new HubCommand.Attach(context.getSelf().narrow()));
    }

    /** @param isByHand whether the user says what is read: then a group on its way out has no say any more, from any thread */
    static Behavior<Command> create(
            ActorRef<ClientMessage> hub,
            ClientSettings client,
            ConsumerSettings settings,
            Interceptors<ConsumerInterceptor> interceptors,
            BooleanSupplier isByHand) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ConsumerActor(context, timers, hub, client, settings, interceptors, isByHand)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Demand.class, this::onDemand)
                .onMessage(HubEvent.Answered.class, this::onAnswered)
                .onMessage(HubEvent.Lost.class, this::onLost)
                .onMessage(HubEvent.ViewArrived.class, this::onViewArrived)
                .onMessage(Due.class, this::onDue)
                .onMessage(Assign.class, this::onAssign)
                .onMessage(AssignUnstarted.class, this::onAssignUnstarted)
                .onMessage(Start.class, this::onStart)
                .onMessage(Seek.class, this::onSeek)
                .onMessage(Positions.class, this::onPositions)
                .onMessage(Rest.class, this::onRest)
                .onMessage(Fail.class, this::onFail)
                .onMessage(Stop.class, this::onStop)
                .build();
    }

    private Behavior<Command> onDemand(Demand demand) {
        long now = nowMs();
        long deadline = demand.waitMs() > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + demand.waitMs();
        positions.allIsProcessed();
        if (failure != null) {
            demand.promise().completeExceptionally(failure);
            return this;
        }
        waiters.add(new Waiter(demand.promise(), deadline));
        return serve(now);
    }

    private Behavior<Command> onAnswered(HubEvent.Answered event) {
        long now = nowMs();
        FetchPosition position = positionOf(event.answer().correlationId());
        if (position != null && event.answer() instanceof ClientMessage.Fetched fetched) {
            position.fetched(fetched.error(), fetched.batches(), fetched.leader(), fetched.leaderEpoch(), now);
        } else if (position != null && event.answer() instanceof ClientMessage.OffsetListed listed) {
            position.lookedUp(listed.error(), listed.offset(), listed.leader(), listed.leaderEpoch(), now);
        }
        return serve(now);
    }

    private Behavior<Command> onLost(HubEvent.Lost lost) {
        long now = nowMs();
        FetchPosition position = positionOf(lost.correlationId());
        if (position != null) {
            position.requestLost(now);
        }
        return serve(now);
    }

    private Behavior<Command> onViewArrived(HubEvent.ViewArrived arrived) {
        view.offer(arrived.view());
        positions.all().keySet().forEach(this::locate);
        return serve(nowMs());
    }

    private Behavior<Command> onDue(Due due) {
        armedForMs = Long.MAX_VALUE;
        long now = nowMs();
        if (now - assignedMs >= client.topicWaitMs()) {
            positions.all().forEach((partition, position) -> {
                if (!topicIds.containsKey(partition) && !position.hasFailed()) {
                    position.fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic or partition");
                    topicIds.put(partition, new TopicId(new java.util.UUID(0, 0)));
                }
            });
        }
        return serve(now);
    }

    private Behavior<Command> onAssign(Assign assign) {
        // Asked here and not by who tells it: behind what the user has assigned there is no word of the group any more.
        if (assign.given() && isByHand.getAsBoolean()) {
            return this;
        }
        isGiven = assign.given();
        changed(positions.assign(assign.partitions()));
        positions.rest(assign.held(), FetchPosition.Rest.HELD, true);
        return serve(nowMs());
    }

    private Behavior<Command> onAssignUnstarted(AssignUnstarted assign) {
        isGiven = false;
        changed(positions.assignUnstarted(assign.partitions()));
        return serve(nowMs());
    }

    private void changed(Collection<TopicPartition> changed) {
        assignedMs = nowMs();
        changed.forEach(partition -> {
            cancelRequestOf(partition);
            topicIds.remove(partition);
            locate(partition);
        });
    }

    private Behavior<Command> onStart(Start start) {
        start.starts().forEach(positions::start);
        return serve(nowMs());
    }

    private Behavior<Command> onSeek(Seek seek) {
        if (positions.seek(seek.partition(), seek.start())) {
            cancelRequestOf(seek.partition());
            // Its topic may be gone meanwhile, or there at last, and another one of that name.
            topicIds.remove(seek.partition());
            positions.all().get(seek.partition()).orphaned();
            assignedMs = nowMs();
            locate(seek.partition());
        }
        return serve(nowMs());
    }

    private Behavior<Command> onPositions(Positions asked) {
        asked.promise().complete(asked.processed() ? positions.processed() : positions.known());
        return this;
    }

    private Behavior<Command> onRest(Rest rest) {
        if (rest.reason() == FetchPosition.Rest.HELD && isByHand.getAsBoolean()) {
            return this;
        }
        positions.rest(rest.partitions(), rest.reason(), rest.rests());
        return serve(nowMs());
    }

    private Behavior<Command> onFail(Fail fail) {
        failure = fail.why();
        if (failure != null) {
            waiters.forEach(waiter -> waiter.promise().completeExceptionally(fail.why()));
            waiters.clear();
        }
        return this;
    }

    private Behavior<Command> onStop(Stop stop) {
        requests.keySet().forEach(correlationId -> hub.tell(new HubCommand.Cancel(correlationId)));
        hub.tell(new HubCommand.Detach(getContext().getSelf().narrow()));
        waiters.forEach(waiter -> waiter.promise().complete(List.of()));
        stop.promise().complete(null);
        return Behaviors.stopped();
    }

    /** Tells a position who leads its partition, under which topic id. */
    private void locate(TopicPartition partition) {
        FetchPosition position = positions.all().get(partition);
        if (position == null) {
            return;
        }
        TopicView topic = view.topic(partition.topic());
        boolean there =
                topic != null && partition.partition() < topic.partitions().size();
        TopicId known = topicIds.get(partition);
        if (there && (known == null || known.equals(topic.topicId()))) {
            topicIds.put(partition, topic.topicId());
            PartitionState state = topic.partitions().get(partition.partition());
            if (position.leaderIs(state.leader(), state.leaderEpoch())) {
                cancelRequestOf(partition);
            }
        } else if (known != null) {
            cancelRequestOf(partition);
            if (isGiven) {
                position.orphaned();
            } else {
                position.fail(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "its topic was deleted");
            }
        }
    }

    /** Gives what is here to who waits, then asks for more if somebody still does. */
    private Behavior<Command> serve(long now) {
        while (!waiters.isEmpty() && serveFirst(now)) {
            // The next one may have its share of what is here, too.
        }
        long deadline = waiters.stream().mapToLong(Waiter::deadlineMs).min().orElse(Long.MAX_VALUE);
        if (!waiters.isEmpty()) {
            for (Map.Entry<TopicPartition, FetchPosition> entry :
                    positions.all().entrySet()) {
                FetchRequest request = entry.getValue().nextRequest(now);
                if (request != null) {
                    dispatch(entry.getKey(), entry.getValue(), request);
                }
                deadline = Math.min(deadline, entry.getValue().nextDeadlineMs());
            }
        }
        if (!topicIds.keySet().containsAll(positions.all().keySet())) {
            deadline = Math.min(deadline, assignedMs + client.topicWaitMs());
        }
        arm(deadline, now);
        return this;
    }

    private boolean serveFirst(long now) {
        List<ConsumerRecord> taken = positions.take(settings.maxPollRecords());
        if (!taken.isEmpty()) {
            List<ConsumerRecord> records = interceptors.through(taken, ConsumerInterceptor::onConsume);
            if (!records.isEmpty()) {
                waiters.remove().promise().complete(List.copyOf(records));
            }
            // Where all were left out, whoever is first waits on, and stays the first.
            return true;
        }
        SampoException told = positions.takeFailure();
        if (told != null) {
            waiters.remove().promise().completeExceptionally(told);
            return true;
        }
        return waiters.removeIf(waiter -> {
            boolean late = waiter.deadlineMs() <= now;
            if (late) {
                waiter.promise().complete(List.of());
            }
            return late;
        });
    }

    private void dispatch(TopicPartition partition, FetchPosition position, FetchRequest request) {
        long correlationId = Correlations.next();
        TopicIdPartition id = new TopicIdPartition(topicIds.get(partition), partition.partition());
        int bytes = positions.bytes(position, settings);
        SessionMessage message = request.lookup()
                ? new SessionMessage.ListOffset(correlationId, id, request.leaderEpoch(), request.timestampMs())
                : new SessionMessage.Fetch(
                        correlationId,
                        id,
                        request.leaderEpoch(),
                        request.offset(),
                        bytes,
                        settings.fetchMinBytes(),
                        settings.fetchMaxWaitMs());
        requests.put(correlationId, partition);
        hub.tell(new HubCommand.Request(
                request.leader(),
                correlationId,
                0,
                message,
                getContext().getSelf().narrow()));
    }

    private @Nullable FetchPosition positionOf(long correlationId) {
        TopicPartition partition = requests.remove(correlationId);
        return partition == null ? null : positions.all().get(partition);
    }

    private void cancelRequestOf(TopicPartition partition) {
        requests.entrySet().removeIf(entry -> {
            boolean its = entry.getValue().equals(partition);
            if (its) {
                hub.tell(new HubCommand.Cancel(entry.getKey()));
            }
            return its;
        });
    }

    private void arm(long deadlineMs, long now) {
        if (deadlineMs < armedForMs) {
            armedForMs = deadlineMs;
            timers.startSingleTimer(new Due(), Duration.ofMillis(Math.max(1, deadlineMs - now)));
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
