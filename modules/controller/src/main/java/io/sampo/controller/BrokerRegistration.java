package io.sampo.controller;

import io.sampo.controller.MetadataRecord.BrokerRegistered;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broker asks for its broker epoch (R11).
 *
 * <p>Leaderships always go. Places in ISR and ELR stay only with the crash-clean proof of R11b for exactly the registration
 * that the metadata knows; without it the broker leaves them all, and where nobody else is left it is only asked what it
 * still has (H25).
 *
 * @param clusterId what the broker's {@code meta.properties} says, or empty for a new node
 * @param previousBrokerEpoch what its {@code meta.properties} says, or -1
 * @param crashClean the broker proves that no page cache was lost since {@code previousBrokerEpoch}
 */
public record BrokerRegistration(
        int brokerId, String clusterId, BrokerDescription description, long previousBrokerEpoch, boolean crashClean) {

    /** {@code brokerEpoch} is -1 where the registration was refused. */
    public record Answer(Outcome outcome, long brokerEpoch) {}

    /** Decides on {@code metadata}; the epoch answered is the offset that the record will have. */
    public Decision<Answer> decide(ClusterMetadata metadata) {
        if (!clusterId.isEmpty() && !clusterId.equals(metadata.clusterId())) {
            return refused(
                    ErrorCode.INCONSISTENT_CLUSTER_ID,
                    "Broker " + brokerId + " belongs to cluster " + clusterId + ", this is cluster "
                            + metadata.clusterId() + "; use another data directory or other contact points");
        }
        RegisteredBroker current = metadata.broker(brokerId);
        if (current != null && current.description().incarnation().equals(description.incarnation())) {
            // The answer was lost and the broker asks again: one start, one epoch.
            return Decision.unchanged(new Answer(Outcome.DONE, current.epoch()));
        }
        if (current != null && !current.fenced() && !isSuccessorOf(current)) {
            return refused(
                    ErrorCode.DUPLICATE_BROKER_REGISTRATION,
                    "Broker id " + brokerId + " is in use by a live broker at "
                            + current.endpoints().host() + ":"
                            + current.endpoints().arteryPort() + "; choose another id or wait until it is fenced");
        }
        BrokerRegistered record = new BrokerRegistered(brokerId, description, changes(metadata, current));
        return Decision.of(record, new Answer(Outcome.DONE, metadata.offset() + 1));
    }

    private List<PartitionChange> changes(ClusterMetadata metadata, @Nullable RegisteredBroker current) {
        boolean lossless = crashClean && current != null && current.epoch() == previousBrokerEpoch;
        PartitionElection election = PartitionElection.among(metadata).without(brokerId);
        return PartitionElection.changes(
                metadata,
                partition -> lossless ? election.restarted(partition, brokerId) : election.lost(partition, brokerId));
    }

    /**
     * True where this start holds the lock of a log directory of the registered one and remembers its epoch: the lock of
     * R20 has one holder, so the registered one is dead. Without this a cluster of one could never start again, for
     * nobody is there to fence it.
     */
    private boolean isSuccessorOf(RegisteredBroker current) {
        return previousBrokerEpoch != Offsets.UNKNOWN
                && previousBrokerEpoch == current.epoch()
                && description.sharesDirectoryWith(current.description());
    }

    private static Decision<Answer> refused(ErrorCode error, String message) {
        return Decision.unchanged(new Answer(new Outcome(error, message), Offsets.UNKNOWN));
    }
}
