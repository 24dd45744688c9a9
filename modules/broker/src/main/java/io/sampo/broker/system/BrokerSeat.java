package io.sampo.broker.system;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** The one place that an actor system has for a broker: its actors have fixed names, by which others find them. */
public final class BrokerSeat implements Extension {
    private static final Id ID = new Id();

    private static final class Id extends AbstractExtensionId<BrokerSeat> {
        @Override
        public BrokerSeat createExtension(ExtendedActorSystem system) {
            return new BrokerSeat(system.name());
        }
    }

    private final String systemName;
    private final AtomicReference<@Nullable Integer> taken = new AtomicReference<>();

    private BrokerSeat(String systemName) {
        this.systemName = systemName;
    }

    /**
     * Takes the seat; closing what is returned gives it back.
     *
     * @throws SampoException if a broker sits there
     */
    public static AutoCloseable take(ActorSystem<?> system, int brokerId) {
        BrokerSeat seat = ID.get(system.classicSystem());
        Integer other = seat.taken.compareAndExchange(null, brokerId);
        if (other != null) {
            throw new SampoException(
                    ErrorCode.INVALID_REQUEST,
                    "Broker " + other + " runs on the actor system '" + seat.systemName
                            + "' already; stop it first or give broker " + brokerId + " a system of its own");
        }
        return () -> seat.taken.set(null);
    }
}
