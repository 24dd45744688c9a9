package io.sampo.apis.topics;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ElectLeadersRequest;
import io.sampo.protocol.message.ElectLeadersRequest.TopicPartitions;
import io.sampo.protocol.message.ElectLeadersResponse;
import io.sampo.protocol.message.ElectLeadersResponse.PartitionResult;
import io.sampo.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Leadership goes to the preferred replicas, or where nobody eligible is left to whoever lives. */
public final class ElectLeadersHandler implements ApiHandler {
    private static final byte UNCLEAN = 1;

    @Override
    public ApiKey key() {
        return ApiKey.ELECT_LEADERS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        ElectLeadersRequest elect = (ElectLeadersRequest) request;
        boolean unclean = elect.electionType() == UNCLEAN;
        Map<String, List<PartitionResult>> results = new LinkedHashMap<>();
        AdminRound round = new AdminRound(call, () -> call.answer(response(results)));
        ClusterImage image = call.backend().image();
        if (elect.topicPartitions() == null) {
            for (TopicView topic : image.topics()) {
                for (int number = 0; number < topic.partitions().size(); number++) {
                    if (needs(topic.partitions().get(number), unclean)) {
                        elect(round, results, topic.topic(), number, unclean);
                    }
                }
            }
        } else {
            for (TopicPartitions asked : elect.topicPartitions()) {
                for (int number : asked.partitions()) {
                    askedFor(image, round, results, asked.topic(), number, unclean);
                }
            }
        }
        round.end();
    }

    private static void askedFor(
            ClusterImage image,
            AdminRound round,
            Map<String, List<PartitionResult>> results,
            String name,
            int number,
            boolean unclean) {
        TopicView topic = image.topic(name);
        if (topic == null) {
            result(results, name, number, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
                    .errorMessage("No such topic as " + name);
        } else if (number < 0 || number >= topic.partitions().size()) {
            result(results, name, number, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
                    .errorMessage("No such partition as " + name + "-" + number);
        } else if (!needs(topic.partitions().get(number), unclean)) {
            result(results, name, number, ErrorCode.ELECTION_NOT_NEEDED);
        } else {
            elect(round, results, name, number, unclean);
        }
    }

    private static boolean needs(PartitionState state, boolean unclean) {
        return unclean ? !state.hasLeader() : state.leader() != state.replicas().get(0);
    }

    private static void elect(
            AdminRound round, Map<String, List<PartitionResult>> results, String topic, int number, boolean unclean) {
        PartitionResult result = result(results, topic, number, ErrorCode.NONE);
        round.ask(
                new AdminRequest.ElectLeaders(topic, List.of(number), unclean),
                reply -> answered(result, reply, unclean));
    }

    private static void answered(PartitionResult result, AdminReply reply, boolean unclean) {
        ErrorCode error = reply.error() == ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE && !unclean
                ? ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE
                : reply.error();
        if (error != ErrorCode.NONE) {
            result.errorCode(error.code()).errorMessage(reply.message());
        }
    }

    private static PartitionResult result(
            Map<String, List<PartitionResult>> results, String topic, int number, ErrorCode error) {
        PartitionResult result = new PartitionResult()
                .partitionId(number)
                .errorCode(error.code())
                .errorMessage(error == ErrorCode.NONE ? null : error.text());
        results.computeIfAbsent(topic, name -> new ArrayList<>()).add(result);
        return result;
    }

    private static ElectLeadersResponse response(Map<String, List<PartitionResult>> results) {
        List<ReplicaElectionResult> topics = new ArrayList<>();
        results.forEach((topic, partitions) ->
                topics.add(new ReplicaElectionResult().topic(topic).partitionResult(partitions)));
        return new ElectLeadersResponse().replicaElectionResults(topics);
    }
}
