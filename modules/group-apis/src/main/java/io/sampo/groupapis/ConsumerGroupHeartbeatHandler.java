package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ConsumerGroupHeartbeatRequest;
import io.sampo.protocol.message.ConsumerGroupHeartbeatResponse;
import io.sampo.protocol.message.ConsumerGroupHeartbeatResponse.Assignment;
import io.sampo.protocol.message.ConsumerGroupHeartbeatResponse.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A member of the consumer protocol (KIP-848) joins, goes on or leaves, and hears what it shall own. */
public final class ConsumerGroupHeartbeatHandler implements ApiHandler {
    /** From there on a member makes its id itself (KIP-1082). */
    private static final int OWN_MEMBER_ID_SINCE = 1;

    @Override
    public ApiKey key() {
        return ApiKey.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        ConsumerGroupHeartbeatRequest beat = (ConsumerGroupHeartbeatRequest) request;
        if (beat.memberId().isEmpty() && call.version() >= OWN_MEMBER_ID_SINCE) {
            call.answer(refused(ErrorCode.INVALID_REQUEST, "MemberId can't be empty."));
            return;
        }
        List<String> topics = beat.subscribedTopicNames();
        MemberHeartbeat asked = new MemberHeartbeat(
                beat.memberId(),
                beat.memberEpoch(),
                beat.instanceId(),
                beat.rackId(),
                beat.rebalanceTimeoutMs(),
                topics == null ? null : new TreeSet<>(topics),
                beat.subscribedTopicRegex(),
                beat.serverAssignor(),
                owned(beat.topicPartitions()));
        GroupRound.ask(call, beat.groupId(), asked, MemberAlive.class, alive -> call.answer(response(alive)));
    }

    private static @Nullable Set<TopicIdPartition> owned(
            @Nullable List<ConsumerGroupHeartbeatRequest.TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        Set<TopicIdPartition> owned = new HashSet<>();
        for (ConsumerGroupHeartbeatRequest.TopicPartitions topic : topics) {
            for (int number : topic.partitions()) {
                if (number >= 0) {
                    owned.add(new TopicIdPartition(new TopicId(topic.topicId()), number));
                }
            }
        }
        return owned;
    }

    private static ConsumerGroupHeartbeatResponse response(MemberAlive alive) {
        if (alive.error() != ErrorCode.NONE) {
            return refused(alive.error(), alive.message());
        }
        return new ConsumerGroupHeartbeatResponse()
                .memberId(alive.memberId())
                .memberEpoch(alive.memberEpoch())
                .heartbeatIntervalMs(alive.heartbeatIntervalMs())
                .assignment(alive.assignment() == null ? null : assignment(alive.assignment()));
    }

    private static ConsumerGroupHeartbeatResponse refused(ErrorCode error, @Nullable String message) {
        return new ConsumerGroupHeartbeatResponse().errorCode(error.code()).errorMessage(message);
    }

    private static Assignment assignment(Collection<TopicIdPartition> partitions) {
        Map<TopicId, List<Integer>> byTopic = new TreeMap<>();
        for (TopicIdPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topicId(), id -> new ArrayList<>())
                    .add(partition.partition());
        }
        List<TopicPartitions> topics = new ArrayList<>();
        byTopic.forEach((id, numbers) -> topics.add(new TopicPartitions()
                .topicId(id.uuid())
                .partitions(numbers.stream().mapToInt(Integer::intValue).toArray())));
        return new Assignment().topicPartitions(topics);
    }
}
