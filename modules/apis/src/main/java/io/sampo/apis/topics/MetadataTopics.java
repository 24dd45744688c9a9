package io.sampo.apis.topics;

import io.sampo.apis.Addresses;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.PartitionState;
import io.sampo.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.List;

/** Topics as Metadata has them, for one call. */
final class MetadataTopics {
    private final Call call;
    private final ClusterImage image;

    MetadataTopics(Call call) {
        this.call = call;
        this.image = call.backend().image();
    }

    MetadataResponseTopic of(TopicView topic) {
        List<MetadataResponsePartition> partitions =
                new ArrayList<>(topic.partitions().size());
        for (PartitionState state : topic.partitions()) {
            partitions.add(partition(partitions.size(), state));
        }
        return new MetadataResponseTopic()
                .name(topic.topic())
                .topicId(topic.topicId().uuid())
                .isInternal(InternalTopics.contains(topic.topic()))
                .partitions(partitions);
    }

    private MetadataResponsePartition partition(int number, PartitionState state) {
        ErrorCode error = ErrorCode.NONE;
        int leader = state.leader();
        if (!state.hasLeader()) {
            error = ErrorCode.LEADER_NOT_AVAILABLE;
        } else if (Addresses.of(call, leader) == null) {
            error = call.version() >= 6 ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
            leader = -1;
        }
        return new MetadataResponsePartition()
                .partitionIndex(number)
                .errorCode(error.code())
                .leaderId(leader)
                .leaderEpoch(state.leaderEpoch())
                .replicaNodes(ints(state.replicas()))
                .isrNodes(ints(state.isr()))
                .offlineReplicas(ints(state.replicas().stream()
                        .filter(id -> !image.isAlive(id))
                        .toList()));
    }

    static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
