package io.sampo.controller;

import io.sampo.model.BrokerEndpoints;
import java.util.List;
import java.util.UUID;

/**
 * What a broker says of itself when it registers.
 *
 * @param incarnation random, new at every start of the broker
 * @param actorSystem name of its actor system, for Artery addresses
 * @param directoryIds identity of each log directory
 */
public record BrokerDescription(
        UUID incarnation, BrokerEndpoints endpoints, String actorSystem, List<UUID> directoryIds) {
    public BrokerDescription {
        directoryIds = List.copyOf(directoryIds);
    }

    /** True where both speak of at least one same log directory. */
    public boolean sharesDirectoryWith(BrokerDescription other) {
        return directoryIds.stream().anyMatch(other.directoryIds::contains);
    }
}
