package io.sampo.broker.session;

import io.sampo.broker.replicas.ReplicaDirectory;
import io.sampo.groups.Coordinators;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * The door for actor clients, at {@code /system/sampo-sessions}: opens one {@link ClientSessionActor} per client and passes
 * every new image on to all of them. Closed until the broker serves.
 */
public final class SessionGateActor extends AbstractBehavior<SessionMessage> {
    /** The broker has a new image; before the first one, the gate keeps clients waiting. */
    public record ImageChanged(MetadataImage image) implements SessionMessage.Internal {}

    /** Tell all clients to go elsewhere, open no more sessions, and stop when the last one has ended. */
    public enum Shut implements SessionMessage.Internal {
        SHUT
    }

    private record SessionEnded(ActorRef<ClientMessage> client) implements SessionMessage.Internal {}

    private final ReplicaDirectory replicas;
    private final ActorRef<BrokerMessage> broker;
    private final Coordinators coordinators;
    private final Map<ActorRef<ClientMessage>, ActorRef<SessionMessage>> sessions = new HashMap<>();
    private @Nullable MetadataImage image;
    private boolean shut;

    private SessionGateActor(
            ActorContext<SessionMessage> context,
            ReplicaDirectory replicas,
            ActorRef<BrokerMessage> broker,
            Coordinators coordinators) {
        super(context);
        this.coordinators = coordinators;
        this.replicas = replicas;
        this.broker = broker;
    }

    /** The gate of one broker; {@code broker} takes what only the controller can answer. */
    public static Behavior<SessionMessage> create(
            ReplicaDirectory replicas, ActorRef<BrokerMessage> broker, Coordinators coordinators) {
        return Behaviors.setup(context -> new SessionGateActor(context, replicas, broker, coordinators));
    }

    @Override
    public Receive<SessionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(SessionMessage.Open.class, this::onOpen)
                .onMessage(ImageChanged.class, this::onImageChanged)
                .onMessage(SessionEnded.class, this::onSessionEnded)
                .onMessage(Shut.class, this::onShut)
                .build();
    }

    private Behavior<SessionMessage> onOpen(SessionMessage.Open open) {
        if (image == null || shut) {
            // No answer: the client asks again or elsewhere.
            return this;
        }
        ActorRef<SessionMessage> existing = sessions.get(open.client());
        if (existing != null) {
            existing.tell(new ClientSessionActor.Greet());
            return this;
        }
        ActorRef<SessionMessage> session = getContext()
                .spawnAnonymous(
                        ClientSessionActor.create(open, replicas, broker, coordinators, image),
                        DispatcherSelector.fromConfig("sampo.partition-dispatcher"));
        sessions.put(open.client(), session);
        getContext().watchWith(session, new SessionEnded(open.client()));
        return this;
    }

    private Behavior<SessionMessage> onImageChanged(ImageChanged changed) {
        image = changed.image();
        ClientSessionActor.ImageChanged news = new ClientSessionActor.ImageChanged(changed.image());
        sessions.values().forEach(session -> session.tell(news));
        return this;
    }

    private Behavior<SessionMessage> onSessionEnded(SessionEnded ended) {
        sessions.remove(ended.client());
        return shut && sessions.isEmpty() ? Behaviors.stopped() : this;
    }

    private Behavior<SessionMessage> onShut(Shut ignored) {
        shut = true;
        sessions.values().forEach(session -> session.tell(new ClientSessionActor.End("the broker stops")));
        return sessions.isEmpty() ? Behaviors.stopped() : this;
    }
}
