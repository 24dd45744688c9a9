package io.sampo.apis.topics;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.AdminRequest;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.CreatePartitionsRequest;
import io.sampo.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.sampo.protocol.message.CreatePartitionsResponse;
import io.sampo.protocol.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Topics get more partitions. */
public final class CreatePartitionsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.CREATE_PARTITIONS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        CreatePartitionsRequest create = (CreatePartitionsRequest) request;
        List<CreatePartitionsTopicResult> results = new ArrayList<>();
        AdminRound round = new AdminRound(call, () -> call.answer(new CreatePartitionsResponse().results(results)));
        for (CreatePartitionsTopic topic : create.topics()) {
            CreatePartitionsTopicResult result = new CreatePartitionsTopicResult().name(topic.name());
            results.add(result);
            round.ask(
                    new AdminRequest.CreatePartitions(
                            topic.name(), topic.count(), assignment(topic), create.validateOnly()),
                    reply -> {
                        if (reply.error() != ErrorCode.NONE) {
                            result.errorCode(reply.error().code()).errorMessage(reply.message());
                        }
                    });
        }
        round.end();
    }

    private static List<List<Integer>> assignment(CreatePartitionsTopic topic) {
        return topic.assignments() == null
                ? List.of()
                : topic.assignments().stream()
                        .map(one -> Arrays.stream(one.brokerIds()).boxed().toList())
                        .toList();
    }
}
