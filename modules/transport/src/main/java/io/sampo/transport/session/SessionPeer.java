package io.sampo.transport.session;

import java.util.UUID;

/**
 * The broker at the far end of an open session.
 *
 * @param session number of this session, unique within the {@link SessionServer}
 * @param brokerEpoch what its Hello said; heartbeats carry the current one
 */
public record SessionPeer(long session, int brokerId, long brokerEpoch, UUID incarnation) {}
