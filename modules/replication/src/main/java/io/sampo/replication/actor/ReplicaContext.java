package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.model.TopicConfig;
import io.sampo.replication.ReplicaSettings;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.replication.pace.CatchUpBudget;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;

/** What every replica of one broker shares; supplied by module {@code broker}. Every method may be called from any thread. */
public interface ReplicaContext {
    int brokerId();

    /** Broker epoch of this process' registration: constant while its actor system lives. */
    long brokerEpoch();

    ReplicaTransport transport();

    InFlightBytes inFlight();

    ActorRef<BrokerMessage> broker();

    ReplicaLogs logs();

    ReplicaSettings settings();

    /** {@code topic} over the defaults of this broker: the configuration that is in force here. */
    TopicConfig inForce(TopicConfig topic);

    /** Monotonic, ms; the origin does not matter (R21). */
    long nowMs();

    /** Wall clock, ms since 1970: for timestamps only (R21). */
    long wallClockMs();

    /**
     * Wall clock for retention, or {@link io.sampo.storage.retention.RetentionClock#UNKNOWN} while it has jumped (R21, H92).
     */
    long retentionClockMs();

    /**
     * For cold reads and what a request of a client costs. Bounded; may refuse with
     * {@link java.util.concurrent.RejectedExecutionException}.
     */
    Executor blocking();

    /** For opening logs, each once: ten thousand wait in line here, and nobody who reads waits behind them. Refuses nothing. */
    Executor recovery();

    /** What this broker may spend on replicas that a reassignment has added. */
    default CatchUpBudget catchUpBudget() {
        return CatchUpBudget.UNLIMITED;
    }
}
