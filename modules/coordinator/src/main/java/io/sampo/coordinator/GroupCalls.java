package io.sampo.coordinator;

import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Decision;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.DeleteGroup;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.RequestContext;
import io.sampo.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Which method of the group belongs to which request. */
final class GroupCalls {
    private GroupCalls() {}

    /** The answer to a request that only reads, and waits for nothing; null for one that decides. */
    static @Nullable GroupResponse read(ConsumerGroup group, GroupRequest request, GroupTopics topics) {
        if (request instanceof FetchOffsets fetch) {
            return group.fetch(fetch, topics);
        } else if (request instanceof DescribeGroup) {
            return group.isGone()
                    ? new GroupResponse.Described(ErrorCode.GROUP_ID_NOT_FOUND, null)
                    : new GroupResponse.Described(ErrorCode.NONE, group.describe(topics));
        }
        return null;
    }

    static Decision decide(ConsumerGroup group, GroupRequest request, RequestContext context, GroupTopics topics) {
        if (request instanceof CommitOffsets commit) {
            return group.commit(commit, context, topics);
        } else if (request instanceof MemberHeartbeat beat) {
            return group.memberHeartbeat(beat, context, topics);
        } else if (request instanceof Heartbeat beat) {
            return group.heartbeat(beat, context);
        } else if (request instanceof Join join) {
            return group.join(join, context, topics);
        } else if (request instanceof Sync sync) {
            return group.sync(sync, context, topics);
        } else if (request instanceof Leave leave) {
            return group.leave(leave, context, topics);
        } else if (request instanceof DeleteOffsets delete) {
            return group.deleteOffsets(delete, context);
        } else if (request instanceof DeleteGroup) {
            return group.delete(context);
        }
        throw new IllegalArgumentException(
                "nobody decides a " + request.getClass().getSimpleName());
    }
}
