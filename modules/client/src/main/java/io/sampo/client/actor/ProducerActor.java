package io.sampo.client.actor;

import io.sampo.client.ClientSettings;
import io.sampo.client.Partitioner;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.produce.PartitionQueue.Verdict;
import io.sampo.client.produce.ProducerBatch;
import io.sampo.client.produce.ProducerBatch.OutgoingRecord;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** One producer: records in, batches out, promises completed. What is decided about a partition is decided by its queue. */
final class ProducerActor extends AbstractBehavior<ProducerActor.Command> {
    /** What it understands: what its face says, what the hub says, and what it says to itself. */
    interface Command {}

    /** There is something in the {@link SendInbox}. */
    record Arrived() implements Command {}

    record AwaitRoom(CompletableFuture<Void> promise) implements Command {}

    record Flush(CompletableFuture<Void> promise) implements Command {}

    record Stop(CompletableFuture<Void> promise) implements Command {}

    private record Drain() implements Command {}

    private record Due() implements Command {}

    private record Attempt(String topic, TopicSends.Lane lane, ProducerBatch<PendingSend> batch) {}

    /** So many records of a burst are taken in before whatever else is in the mailbox has its turn. */
    private static final int TAKEN_AT_ONCE_MAX = 1024;

    private final TimerScheduler<Command> timers;
    private final ActorRef<ClientMessage> hub;
    private final ClientSettings client;
    private final ProducerSettings settings;
    private final Partitioner partitioner;
    private final SendBuffer buffer;
    private final LatestView view = new LatestView();
    private final Map<String, TopicSends> topics = new HashMap<>();
    private final Map<TopicSends.Lane, String> active = new LinkedHashMap<>();
    private final Map<Long, Attempt> attempts = new HashMap<>();
    private final Set<PendingSend> unrouted = new LinkedHashSet<>();
    private final IdentityAsk identity;
    private boolean drainQueued;
    private long armedForMs = Long.MAX_VALUE;

