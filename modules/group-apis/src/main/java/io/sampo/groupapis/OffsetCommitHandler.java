package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.apis.OffsetsOrder;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.OffsetCommitRequest;
import io.sampo.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.sampo.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.sampo.protocol.message.OffsetCommitResponse;
import io.sampo.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.sampo.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes down how far partitions were read. Those that are not there are refused here, each for itself; a group decides on the rest. */
public final class OffsetCommitHandler implements ApiHandler {
    private static final int EPOCHS_SINCE = 9;
    private static final int TOPIC_IDS_SINCE = 10;

    /** A partition of the answer that the group has still to say something of. */
    private record Asked(TopicPartition partition, OffsetCommitResponsePartition part) {}

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_COMMIT;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        OffsetCommitRequest commit = (OffsetCommitRequest) request;
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        List<Asked> asked = new ArrayList<>();
        List<OffsetCommitResponseTopic> topics = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : commit.topics()) {
            List<OffsetCommitResponsePartition> parts = new ArrayList<>();
            TopicId id = id(call, topic);
            String name = id == null ? null : call.backend().image().topicName(id);
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                OffsetCommitResponsePartition part =
                        new OffsetCommitResponsePartition().partitionIndex(partition.partitionIndex());
                parts.add(part);
                ErrorCode error = refusal(call, id, name, partition.partitionIndex());
                part.errorCode(error.code());
                if (error == ErrorCode.NONE) {
                    TopicPartition named = new TopicPartition(Objects.requireNonNull(name), partition.partitionIndex());
                    asked.add(new Asked(named, part));
                    positions.put(named, position(partition, call.version() >= TOPIC_IDS_SINCE ? id : null));
                }
            }
            topics.add(new OffsetCommitResponseTopic()
                    .name(topic.name())
                    .topicId(topic.topicId())
                    .partitions(parts));
        }
        OffsetCommitResponse response = new OffsetCommitResponse().topics(topics);
        if (asked.isEmpty()) {
            call.answer(response);
            return;
        }
        CommitOffsets question = new CommitOffsets(
                commit.memberId(),
                commit.groupInstanceId(),
                commit.generationIdOrMemberEpoch(),
                call.version() >= EPOCHS_SINCE,
                commit.retentionTimeMs(),
                positions);
        OffsetsOrder.Write write = call.offsetsOrder().write();
        GroupRound.ask(call, commit.groupId(), question, OffsetsCommitted.class, committed -> {
            asked.forEach(one ->
                    one.part().errorCode(error(committed, one.partition()).code()));
            call.answer(response);
            write.done();
        });
    }

    private static @Nullable TopicId id(Call call, OffsetCommitRequestTopic topic) {
        return call.version() >= TOPIC_IDS_SINCE
                ? new TopicId(topic.topicId())
                : call.backend().image().topicId(topic.name());
    }

    private static ErrorCode refusal(Call call, @Nullable TopicId id, @Nullable String name, int partition) {
        ClusterImage image = call.backend().image();
        if (id == null || name == null) {
            return call.version() >= TOPIC_IDS_SINCE
                    ? ErrorCode.UNKNOWN_TOPIC_ID
                    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return partition < 0 || image.partition(new TopicIdPartition(id, partition)) == null
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.NONE;
    }

    private static Position position(OffsetCommitRequestPartition partition, @Nullable TopicId id) {
        String metadata = partition.committedMetadata();
        return new Position(
                partition.committedOffset(), partition.committedLeaderEpoch(), metadata == null ? "" : metadata, id);
    }

    private static ErrorCode error(OffsetsCommitted committed, TopicPartition partition) {
        return committed.error() == ErrorCode.NONE
                ? committed.partitions().getOrDefault(partition, ErrorCode.NONE)
                : committed.error();
    }
}
