package io.sampo.controller;

import io.sampo.controller.MetadataRecord.BrokerFenced;
import io.sampo.controller.MetadataRecord.BrokerShuttingDown;
import io.sampo.controller.MetadataRecord.BrokerUnfenced;
import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.model.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a registered broker falls silent, returns and stops. A message of another broker epoch changes nothing. */
public final class BrokerLifecycle {
    private BrokerLifecycle() {}

    /**
     * The broker is dead or silent: one event takes it out of every ISR and moves its leaderships within ISR and ELR.
     */
    public static Decision<Outcome> fence(ClusterMetadata metadata, int brokerId, long brokerEpoch, String reason) {
        RegisteredBroker broker = current(metadata, brokerId, brokerEpoch);
        if (broker == null) {
            return stale(brokerId, brokerEpoch);
        }
        PartitionElection election = PartitionElection.among(metadata).without(brokerId);
        List<PartitionChange> changes =
                PartitionElection.changes(metadata, partition -> election.gone(partition, brokerId));
        // One that died between registration and unfencing is fenced already, but may still hold ISR places (R11b).
        return broker.fenced() && changes.isEmpty()
                ? Decision.unchanged(Outcome.DONE)
                : Decision.of(new BrokerFenced(brokerId, brokerEpoch, reason, changes), Outcome.DONE);
    }

    /**
     * A heartbeat of a broker whose image stands at {@code appliedOffset}: unfences it once the image has passed the
     * record that fenced it, and hands it the leaderless partitions whose ISR or ELR it is in.
     */
    public static Decision<Outcome> heartbeat(
            ClusterMetadata metadata, int brokerId, long brokerEpoch, long appliedOffset) {
        RegisteredBroker broker = current(metadata, brokerId, brokerEpoch);
        if (broker == null) {
            return stale(brokerId, brokerEpoch);
        }
        if (!broker.fenced() || broker.shuttingDown() || appliedOffset < broker.fencedAt()) {
            return Decision.unchanged(Outcome.DONE);
        }
        PartitionElection election = PartitionElection.among(metadata).with(brokerId);
        List<PartitionChange> changes =
                PartitionElection.changes(metadata, partition -> election.returned(partition, brokerId));
        return Decision.of(new BrokerUnfenced(brokerId, brokerEpoch, changes), Outcome.DONE);
    }

    /** How many partitions only the stopping broker can lead. */
    public record Shutdown(Outcome outcome, int leadershipsLeft) {}

    /**
     * The broker wants to stop: it leaves the ISRs and hands over what another ISR member can lead. What nobody else can
     * lead stays with it until it is fenced. May be asked again.
     */
    public static Decision<Shutdown> controlledShutdown(ClusterMetadata metadata, int brokerId, long brokerEpoch) {
        RegisteredBroker broker = current(metadata, brokerId, brokerEpoch);
        if (broker == null) {
            return Decision.unchanged(new Shutdown(stale(brokerId, brokerEpoch).response(), 0));
        }
        PartitionElection election = PartitionElection.among(metadata).without(brokerId);
        List<PartitionChange> changes =
                PartitionElection.changes(metadata, partition -> election.leaving(partition, brokerId));
        Shutdown answer =
                new Shutdown(Outcome.DONE, leaderships(metadata, brokerId) - handedOver(metadata, changes, brokerId));
        if (!broker.shuttingDown()) {
            return Decision.of(new BrokerShuttingDown(brokerId, brokerEpoch, changes), answer);
        }
        return changes.isEmpty() ? Decision.unchanged(answer) : Decision.of(new PartitionsChanged(changes), answer);
    }

    private static int leaderships(ClusterMetadata metadata, int brokerId) {
        int[] count = {0};
        metadata.forEachPartition((partition, state) -> count[0] += state.leader() == brokerId ? 1 : 0);
        return count[0];
    }

    private static int handedOver(ClusterMetadata metadata, List<PartitionChange> changes, int brokerId) {
        return (int) changes.stream()
                .filter(change -> change.leader() != brokerId
                        && metadata.partition(change.partition()).leader() == brokerId)
                .count();
    }

    private static @Nullable RegisteredBroker current(ClusterMetadata metadata, int brokerId, long brokerEpoch) {
        RegisteredBroker broker = metadata.broker(brokerId);
        return broker != null && broker.epoch() == brokerEpoch ? broker : null;
    }

    private static Decision<Outcome> stale(int brokerId, long brokerEpoch) {
        return Decision.unchanged(new Outcome(
                ErrorCode.STALE_BROKER_EPOCH,
                "Broker " + brokerId + " is not registered under broker epoch " + brokerEpoch));
    }
}
