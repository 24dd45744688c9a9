package io.sampo.transport.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@link BrokerSessions} asks of its host. */
public sealed interface LivenessAction {
    int brokerId();

    /** The incarnation that is meant; whoever acts checks that it is still the registered one. */
    long brokerEpoch();

    /**
     * Dial this broker back and tell {@link BrokerSessions#dialed} what came of it.
     *
     * @param incarnation what its last session named; null if it never had one here
     */
    record DialBackWanted(
            int brokerId, long brokerEpoch, @Nullable UUID incarnation) implements LivenessAction {}

    /**
     * Fence this broker.
     *
     * @param proof true if its process is dead for certain, false if it has only been silent too long
     */
    record Fence(int brokerId, long brokerEpoch, boolean proof) implements LivenessAction {}
}
