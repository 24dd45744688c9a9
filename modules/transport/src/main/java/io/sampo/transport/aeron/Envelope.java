package io.sampo.transport.aeron;

/**
 * The Hello of a replication stream, in the header of every message: a stream has no beginning that a receiver could rely on, so
 * each message says whose it is and for whom, and a foreign cluster or an older tenant of the port is refused each time.
 *
 * @param clusterHash 64 bits of the cluster id; see {@link #hashOf}
 * @param fromBrokerEpoch broker epoch of the sender
 */
record Envelope(long clusterHash, int fromBroker, long fromBrokerEpoch, int toBroker) {
    /** FNV-1a of the characters: the same in every process and version, which {@code hashCode} does not promise at 64 bits. */
    static long hashOf(String clusterId) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < clusterId.length(); i++) {
            hash = (hash ^ clusterId.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
