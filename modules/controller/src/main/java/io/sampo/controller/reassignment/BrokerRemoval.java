package io.sampo.controller.reassignment;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord.BrokerUnregistered;
import io.sampo.controller.Outcome;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.Collection;
import java.util.List;

/** A broker leaves the cluster for good: it is forgotten once it holds nothing and is stopped. */
public final class BrokerRemoval {
    private BrokerRemoval() {}

    /**
     * Refused while the broker holds replicas, is about to, votes in the metadata log, or runs: it would register again.
     *
     * @param voters broker ids of the voters of the metadata log
     */
    public static Decision<Outcome> decide(ClusterMetadata metadata, int brokerId, Collection<Integer> voters) {
        RegisteredBroker broker = metadata.broker(brokerId);
        if (broker == null) {
            return refused(
                    ErrorCode.BROKER_ID_NOT_REGISTERED,
                    "Broker " + brokerId + " is not registered; describe the cluster to see which are");
        }
        List<TopicIdPartition> held = metadata.partitionsOf(brokerId);
        if (!held.isEmpty()) {
            return refused(
                    ErrorCode.INVALID_REQUEST,
                    "Broker " + brokerId + " still holds " + held.size() + (held.size() == 1 ? " replica" : " replicas")
                            + ": drain it first");
        }
        if (voters.contains(brokerId)) {
            return refused(
                    ErrorCode.INVALID_REQUEST,
                    "Broker " + brokerId + " is a voter of the metadata log: remove it from the voters first");
        }
        if (!broker.fenced()) {
            return refused(
                    ErrorCode.INVALID_REQUEST, "Broker " + brokerId + " is running: stop it first, or it comes back");
        }
        return Decision.of(new BrokerUnregistered(brokerId, broker.epoch()), Outcome.DONE);
    }

    private static Decision<Outcome> refused(ErrorCode error, String message) {
        return Decision.unchanged(new Outcome(error, message));
    }
}
