package io.sampo.apis.topics;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.face.ClusterImage;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ListPartitionReassignmentsRequest;
import io.sampo.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.sampo.protocol.message.ListPartitionReassignmentsResponse;
import io.sampo.protocol.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.sampo.protocol.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which partitions are on their way to other replicas. */
public final class ListPartitionReassignmentsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.LIST_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<ListPartitionReassignmentsTopics> asked = ((ListPartitionReassignmentsRequest) request).topics();
        ClusterImage image = call.backend().image();
        Map<String, List<OngoingPartitionReassignment>> ongoing = new LinkedHashMap<>();
        for (ReassignmentView one : image.reassignments()) {
            TopicView topic = image.topic(one.topic());
            if (topic != null && isAsked(asked, one)) {
                List<Integer> replicas = topic.partitions().get(one.partition()).replicas();
                ongoing.computeIfAbsent(one.topic(), name -> new ArrayList<>())
                        .add(new OngoingPartitionReassignment()
                                .partitionIndex(one.partition())
                                .replicas(MetadataTopics.ints(replicas))
                                .addingReplicas(without(one.target(), one.original()))
                                .removingReplicas(without(one.original(), one.target())));
            }
        }
        List<OngoingTopicReassignment> topics = new ArrayList<>();
        ongoing.forEach((topic, partitions) ->
                topics.add(new OngoingTopicReassignment().name(topic).partitions(partitions)));
        call.answer(new ListPartitionReassignmentsResponse().errorMessage(null).topics(topics));
    }

    private static boolean isAsked(@Nullable List<ListPartitionReassignmentsTopics> asked, ReassignmentView one) {
        return asked == null
                || asked.stream()
                        .anyMatch(topic -> topic.name().equals(one.topic())
                                && Arrays.stream(topic.partitionIndexes())
                                        .anyMatch(number -> number == one.partition()));
    }

    private static int[] without(List<Integer> some, List<Integer> others) {
        return some.stream()
                .filter(id -> !others.contains(id))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
