package io.sampo.apis.topics;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.PartitionState;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseBroker;
import io.sampo.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Topics as Metadata has them, for one answer. Each client asks for all partitions of a topic, and again after a fail-over: with 10,000
 * of them whom it can reach is looked up once, and not for each.
 */
final class MetadataTopics {
    private static final int[] NONE = {};

    private final ClusterImage image;
    private final Set<Integer> reached;
    private final ErrorCode leaderNotReached;

    /** @param brokers whom this client can reach, as the same answer names them */
    MetadataTopics(int version, ClusterImage image, List<MetadataResponseBroker> brokers) {
        this.image = image;
        this.reached = brokers.stream().map(MetadataResponseBroker::nodeId).collect(Collectors.toSet());
        this.leaderNotReached = version >= 6 ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
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
                .offlineReplicas(offline(image, state.replicas()));
    }

    /** Those of {@code replicas} whose brokers do not live; for most partitions at most times none, and then nothing is made. */
    static int[] offline(ClusterImage image, List<Integer> replicas) {
        for (int id : replicas) {
            if (!image.isAlive(id)) {
                return ints(replicas.stream()
                        .filter(replica -> !image.isAlive(replica))
                        .toList());
            }
        }
        return NONE;
    }

    static int[] ints(List<Integer> ids) {
        int[] all = new int[ids.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = ids.get(i);
        }
        return all;
    }
}
