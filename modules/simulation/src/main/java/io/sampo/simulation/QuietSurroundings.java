package io.sampo.simulation;

import io.sampo.model.ErrorCode;
import io.sampo.replication.ReplicaEffects;
import io.sampo.replication.pace.FollowerCredit;

/** The part of a replica's world where nothing happens here: clients ask for no offsets, and no credit is shared. */
interface QuietSurroundings extends ReplicaEffects {
    @Override
    default void offsetListed(long requestId, ErrorCode error, long offset) {}

    @Override
    default void epochEndFound(long requestId, int epoch, long endOffset) {}

    @Override
    default void findTimestamp(long requestId, long timestampMs, long upToOffset) {}

    @Override
    default FollowerCredit followerCredit() {
        return FollowerCredit.UNBOUNDED;
    }
}
