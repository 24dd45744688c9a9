package io.sampo.apis.records;

import io.sampo.apis.Backend;
import io.sampo.apis.fetch.FetchTarget;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One partition within one fetch request: what was asked last, and what has come of it. */
final class FetchPart {
    private final FetchTarget target;
    private @Nullable ActorRef<PartitionMessage> replica;
    private long number;
    private boolean outstanding;
    private ErrorCode error = ErrorCode.NONE;
    private int leader = Offsets.NO_BROKER;
    private int leaderEpoch = Offsets.NO_EPOCH;
    private long highWatermark = Offsets.UNKNOWN;
    private long logStart = Offsets.UNKNOWN;
    private long stableOffset = Offsets.UNKNOWN;
    private List<PartitionReply.Aborted> aborted = List.of();
    private @Nullable LogSlice records;
    private int lastSize;

    FetchPart(FetchTarget target) {
        this.target = target;
    }

    FetchTarget target() {
        return target;
    }

    /** The partition that is meant; null, with an error, if there is none. */
    @Nullable
    TopicIdPartition resolve(ClusterImage image) {
        FetchTarget.Key key = target.key();
        boolean byId = key.topic().isEmpty();
        TopicId id = byId ? new TopicId(key.topicId()) : image.topicId(key.topic());
        if (id == null || image.topicName(id) == null) {
            error = byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            return null;
        }
        TopicIdPartition partition = key.partition() < 0 ? null : new TopicIdPartition(id, key.partition());
        if (partition == null || image.partition(partition) == null) {
            error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            return null;
        }
        return partition;
    }

    void asked(ActorRef<PartitionMessage> whom, long underNumber) {
        replica = whom;
        number = underNumber;
        outstanding = true;
    }

    boolean isOutstanding() {
        return outstanding;
    }

    void refused(ErrorCode why, int knownLeader, int knownEpoch) {
        outstanding = false;
        error = why;
        leader = knownLeader;
        leaderEpoch = knownEpoch;
    }

    /** @return bytes that have come */
    int answered(PartitionReply.Fetched reply) {
        outstanding = false;
        error = reply.error();
        leader = reply.leader();
        leaderEpoch = reply.leaderEpoch();
        highWatermark = reply.highWatermark();
        logStart = reply.logStartOffset();
        stableOffset = reply.lastStableOffset();
        aborted = reply.aborted();
        records = reply.records();
        lastSize = reply.records().sizeInBytes();
        return lastSize;
    }

    /** Something that ends a wait. An offset that a new leader may not show yet is waited for. */
    boolean isError() {
        return error != ErrorCode.NONE && error != ErrorCode.OFFSET_NOT_AVAILABLE;
    }

    int sizeInBytes() {
        return records == null ? 0 : records.sizeInBytes();
    }

    /** What {@link #takeBack} gave back last. */
    int lastSize() {
        return lastSize;
    }

    /** Gives up what has come; returns how many bytes that were. */
    int takeBack() {
        LogSlice given = records;
        records = null;
        if (given == null) {
            return 0;
        }
        given.close();
        return given.sizeInBytes();
    }

    /** The batches, now the caller's to close. */
    @Nullable
    LogSlice take() {
        LogSlice taken = records;
        records = null;
        return taken;
    }

    /** Nobody waits any more. */
    void cancel(Backend backend) {
        if (outstanding && replica != null) {
            outstanding = false;
            backend.forget(number);
            replica.tell(new PartitionMessage.CancelFetch(number, backend.replies()));
        }
    }

    ErrorCode error() {
        return error;
    }

    int leader() {
        return leader;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long highWatermark() {
        return highWatermark;
    }

    long stableOffset() {
        return stableOffset;
    }

    List<PartitionReply.Aborted> aborted() {
        return aborted;
    }

    long logStart() {
        return logStart;
    }
}
