package io.sampo.broker.startup;

import io.sampo.broker.control.BrokerIdentity;
import io.sampo.model.Offsets;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.Hello;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What this node says of itself on session links; changes with every incarnation. Safe from any thread. */
final class SelfDescription {
    private record Now(BrokerIdentity identity, ArteryAddress artery) {}

    private final int brokerId;
    private final String storedClusterId;
    private final UUID process = UUID.randomUUID();
    private final BooleanSupplier facesOpen;
    private final AtomicReference<@Nullable Now> now = new AtomicReference<>();

    /** @param facesOpen false as long as this broker must not lead, for clients would not reach it */
    SelfDescription(int brokerId, String storedClusterId, BooleanSupplier facesOpen) {
        this.facesOpen = facesOpen;
        this.brokerId = brokerId;
        this.storedClusterId = storedClusterId;
    }

    void become(BrokerIdentity identity, ArteryAddress artery) {
        now.set(new Now(identity, artery));
    }

    String clusterId() {
        Now current = now.get();
        return current == null ? storedClusterId : current.identity().clusterId();
    }

    Hello hello() {
        Now current = now.get();
        return current == null
                ? new Hello(storedClusterId, brokerId, io.sampo.transport.session.SessionFrame.NO_BROKER_EPOCH, process)
                : new Hello(
                        current.identity().clusterId(),
                        brokerId,
                        current.identity().brokerEpoch(),
                        current.identity().incarnation());
    }

    /** The controller lets a broker in by how far its image has come: one whose faces are not open has not come anywhere. */
    Heartbeat heartbeat() {
        Now current = now.get();
        if (current == null) {
            return new Heartbeat(io.sampo.transport.session.SessionFrame.NO_BROKER_EPOCH, Offsets.UNKNOWN, 0);
        }
        long applied = facesOpen.getAsBoolean() ? current.identity().appliedOffset() : Offsets.UNKNOWN;
        return new Heartbeat(current.identity().brokerEpoch(), applied, 0);
    }

    /** Where this node's actor system is reached; null before there is one. */
    @Nullable
    ArteryAddress artery() {
        Now current = now.get();
        return current == null ? null : current.artery();
    }
}