    private ProducerActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClientMessage> hub,
            ClientSettings client,
            ProducerSettings settings,
            Partitioner partitioner,
            SendBuffer buffer) {
        super(context);
        this.timers = timers;
        this.hub = hub;
        this.client = client;
        this.settings = settings;
        this.partitioner = partitioner;
        this.buffer = buffer;
        this.identity = new IdentityAsk(client.retryBackoffMs());
        hub.tell(new HubCommand.Attach(context.getSelf().narrow()));
    }

    static Behavior<Command> create(
            ActorRef<ClientMessage> hub,
            ClientSettings client,
            ProducerSettings settings,
            Partitioner partitioner,
            SendBuffer buffer) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ProducerActor(context, timers, hub, client, settings, partitioner, buffer)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Arrived.class, this::onArrived)
                .onMessage(HubEvent.Answered.class, this::onAnswered)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(Due.class, this::onDue)
                .onMessage(HubEvent.Lost.class, this::onLost)
                .onMessage(HubEvent.ViewArrived.class, this::onViewArrived)
                .onMessage(AwaitRoom.class, this::onAwaitRoom)
                .onMessage(Flush.class, this::onFlush)
                .onMessage(Stop.class, this::onStop)
                .build();
    }

    private Behavior<Command> onArrived(Arrived arrived) {
        if (!buffer.takeIn(TAKEN_AT_ONCE_MAX, nowMs())) {
            getContext().getSelf().tell(arrived);
        }
        letIn();
        return this;
    }

    /** Before what follows: it was sent before. */
    private void takeInAll() {
        buffer.takeIn(Integer.MAX_VALUE, nowMs());
        letIn();
    }

    /** Moves records from outside into the buffer, in order, as far as it has room. */
    private void letIn() {
        long now = nowMs();
        long timestampMs = System.currentTimeMillis();
        for (PendingSend send = buffer.letIn(); send != null; send = buffer.letIn()) {
            route(send, now, timestampMs);
        }
        queueDrain();
    }

    /** @param timestampMs of the record where it was given none */
    private void route(PendingSend send, long now, long timestampMs) {
        ProducerRecord record = send.record();
        TopicSends topic = topics.get(record.topic());
        if (topic == null) {
            TopicView known = view.topic(record.topic());
            if (known == null) {
                unrouted.add(send);
                return;
            }
            topic = TopicSends.of(known, client, settings);
            topics.put(record.topic(), topic);
        }
        try {
            TopicSends.Lane lane = topic.laneOf(record, send.sizeBytes(), partitioner);
            Long given = record.timestampMs();
            send.timestampMs(given != null ? given : timestampMs);
            OutgoingRecord outgoing =
                    new OutgoingRecord(send.timestampMs(), record.key(), record.value(), record.headers());
            // A lane stays active until a drain finds it idle.
            boolean isNews = lane.queue().isIdle();
            lane.queue().append(outgoing, send, now);
            if (buffer.isFlushed(send)) {
                lane.queue().flush();
            }
            if (isNews) {
                active.put(lane, record.topic());
            }
        } catch (RuntimeException e) {
            // The partition is not there, or a partitioner of the application failed: this record's affair alone.
            buffer.fail(send, e);
        }
    }

    /** Once per burst: what lies in the mailbox already goes into the same batches. */
    private void queueDrain() {
        if (!drainQueued) {
            drainQueued = true;
            getContext().getSelf().tell(new Drain());
        }
    }

    private Behavior<Command> onDrain(Drain drain) {
        drainQueued = false;
        long now = nowMs();
        long deadline = Long.MAX_VALUE;
        for (Map.Entry<TopicSends.Lane, String> entry : List.copyOf(active.entrySet())) {
            TopicSends.Lane lane = entry.getKey();
            cancelAbandoned(lane);
            for (ProducerBatch<PendingSend> batch = lane.queue().poll(now, identity.current());
                    batch != null;
                    batch = lane.queue().poll(now, identity.current())) {
                dispatch(entry.getValue(), lane, batch);
            }
            if (lane.queue().isIdle()) {
                active.remove(lane);
            } else {
                deadline = Math.min(deadline, lane.queue().nextDeadlineMs());
                if (lane.queue().needsIdentity(identity.current())) {
                    askIdentity(now);
                    deadline = Math.min(deadline, Math.max(now + 1, identity.notBeforeMs()));
                }
            }
        }
        arm(Math.min(deadline, waitingDeadline()), now);
        return this;
    }

    private void dispatch(String topic, TopicSends.Lane lane, ProducerBatch<PendingSend> batch) {
        long correlationId = Correlations.next();
        batch.correlationId(correlationId);
        buffer.goOut(batch.tokens().size(), batch.attempts());
        attempts.put(correlationId, new Attempt(topic, lane, batch));
        SessionMessage.Produce produce = new SessionMessage.Produce(
                correlationId,
                lane.partition(),
                settings.acks(),
                lane.queue().leaderEpoch(),
                client.requestTimeoutMs(),
                batch.bytes());
        hub.tell(new HubCommand.Request(
                lane.queue().leader(),
                correlationId,
                produce.batches().remaining(),
                produce,
                getContext().getSelf().narrow()));
    }

    private void cancelAbandoned(TopicSends.Lane lane) {
        for (ProducerBatch<PendingSend> batch : lane.queue().takeAbandoned()) {
            if (attempts.remove(batch.correlationId()) != null) {
                hub.tell(new HubCommand.Cancel(batch.correlationId()));
            }
        }
    }

    private void askIdentity(long now) {
        long correlationId = identity.ask(now);
        if (correlationId >= 0) {
            SessionMessage question = new SessionMessage.InitProducerId(correlationId);
            hub.tell(new HubCommand.Request(
                    HubCommand.ANY_BROKER,
                    correlationId,
                    0,
                    question,
                    getContext().getSelf().narrow()));
        }
    }

    private Behavior<Command> onAnswered(HubEvent.Answered event) {
        if (event.answer() instanceof ClientMessage.Produced produced) {
            settle(
                    attempts.remove(produced.correlationId()),
                    produced.error(),
                    produced.baseOffset(),
                    produced.logAppendTimeMs(),
                    produced.leader(),
                    produced.leaderEpoch());
        } else if (event.answer() instanceof ClientMessage.Pong pong) {
            settle(attempts.remove(pong.correlationId()), ErrorCode.NONE);
        } else if (event.answer() instanceof ClientMessage.ProducerIdGiven given) {
            identity.answered(given, nowMs());
        }
        queueDrain();
        return this;
    }

    private Behavior<Command> onLost(HubEvent.Lost lost) {
        identity.lost(lost.correlationId(), nowMs());
        settle(attempts.remove(lost.correlationId()), ErrorCode.NETWORK_EXCEPTION);
        queueDrain();
        return this;
    }

    /** Nothing is known but the error. */
    private void settle(@Nullable Attempt attempt, ErrorCode error) {
        settle(attempt, error, Offsets.UNKNOWN, Offsets.UNKNOWN, Offsets.NO_BROKER, Offsets.NO_EPOCH);
    }

    private void settle(
            @Nullable Attempt attempt, ErrorCode error, long baseOffset, long appendTimeMs, int leader, int epoch) {
        if (attempt == null) {
            return;
        }
        Verdict verdict = attempt.lane().queue().answered(attempt.batch(), error, leader, epoch, nowMs());
        if (verdict == Verdict.ACKNOWLEDGED) {
            TopicPartition partition = new TopicPartition(
                    attempt.topic(), attempt.lane().partition().partition());
            buffer.acknowledge(attempt.batch().tokens(), partition, baseOffset, appendTimeMs);
        } else if (verdict == Verdict.FAILED) {
            failAll(attempt.batch(), error, error.text());
        }
        letIn();
    }

    private Behavior<Command> onViewArrived(HubEvent.ViewArrived arrived) {
        view.offer(arrived.view());
        for (Map.Entry<String, TopicSends> entry : Map.copyOf(topics).entrySet()) {
            TopicView newer = view.topic(entry.getKey());
            if (newer != null && newer.topicId().equals(entry.getValue().view().topicId())) {
                entry.getValue().viewIs(newer);
            } else {
                topics.remove(entry.getKey());
                String why = "Topic '" + entry.getKey() + "' was deleted";
                entry.getValue().drain().forEach(batch -> failAll(batch, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, why));
            }
        }
        List<PendingSend> waiting = List.copyOf(unrouted);
        unrouted.clear();
        long now = nowMs();
        long timestampMs = System.currentTimeMillis();
        waiting.forEach(send -> route(send, now, timestampMs));
        letIn();
        return this;
    }

    private Behavior<Command> onDue(Due due) {
        armedForMs = Long.MAX_VALUE;
        long now = nowMs();
        for (TopicSends.Lane lane : List.copyOf(active.keySet())) {
            for (ProducerBatch<PendingSend> batch : lane.queue().expire(now)) {
                failAll(
                        batch,
                        ErrorCode.REQUEST_TIMED_OUT,
                        active.get(lane) + "-" + lane.partition().partition() + ": not acknowledged within "
                                + settings.deliveryTimeoutMs() + " ms");
            }
        }
        for (PendingSend send : List.copyOf(unrouted)) {
            if (now - send.acceptedMs() >= client.topicWaitMs()) {
                unrouted.remove(send);
                buffer.fail(
                        send,
                        new SampoException(
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                "Topic '" + send.record().topic() + "' does not exist"));
            }
        }
        buffer.failLate(now);
        letIn();
        return this;
    }

    private Behavior<Command> onAwaitRoom(AwaitRoom await) {
        takeInAll();
        buffer.awaitRoom(await.promise());
        return this;
    }

    private Behavior<Command> onFlush(Flush flush) {
        takeInAll();
        active.keySet().forEach(lane -> lane.queue().flush());
        buffer.flush(flush.promise());
        queueDrain();
        return this;
    }

    private Behavior<Command> onStop(Stop stop) {
        buffer.takeInTheLast(nowMs());
        hub.tell(new HubCommand.Detach(getContext().getSelf().narrow()));
        attempts.keySet().forEach(correlationId -> hub.tell(new HubCommand.Cancel(correlationId)));
        SampoException closed = new SampoException(ErrorCode.NETWORK_EXCEPTION, "The producer was closed");
        topics.values().stream()
                .flatMap(topic -> topic.drain().stream())
                .flatMap(batch -> batch.tokens().stream())
                .forEach(send -> buffer.fail(send, closed));
        unrouted.forEach(send -> buffer.fail(send, closed));
        buffer.failWaiting(closed);
        stop.promise().complete(null);
        return Behaviors.stopped();
    }

    private void failAll(ProducerBatch<PendingSend> batch, ErrorCode error, String message) {
        SampoException failure = new SampoException(error, message);
        batch.tokens().forEach(send -> buffer.fail(send, failure));
    }

    private long waitingDeadline() {
        long deadline = buffer.deadlineMs();
        return unrouted.isEmpty()
                ? deadline
                : Math.min(deadline, unrouted.iterator().next().acceptedMs() + client.topicWaitMs());
    }

    private void arm(long deadlineMs, long now) {
        if (deadlineMs < armedForMs) {
            armedForMs = deadlineMs;
            // A deadline of long ago must not wrap around to one that never comes.
            timers.startSingleTimer(new Due(), Duration.ofMillis(Math.max(1, Math.max(deadlineMs, now) - now)));
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
