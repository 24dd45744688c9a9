package io.sampo.gateway.loop;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Hands every answer on, on the event loop that is its dispatcher. */
final class ReplyActor {
    private ReplyActor() {}

    /** @param sink must not throw: an actor that ends answers nobody */
    static <R> Behavior<R> create(Class<R> type, Consumer<R> sink) {
        return Behaviors.receive(type)
                .onAnyMessage(reply -> {
                    sink.accept(reply);
                    return Behaviors.same();
                })
                .build();
    }
}
