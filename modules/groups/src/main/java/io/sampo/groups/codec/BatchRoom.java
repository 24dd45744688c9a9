package io.sampo.groups.codec;

import io.sampo.groups.GroupRecord;
import java.util.List;

/** What is left of a batch for records of one group. */
public final class BatchRoom {
    private final String groupId;
    private final long bytesMax;
    private long bytes;

    public BatchRoom(String groupId, long bytesMax) {
        this.groupId = groupId;
        this.bytesMax = bytesMax;
    }

    /** Takes {@code record} if there is room for it, and the first one always: it has to go somewhere. */
    public boolean takes(GroupRecord record) {
        long more = GroupRecordCodec.batchBytesMax(groupId, List.of(record));
        if (bytes > 0 && bytes + more > bytesMax) {
            return false;
        }
        bytes += more;
        return true;
    }
}
