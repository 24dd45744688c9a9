package io.sampo.groupapis;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupRequest.DescribeGroup;
import io.sampo.groups.GroupResponse.Described;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ConsumerGroupDescribeRequest;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse.Assignment;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse.Member;
import io.sampo.protocol.message.ConsumerGroupDescribeResponse.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Groups of the consumer protocol (KIP-848), as people get to see them; classic members within them included. */
public final class ConsumerGroupDescribeHandler implements ApiHandler {
    private static final int MEMBER_TYPE_SINCE = 1;
    private static final byte CLASSIC_MEMBER = 0;
    private static final byte CONSUMER_MEMBER = 1;

    @Override
    public ApiKey key() {
        return ApiKey.CONSUMER_GROUP_DESCRIBE;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<DescribedGroup> groups = new ArrayList<>();
        GroupRound round = new GroupRound(call, () -> call.answer(new ConsumerGroupDescribeResponse().groups(groups)));
        for (String groupId : ((ConsumerGroupDescribeRequest) request).groupIds()) {
            DescribedGroup group = new DescribedGroup().groupId(groupId);
            groups.add(group);
            if (groupId.isEmpty()) {
                group.errorCode(ErrorCode.INVALID_GROUP_ID.code());
            } else {
                round.ask(groupId, new DescribeGroup(), Described.class, described -> fill(call, group, described));
            }
        }
        round.end();
    }

    private static void fill(Call call, DescribedGroup group, Described described) {
        GroupDescription seen = described.group();
        if (seen == null) {
            boolean isMissing = described.error() == ErrorCode.GROUP_ID_NOT_FOUND;
            group.errorCode(described.error().code())
                    .errorMessage(
                            isMissing
                                    ? "Group " + group.groupId() + " not found."
                                    : described.error().text());
        } else if (seen.type() != GroupDescription.Type.CONSUMER) {
            group.errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
                    .errorMessage("Group " + group.groupId() + " is not a consumer group.");
        } else {
            group.groupState(seen.state())
                    .groupEpoch(seen.epoch())
                    .assignmentEpoch(seen.targetEpoch())
                    .assignorName(seen.assignor())
                    .members(seen.members().stream()
                            .map(member -> member(call, member))
                            .toList());
        }
    }

    private static Member member(Call call, GroupDescription.Member member) {
        ClusterImage image = call.backend().image();
        Member answer = new Member()
                .memberId(member.memberId())
                .instanceId(member.instanceId())
                .rackId(member.rackId())
                .memberEpoch(member.epoch())
                .clientId(member.clientId())
                .clientHost(member.clientHost())
                .subscribedTopicNames(List.copyOf(member.topics()))
                .subscribedTopicRegex(member.regex())
                .assignment(assignment(image, member.assigned()))
                .targetAssignment(assignment(image, member.target()));
        return call.version() >= MEMBER_TYPE_SINCE
                ? answer.memberType(member.usesClassicProtocol() ? CLASSIC_MEMBER : CONSUMER_MEMBER)
                : answer;
    }

    private static Assignment assignment(ClusterImage image, Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                    .add(partition.partition());
        }
        List<TopicPartitions> topics = new ArrayList<>();
        byTopic.forEach((name, numbers) -> {
            TopicId id = image.topicId(name);
            if (id != null) {
                topics.add(new TopicPartitions()
                        .topicId(id.uuid())
                        .topicName(name)
                        .partitions(numbers.stream().mapToInt(Integer::intValue).toArray()));
            }
        });
        return new Assignment().topicPartitions(topics);
    }
}
