package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.apis.OffsetsOrder;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupResponse.OffsetsDeleted;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.OffsetDeleteRequest;
import io.sampo.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.sampo.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.sampo.protocol.message.OffsetDeleteResponse;
import io.sampo.protocol.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.sampo.protocol.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import java.util.ArrayList;
import java.util.List;

/** Deletes committed offsets of topics that a group does not read. */
public final class OffsetDeleteHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_DELETE;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        OffsetDeleteRequest delete = (OffsetDeleteRequest) request;
        List<TopicPartition> there = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : delete.topics()) {
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                if (isThere(call.backend().image(), topic.name(), partition.partitionIndex())) {
                    there.add(new TopicPartition(topic.name(), partition.partitionIndex()));
                }
            }
        }
        if (there.isEmpty()) {
            call.answer(response(delete, new OffsetsDeleted(ErrorCode.NONE, new java.util.TreeMap<>())));
            return;
        }
        OffsetsOrder.Write write = call.offsetsOrder().write();
        GroupRound.ask(call, delete.groupId(), new DeleteOffsets(there), OffsetsDeleted.class, deleted -> {
            call.answer(response(delete, deleted));
            write.done();
        });
    }

    private static boolean isThere(ClusterImage image, String topic, int partition) {
        TopicId id = image.topicId(topic);
        return id != null && partition >= 0 && image.partition(new TopicIdPartition(id, partition)) != null;
    }

    private static OffsetDeleteResponse response(OffsetDeleteRequest delete, OffsetsDeleted deleted) {
        if (deleted.error() != ErrorCode.NONE) {
            return new OffsetDeleteResponse().errorCode(deleted.error().code());
        }
        List<OffsetDeleteResponseTopic> topics = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : delete.topics()) {
            List<OffsetDeleteResponsePartition> parts = topic.partitions().stream()
                    .map(partition -> new OffsetDeleteResponsePartition()
                            .partitionIndex(partition.partitionIndex())
                            .errorCode(deleted.partitions()
                                    .getOrDefault(
                                            new TopicPartition(topic.name(), partition.partitionIndex()),
                                            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
                                    .code()))
                    .toList();
            topics.add(new OffsetDeleteResponseTopic().name(topic.name()).partitions(parts));
        }
        return new OffsetDeleteResponse().topics(topics);
    }
}
