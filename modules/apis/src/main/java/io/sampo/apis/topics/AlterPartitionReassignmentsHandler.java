package io.sampo.apis.topics;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.AdminRequest.PartitionTarget;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.AlterPartitionReassignmentsRequest;
import io.sampo.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.sampo.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.sampo.protocol.message.AlterPartitionReassignmentsResponse;
import io.sampo.protocol.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import io.sampo.protocol.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partitions move to other replicas, or back (KIP-455). All of them are asked for together, which is one decision; where that
 * is refused, each is asked for by itself, because Kafka answers for each.
 */
public final class AlterPartitionReassignmentsHandler implements ApiHandler {
    private static final long THROTTLE_AS_BEFORE = -1;

    @Override
    public ApiKey key() {
        return ApiKey.ALTER_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        AlterPartitionReassignmentsRequest alter = (AlterPartitionReassignmentsRequest) request;
        List<ReassignableTopicResponse> topics = new ArrayList<>();
        Map<PartitionTarget, ReassignablePartitionResponse> wanted = new LinkedHashMap<>();
        for (ReassignableTopic topic : alter.topics()) {
            List<ReassignablePartitionResponse> parts = new ArrayList<>();
            for (ReassignablePartition partition : topic.partitions()) {
                ReassignablePartitionResponse part = new ReassignablePartitionResponse()
                        .partitionIndex(partition.partitionIndex())
                        .errorMessage(null);
                parts.add(part);
                ErrorCode error = illegal(call, alter, topic.name(), partition);
                part.errorCode(error.code());
                if (error == ErrorCode.INVALID_REPLICATION_FACTOR) {
                    part.errorMessage("The replication factor is changed from "
                            + replicas(call, topic.name(), partition) + " to " + partition.replicas().length);
                }
                if (error == ErrorCode.NONE) {
                    wanted.put(target(topic.name(), partition), part);
                }
            }
            topics.add(new ReassignableTopicResponse().name(topic.name()).partitions(parts));
        }
        AlterPartitionReassignmentsResponse response = new AlterPartitionReassignmentsResponse()
                .allowReplicationFactorChange(alter.allowReplicationFactorChange())
                .errorMessage(null)
                .responses(topics);
        if (wanted.isEmpty()) {
            call.answer(response);
        } else {
            together(call, wanted, () -> call.answer(response));
        }
    }

    private static ErrorCode illegal(
            Call call, AlterPartitionReassignmentsRequest alter, String name, ReassignablePartition partition) {
        TopicView topic = call.backend().image().topic(name);
        int number = partition.partitionIndex();
        if (topic == null || number < 0 || number >= topic.partitions().size()) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (partition.replicas() == null) {
            return ErrorCode.NONE;
        }
        if (partition.replicas().length == 0) {
            return ErrorCode.INVALID_REPLICA_ASSIGNMENT;
        }
        boolean isOther = partition.replicas().length != replicas(call, name, partition);
        return isOther && !alter.allowReplicationFactorChange() ? ErrorCode.INVALID_REPLICATION_FACTOR : ErrorCode.NONE;
    }

    /** How many the partition has, which exists. */
    private static int replicas(Call call, String topic, ReassignablePartition partition) {
        return call.backend()
                .image()
                .topic(topic)
                .partitions()
                .get(partition.partitionIndex())
                .replicas()
                .size();
    }

    /** No replicas = back to where it was. */
    private static PartitionTarget target(String topic, ReassignablePartition partition) {
        int[] replicas = partition.replicas();
        return new PartitionTarget(
                topic,
                partition.partitionIndex(),
                replicas == null ? List.of() : Arrays.stream(replicas).boxed().toList());
    }

    private static void together(
            Call call, Map<PartitionTarget, ReassignablePartitionResponse> wanted, Runnable whenDone) {
        List<PartitionTarget> targets = List.copyOf(wanted.keySet());
        call.backend().administer(new AdminRequest.AlterReassignments(targets, THROTTLE_AS_BEFORE), reply -> {
            AdminRound round = new AdminRound(call, whenDone);
            if (reply.error() != ErrorCode.NONE && targets.size() > 1) {
                wanted.forEach((target, part) -> round.ask(
                        new AdminRequest.AlterReassignments(List.of(target), THROTTLE_AS_BEFORE),
                        own -> answered(part, own)));
            } else {
                wanted.values().forEach(part -> answered(part, reply));
            }
            round.end();
        });
    }

    private static void answered(ReassignablePartitionResponse part, AdminReply reply) {
        if (reply.error() != ErrorCode.NONE) {
            part.errorCode(reply.error().code()).errorMessage(reply.message());
        }
    }
}
