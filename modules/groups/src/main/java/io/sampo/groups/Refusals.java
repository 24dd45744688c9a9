package io.sampo.groups;

import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.DeleteGroup;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.model.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The answer to a request that no group has seen: the error, in the form that belongs to the request. */
public final class Refusals {
    private Refusals() {}

    /**
     * What classic members hear of a coordinator that is loading is not that, as in Kafka: clients do not expect it from these
     * two and throw it out of {@code poll()}. A heartbeat is answered as if all were well, since nothing else is known; a sync
     * has lost its rebalance, and its member joins again.
     *
     * @param error not NONE
     */
    public static GroupResponse of(GroupRequest request, ErrorCode error) {
        if (request instanceof CommitOffsets) {
            return new GroupResponse.OffsetsCommitted(error, error.text(), Collections.emptySortedMap());
        } else if (request instanceof MemberHeartbeat beat) {
            return new GroupResponse.MemberAlive(error, error.text(), beat.memberId(), beat.memberEpoch(), 0, null);
        } else if (request instanceof FetchOffsets) {
            return new GroupResponse.OffsetsFetched(error, error.text(), Map.of());
        } else if (request instanceof Heartbeat) {
            return new GroupResponse.Alive(isLoading(error) ? ErrorCode.NONE : error);
        } else if (request instanceof Join join) {
            return GroupResponse.Joined.refused(error, join.memberId());
        } else if (request instanceof Sync) {
            return GroupResponse.Synced.refused(isLoading(error) ? ErrorCode.REBALANCE_IN_PROGRESS : error);
        } else if (request instanceof Leave) {
            return new GroupResponse.Left(error, List.of());
        } else if (request instanceof DeleteOffsets) {
            return new GroupResponse.OffsetsDeleted(error, Collections.emptySortedMap());
        } else if (request instanceof DeleteGroup) {
            return new GroupResponse.Deleted(error);
        }
        return new GroupResponse.Described(error, null);
    }

    private static boolean isLoading(ErrorCode error) {
        return error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    }
}
