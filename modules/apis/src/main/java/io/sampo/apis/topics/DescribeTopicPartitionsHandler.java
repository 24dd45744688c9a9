package io.sampo.apis.topics;

import io.sampo.apis.Addresses;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.PartitionState;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeTopicPartitionsRequest;
import io.sampo.protocol.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.sampo.protocol.message.DescribeTopicPartitionsResponse;
import io.sampo.protocol.message.DescribeTopicPartitionsResponse.Cursor;
import io.sampo.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.sampo.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Topics in order of name, so many partitions at a time, with who may lead outside of the ISR (KIP-966). */
public final class DescribeTopicPartitionsHandler implements ApiHandler {
    private static final int PARTITIONS_MAX = 2_000;

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        DescribeTopicPartitionsRequest describe = (DescribeTopicPartitionsRequest) request;
        ClusterImage image = call.backend().image();
        TreeSet<String> names = new TreeSet<>();
        if (describe.topics().isEmpty()) {
            image.topics().forEach(topic -> names.add(topic.topic()));
        } else {
            describe.topics().stream().map(TopicRequest::name).forEach(names::add);
        }
        String firstTopic = describe.cursor() == null ? "" : describe.cursor().topicName();
        int firstPartition =
                describe.cursor() == null ? 0 : Math.max(0, describe.cursor().partitionIndex());
        int room = Math.max(1, Math.min(describe.responsePartitionLimit(), PARTITIONS_MAX));
        DescribeTopicPartitionsResponse response = new DescribeTopicPartitionsResponse();
        List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
        for (String name : names.tailSet(firstTopic, true)) {
            TopicView topic = image.topic(name);
            int from = name.equals(firstTopic) ? firstPartition : 0;
            if (room == 0) {
                response.nextCursor(new Cursor().topicName(name).partitionIndex(from));
                break;
            }
            if (topic == null) {
                topics.add(new DescribeTopicPartitionsResponseTopic()
                        .name(name)
                        .errorCode(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code()));
                continue;
            }
            int to = Math.min(topic.partitions().size(), from + room);
            topics.add(described(call, image, topic, from, to));
            room -= Math.max(0, to - from);
            if (to < topic.partitions().size()) {
                response.nextCursor(new Cursor().topicName(name).partitionIndex(to));
                break;
            }
        }
        call.answer(response.topics(topics));
    }

    private static DescribeTopicPartitionsResponseTopic described(
            Call call, ClusterImage image, TopicView topic, int from, int to) {
        List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
        for (int number = from; number < to; number++) {
            partitions.add(partition(call, image, number, topic.partitions().get(number)));
        }
        return new DescribeTopicPartitionsResponseTopic()
                .name(topic.topic())
                .topicId(topic.topicId().uuid())
                .isInternal(InternalTopics.contains(topic.topic()))
                .partitions(partitions);
    }

    private static DescribeTopicPartitionsResponsePartition partition(
            Call call, ClusterImage image, int number, PartitionState state) {
        boolean isReached = state.hasLeader() && Addresses.of(call, state.leader()) != null;
        ErrorCode error = state.hasLeader() ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
        return new DescribeTopicPartitionsResponsePartition()
                .partitionIndex(number)
                .errorCode(isReached ? 0 : error.code())
                .leaderId(isReached ? state.leader() : -1)
                .leaderEpoch(state.leaderEpoch())
                .replicaNodes(MetadataTopics.ints(state.replicas()))
                .isrNodes(MetadataTopics.ints(state.isr()))
                .eligibleLeaderReplicas(MetadataTopics.ints(state.elr()))
                .lastKnownElr(MetadataTopics.ints(state.lastKnownElr()))
                .offlineReplicas(MetadataTopics.offline(image, state.replicas()));
    }
}
