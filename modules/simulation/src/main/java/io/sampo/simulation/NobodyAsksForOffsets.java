package io.sampo.simulation;

import io.sampo.model.ErrorCode;
import io.sampo.replication.ReplicaEffects;

/** The part of a replica's world that answers questions about offsets: clients of the simulation ask none. */
interface NobodyAsksForOffsets extends ReplicaEffects {
    @Override
    default void offsetListed(long requestId, ErrorCode error, long offset) {}

    @Override
    default void epochEndFound(long requestId, int epoch, long endOffset) {}

    @Override
    default void findTimestamp(long requestId, long timestampMs, long upToOffset) {}
}
