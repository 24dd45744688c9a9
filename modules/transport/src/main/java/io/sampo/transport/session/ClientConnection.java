package io.sampo.transport.session;

import io.sampo.transport.LinkFilter;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.HelloReply;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a {@link SessionLink}, from Hello to its end. On the control loop. */
final class ClientConnection extends SessionConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    /** Questions without an answer; more is a mistake of the caller. */
    private static final int PENDING_MAX = 64;

    /** Told once when the session is open and once when it is over. */
    @FunctionalInterface
    interface Events {
        void changed(boolean opened, String description);
    }

    private record Pending<T extends SessionFrame>(Class<T> type, CompletableFuture<T> future) {
        void complete(SessionFrame frame) {
            if (type.isInstance(frame)) {
                future.complete(type.cast(frame));
            } else {
                future.completeExceptionally(new NoSessionException(
                        "answered with " + frame.getClass().getSimpleName()));
            }
        }
    }

    private final int controllerId;
    private final SessionClient client;
    private final SessionSettings settings;
    private final Events events;
    private final HeartbeatClock clock;
    private final Map<Long, Pending<?>> pending = new HashMap<>();
    private boolean open;
    private String refusal = "";
    private long lastCorrelationId;
    private @Nullable ScheduledFuture<?> heartbeats;

    /** Repeats the heartbeat; the loop of the link. */
    @FunctionalInterface
    interface HeartbeatClock {
        ScheduledFuture<?> every(long intervalMs, Runnable task);
    }

    ClientConnection(
            int self,
            int controllerId,
            SessionClient client,
            SessionSettings settings,
            LinkFilter filter,
            HeartbeatClock clock,
            Events events) {
        super(self, filter);
        this.controllerId = controllerId;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.events = events;
        peer(controllerId);
    }

    @Override
    void connected() {
        watchSilence(settings.sessionTimeoutMs());
        send(0, client.hello());
    }

    @Override
    void received(long correlationId, SessionFrame frame) {
        if (!open && frame instanceof HelloReply reply) {
            helloReply(reply);
        } else if (open && frame instanceof HeartbeatReply reply) {
            client.heartbeatReply(controllerId, reply);
        } else {
            Pending<?> asked = pending.remove(correlationId);
            if (asked == null) {
                close(CloseReason.REFUSED);
            } else {
                asked.complete(frame);
            }
        }
    }

    private void helloReply(HelloReply reply) {
        if (reply.accepted() && reply.brokerId() != controllerId) {
            refusal = "broker " + reply.brokerId() + " answers there";
            close(CloseReason.REFUSED);
        } else if (!reply.accepted()) {
            refusal = "refused: " + reply.reason();
            client.refused(controllerId, reply);
            close(CloseReason.REFUSED);
        } else {
            open = true;
            heartbeats = clock.every(settings.heartbeatIntervalMs(), this::heartbeat);
            events.changed(true, "open");
            client.opened(controllerId, reply);
            heartbeat();
        }
    }

    void heartbeat() {
        if (!open) {
            return;
        }
        try {
            send(0, client.heartbeat());
        } catch (RuntimeException e) {
            // One missed beat is nothing; a heartbeat that stopped repeating would be a death.
            LOG.error("No heartbeat to controller node {}", controllerId, e);
        }
    }

    <T extends SessionFrame> void ask(SessionFrame request, Class<T> answer, CompletableFuture<T> future) {
        if (pending.size() >= PENDING_MAX) {
            future.completeExceptionally(new NoSessionException(
                    pending.size() + " questions to controller node " + controllerId + " are unanswered"));
            return;
        }
        long correlationId = ++lastCorrelationId;
        pending.put(correlationId, new Pending<>(answer, future));
        send(correlationId, request);
    }

    @Override
    void ended(CloseReason why) {
        if (heartbeats != null) {
            heartbeats.cancel(false);
        }
        String description = refusal.isEmpty()
                ? "lost: " + why.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : refusal;
        boolean wasOpen = open;
        open = false;
        events.changed(false, description);
        pending.values().forEach(asked -> asked.future()
                .completeExceptionally(
                        new NoSessionException("session to controller node " + controllerId + " " + description)));
        pending.clear();
        if (wasOpen) {
            client.closed(controllerId, why);
        }
    }
}
