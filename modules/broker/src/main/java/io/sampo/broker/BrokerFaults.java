package io.sampo.broker;

import io.sampo.metadatalog.RaftLinkFilter;
import io.sampo.transport.LinkFilter;

/**
 * Faults that a test may inject into a broker: which links of replication, session and Raft pass.
 *
 * @param links replication streams and session links
 * @param raft inbound requests of the metadata log's Raft
 */
public record BrokerFaults(LinkFilter links, RaftLinkFilter raft) {
    /** Everything passes. */
    public static final BrokerFaults NONE = new BrokerFaults(LinkFilter.ALL, RaftLinkFilter.ALL);
}
