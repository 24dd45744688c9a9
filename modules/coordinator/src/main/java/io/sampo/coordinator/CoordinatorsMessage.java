package io.sampo.coordinator;

import io.sampo.groups.Coordinators.Listed;
import java.util.function.Consumer;

/** What a {@link CoordinatorsActor} understands; from outside it is told by {@link LocalCoordinators}. */
public sealed interface CoordinatorsMessage {
    /** What only the actor itself sends. */
    non-sealed interface Internal extends CoordinatorsMessage {}

    /** The metadata as this broker has them now. */
    record ImageChanged(GroupImage image) implements CoordinatorsMessage {}

    /** Somebody looks for a coordinator, and there is no topic. */
    enum TopicWanted implements CoordinatorsMessage {
        WANTED
    }

    /** Which groups are here? */
    record ListAll(Consumer<Listed> answer) implements CoordinatorsMessage {}
}
