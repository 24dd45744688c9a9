package io.sampo.apis.topics;

import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.PartitionState;
import io.sampo.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Topics as Metadata has them, for one call. Each client asks for all partitions of a topic, and again after a fail-over: with 10,000 of
 * them what is known of the brokers is looked up once, and not for each.
 */
final class MetadataTopics {
    private static final int[] NONE = {};

    private final ErrorCode leaderNotReached;
    private final Set<Integer> alive = new HashSet<>();
    /** Of those the ones that have a listener where this client came in. */
    private final Set<Integer> reached = new HashSet<>();

    MetadataTopics(Call call, ClusterImage image) {
        this.leaderNotReached = call.version() >= 6 ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
        for (BrokerView broker : image.brokers()) {
            if (!broker.fenced()) {
                alive.add(broker.brokerId());
                if (broker.endpoints().kafkaListener(call.listener()) != null) {
                    reached.add(broker.brokerId());
                }
            }
        }
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
        } else if (!reached.contains(leader)) {
            error = leaderNotReached;
            leader = -1;
        }
        return new MetadataResponsePartition()
                .partitionIndex(number)
                .errorCode(error.code())
                .leaderId(leader)
                .leaderEpoch(state.leaderEpoch())
                .replicaNodes(ints(state.replicas()))
                .isrNodes(ints(state.isr()))
                .offlineReplicas(offline(state.replicas()));
    }

    private int[] offline(List<Integer> replicas) {
        return alive.containsAll(replicas)
                ? NONE
                : ints(replicas.stream().filter(id -> !alive.contains(id)).toList());
    }

    static int[] ints(List<Integer> ids) {
        int[] all = new int[ids.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = ids.get(i);
        }
        return all;
    }
}
