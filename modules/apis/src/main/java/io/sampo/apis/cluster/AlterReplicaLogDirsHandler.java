package io.sampo.apis.cluster;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.sampo.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.sampo.protocol.message.AlterReplicaLogDirsResponse;
import io.sampo.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
import io.sampo.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Moves replicas of this broker to other log directories of it, or says where those that are to come are wanted (KIP-113). */
public final class AlterReplicaLogDirsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.ALTER_REPLICA_LOG_DIRS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        Map<TopicPartition, String> wanted = new TreeMap<>();
        Map<TopicPartition, ErrorCode> unknown = new TreeMap<>();
        for (AlterReplicaLogDir directory : ((AlterReplicaLogDirsRequest) request).dirs()) {
            for (AlterReplicaLogDirTopic topic : directory.topics()) {
                TopicView there = call.backend().image().topic(topic.name());
                for (int number : topic.partitions()) {
                    TopicPartition partition = new TopicPartition(topic.name(), number);
                    if (there == null
                            || number < 0
                            || number >= there.partitions().size()) {
                        unknown.put(partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                    } else {
                        wanted.put(partition, directory.path());
                    }
                }
            }
        }
        call.backend().broker().moveReplicas(wanted, errors -> call.backend().later(0, () -> {
            unknown.putAll(errors);
            call.answer(response(unknown));
        }));
    }

    private static AlterReplicaLogDirsResponse response(Map<TopicPartition, ErrorCode> errors) {
        Map<String, List<AlterReplicaLogDirPartitionResult>> byTopic = new TreeMap<>();
        errors.forEach((partition, error) -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new AlterReplicaLogDirPartitionResult()
                        .partitionIndex(partition.partition())
                        .errorCode(error.code())));
        List<AlterReplicaLogDirTopicResult> results = new ArrayList<>();
        byTopic.forEach((topic, partitions) ->
                results.add(new AlterReplicaLogDirTopicResult().topicName(topic).partitions(partitions)));
        return new AlterReplicaLogDirsResponse().results(results);
    }
}
