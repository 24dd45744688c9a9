package io.sampo.testkit;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A client without any wit: it talks to one broker, follows no leader and repeats nothing, so that a test sees what this
 * broker itself answers. For one thread.
 */
public final class SessionProbe implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final BlockingQueue<ClientMessage> answers;
    private final ActorRef<SessionMessage> session;
    private final AtomicLong correlations = new AtomicLong();

    private SessionProbe(BlockingQueue<ClientMessage> answers, ActorRef<SessionMessage> session) {
        this.answers = answers;
        this.session = session;
    }

    /** Opens a session at {@code gate} for an actor on {@code system}. */
    public static SessionProbe open(ActorSystem<?> system, ActorRef<SessionMessage> gate) {
        // One request at a time, and as many answers.
        BlockingQueue<ClientMessage> answers = new LinkedBlockingQueue<>(1_000);
        ActorRef<ClientMessage> ear = system.systemActorOf(
                Behaviors.receiveMessage(message -> {
                    answers.add(message);
                    return Behaviors.same();
                }),
                "sampo-probe-" + UUID.randomUUID(),
                Props.empty());
        gate.tell(new SessionMessage.Open("probe", ear));
        ClientMessage.Opened opened = next(answers, ClientMessage.Opened.class, ANSWER_WITHIN)
                .orElseThrow(() -> new AssertionError("the gate does not answer: " + gate));
        return new SessionProbe(answers, opened.session());
    }

    /** Asks for an append without the certainty of one; see {@link #produced} for the answer. Returns the correlation id. */
    public long produce(TopicIdPartition partition, Acks acks, int leaderEpoch, Duration timeout, String value) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        RecordBatchBuilder batch = new RecordBatchBuilder();
        batch.append(System.currentTimeMillis(), null, bytes);
        long correlation = correlations.incrementAndGet();
        session.tell(new SessionMessage.Produce(
                correlation, partition, acks, leaderEpoch, timeout.toMillis(), batch.build()));
        return correlation;
    }

    /** What became of the last produce; empty if nothing was heard {@code within}. */
    public Optional<ErrorCode> produced(Duration within) {
        return next(answers, ClientMessage.Produced.class, within).map(ClientMessage.Produced::error);
    }

    /** Asks this broker's controller, whoever that is by its own opinion; see {@link #answered} for the answer. */
    public void ask(AdminRequest request) {
        session.tell(new SessionMessage.Admin(correlations.incrementAndGet(), request));
    }

    /** What became of the last {@link #ask}; empty if nothing was heard {@code within}. */
    public Optional<AdminReply> answered(Duration within) {
        return next(answers, ClientMessage.AdminDone.class, within).map(ClientMessage.AdminDone::reply);
    }

    private static <T extends ClientMessage> Optional<T> next(
            BlockingQueue<ClientMessage> answers, Class<T> type, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            while (true) {
                ClientMessage message = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (message == null) {
                    return Optional.empty();
                }
                if (type.isInstance(message)) {
                    return Optional.of(type.cast(message));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + type.getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        session.tell(new SessionMessage.Close());
    }
}
