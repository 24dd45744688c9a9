package io.sampo.apis.topics;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.apis.TopicConfigView;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfigKey;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.CreateTopicsRequest;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.sampo.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.sampo.protocol.message.CreateTopicsResponse;
import io.sampo.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.sampo.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Topics are made, or judged only. The answer tells what they have become, with every configuration. */
public final class CreateTopicsHandler implements ApiHandler {
    private static final int DETAILS_SINCE = 5;
    private static final int LOOKS = 200;

    @Override
    public ApiKey key() {
        return ApiKey.CREATE_TOPICS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        CreateTopicsRequest create = (CreateTopicsRequest) request;
        Map<String, Integer> named = new HashMap<>();
        create.topics().forEach(topic -> named.merge(topic.name(), 1, Integer::sum));
        List<CreatableTopicResult> results = new ArrayList<>();
        AdminRound round = new AdminRound(call, () -> {
            if (!create.validateOnly() && call.version() >= DETAILS_SINCE) {
                results.forEach(result -> describe(call, result));
            }
            FreshTopics.whenServed(
                    call.backend(),
                    results.stream().map(CreatableTopicResult::name).toList(),
                    LOOKS,
                    () -> call.answer(new CreateTopicsResponse().topics(results)));
        });
        for (CreatableTopic topic : create.topics()) {
            if (named.get(topic.name()) == null) {
                continue;
            }
            CreatableTopicResult result =
                    new CreatableTopicResult().name(topic.name()).errorMessage(null);
            results.add(result);
            boolean isTwice = named.remove(topic.name()) > 1;
            AdminRequest.CreateTopic asked = isTwice ? null : asked(topic, create.validateOnly());
            if (asked == null) {
                refuse(
                        result,
                        isTwice ? ErrorCode.INVALID_REQUEST : ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        isTwice
                                ? "Topic '" + topic.name() + "' is named twice: expected once"
                                : "The assignment must name the partitions 0, 1, 2, … once each");
            } else {
                round.ask(asked, reply -> answered(result, reply));
            }
        }
        round.end();
    }

    /** Null where the assignment is none. */
    private static AdminRequest.@Nullable CreateTopic asked(CreatableTopic topic, boolean validateOnly) {
        List<CreatableReplicaAssignment> assignments = new ArrayList<>(topic.assignments());
        assignments.sort(Comparator.comparingInt(CreatableReplicaAssignment::partitionIndex));
        List<List<Integer>> replicas = new ArrayList<>();
        for (CreatableReplicaAssignment one : assignments) {
            if (one.partitionIndex() != replicas.size()) {
                return null;
            }
            replicas.add(Arrays.stream(one.brokerIds()).boxed().toList());
        }
        Map<String, String> config = new HashMap<>();
        for (CreatableTopicConfig one : topic.configs()) {
            if (one.value() != null) {
                config.put(one.name(), one.value());
            }
        }
        return new AdminRequest.CreateTopic(
                topic.name(), topic.numPartitions(), topic.replicationFactor(), replicas, config, validateOnly);
    }

    private static void answered(CreatableTopicResult result, AdminReply reply) {
        if (reply.error() != ErrorCode.NONE) {
            refuse(result, reply.error(), reply.message());
        }
    }

    private static void refuse(CreatableTopicResult result, ErrorCode error, String message) {
        result.errorCode(error.code()).errorMessage(message);
    }

    private static void describe(Call call, CreatableTopicResult result) {
        TopicView topic = result.errorCode() == 0 ? call.backend().image().topic(result.name()) : null;
        if (topic == null) {
            return;
        }
        TopicConfigView config = new TopicConfigView(call.backend(), topic);
        List<CreatableTopicConfigs> configs = new ArrayList<>();
        for (TopicConfigKey key : TopicConfigKey.values()) {
            configs.add(new CreatableTopicConfigs()
                    .name(key.key())
                    .value(config.value(key))
                    .configSource(config.source(key).code()));
        }
        result.topicId(topic.topicId().uuid())
                .numPartitions(topic.partitions().size())
                .replicationFactor((short) topic.partitions().get(0).replicas().size())
                .configs(configs);
    }
}
