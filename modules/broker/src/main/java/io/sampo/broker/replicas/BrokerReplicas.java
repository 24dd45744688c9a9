package io.sampo.broker.replicas;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.control.BrokerIdentity;
import io.sampo.messages.BrokerMessage;
import io.sampo.model.TopicConfig;
import io.sampo.replication.ReplicaSettings;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.actor.ReplicaContext;
import io.sampo.replication.actor.ReplicaLogs;
import io.sampo.replication.actor.SharedCatchUpBudget;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.replication.pace.InSyncSettings;
import io.sampo.replication.pace.PushSettings;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the replicas of one incarnation share.
 *
 * @param retentionClock see {@link ReplicaContext#retentionClockMs}
 * @param topicDefaults this broker's defaults, by the names of topic configurations
 * @param catchUpBudget what this broker may spend on replicas that a reassignment has added
 * @param blocking bounded executor for cold reads
 * @param recovery executor for opening logs, with room for every replica
 */
public record BrokerReplicas(
        BrokerIdentity identity,
        ReplicaTransport transport,
        InFlightBytes inFlight,
        ActorRef<BrokerMessage> broker,
        ReplicaLogs logs,
        ReplicaSettings settings,
        LongSupplier retentionClock,
        Map<String, String> topicDefaults,
        SharedCatchUpBudget catchUpBudget,
        Executor blocking,
        Executor recovery)
        implements ReplicaContext {

    /** The settings of replication that a broker's configuration stands for. */
    public static ReplicaSettings settings(BrokerSettings broker) {
        PushSettings push = PushSettings.DEFAULTS;
        InSyncSettings inSync = InSyncSettings.DEFAULTS;
        ReplicaSettings defaults = ReplicaSettings.DEFAULTS;
        return new ReplicaSettings(
                new PushSettings(
                        broker.replication().windowBytes(),
                        broker.replication().pushBytesMax(),
                        push.probeRetryMs(),
                        push.resendMs(),
                        push.trailingMs()),
                new InSyncSettings(
                        broker.replication().lagTimeMaxMs(),
                        inSync.resignAfterMs(),
                        inSync.proposalRetryMs(),
                        inSync.rejoinDelayMs()),
                defaults.pendingProducesMax(),
                defaults.pendingFetchesMax(),
                broker.timing().checkpointInterval().toMillis(),
                broker.timing().retentionCheckInterval().toMillis());
    }

    @Override
    public int brokerId() {
        return identity.brokerId();
    }

    @Override
    public long brokerEpoch() {
        return identity.brokerEpoch();
    }

    @Override
    public TopicConfig inForce(TopicConfig topic) {
        return topic.withBrokerDefaults(topicDefaults);
    }

    @Override
    public long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public long wallClockMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long retentionClockMs() {
        return retentionClock.getAsLong();
    }
}
