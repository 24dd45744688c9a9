package io.sampo.client.actor;

import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Offsets;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;

/** What the parts of one client say to its {@link HubActor}. */
public sealed interface HubCommand extends ClientMessage.Internal {
    /** Any broker that answers; the controller's if there is a session with it. */
    int ANY_BROKER = Offsets.NO_BROKER;

    /** Tell me the view now and whenever it changes. */
    record Attach(ActorRef<HubEvent> listener) implements HubCommand {}

    record Detach(ActorRef<HubEvent> listener) implements HubCommand {}

    /**
     * Send this to a broker. Answered by {@link HubEvent.Answered}, or by {@link HubEvent.Lost}.
     *
     * @param message carries {@code correlationId}
     * @param creditBytes bytes that it takes of the broker's credit until it is answered
     */
    record Request(
            int brokerId, long correlationId, int creditBytes, SessionMessage message, ActorRef<HubEvent> replyTo)
            implements HubCommand {
        /** A broker in this JVM writes offsets into the very bytes; a repetition needs them as they were. */
        SessionMessage messageTo(ActorRef<SessionMessage> session) {
            if (message instanceof SessionMessage.Produce produce
                    && session.path().address().hasLocalScope()) {
                ByteBuffer copy = ByteBuffer.allocate(produce.batches().remaining())
                        .put(produce.batches().duplicate())
                        .flip();
                return new SessionMessage.Produce(
                        produce.correlationId(),
                        produce.partition(),
                        produce.acks(),
                        produce.leaderEpoch(),
                        produce.timeoutMs(),
                        copy);
            }
            return message;
        }
    }

    /** I no longer wait for that request. No answer comes any more, except one that is on its way already. */
    record Cancel(long correlationId) implements HubCommand {}

    /** Done with the first view. */
    record AwaitView(CompletableFuture<Void> done) implements HubCommand {}

    /** Closes all sessions, then stops. */
    record Stop() implements HubCommand {}
}
