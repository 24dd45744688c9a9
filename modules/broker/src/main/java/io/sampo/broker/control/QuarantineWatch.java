package io.sampo.broker.control;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.artery.ThisActorSystemQuarantinedEvent;

/**
 * Ends the actor system when another node has quarantined it: its associations are dead until one side starts anew
 * (REPLICATION P09). {@code BrokerNode} then begins a new incarnation in place.
 */
public final class QuarantineWatch {
    private QuarantineWatch() {}

    /** The watching actor. */
    public static Behavior<ThisActorSystemQuarantinedEvent> create() {
        return Behaviors.setup(context -> {
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(ThisActorSystemQuarantinedEvent.class, context.getSelf()));
            return Behaviors.receive(ThisActorSystemQuarantinedEvent.class)
                    .onMessage(ThisActorSystemQuarantinedEvent.class, event -> {
                        context.getLog().warn("Quarantined by {}: this actor system ends", event.remoteAddress());
                        context.getSystem().terminate();
                        return Behaviors.stopped();
                    })
                    .build();
        });
    }
}
