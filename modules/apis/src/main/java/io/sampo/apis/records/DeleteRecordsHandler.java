package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DeleteRecordsRequest;
import io.sampo.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.sampo.protocol.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.sampo.protocol.message.DeleteRecordsResponse;
import io.sampo.protocol.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.sampo.protocol.message.DeleteRecordsResponse.DeleteRecordsTopicResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The beginning of a log is given up (KIP-107): nobody reads it any more, and its segments go. */
public final class DeleteRecordsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.DELETE_RECORDS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        DeleteRecordsRequest delete = (DeleteRecordsRequest) request;
        DeleteRecordsResponse response = new DeleteRecordsResponse();
        List<DeleteRecordsTopicResult> results = new ArrayList<>();
        PartitionQuestions<DeleteRecordsPartitionResult> questions =
                new PartitionQuestions<>(call, DeleteRecordsHandler::fill, () -> call.answer(response.topics(results)));
        for (DeleteRecordsTopic topic : delete.topics()) {
            List<DeleteRecordsPartitionResult> parts = new ArrayList<>();
            for (DeleteRecordsPartition asked : topic.partitions()) {
                DeleteRecordsPartitionResult part = new DeleteRecordsPartitionResult()
                        .partitionIndex(asked.partitionIndex())
                        .lowWatermark(Offsets.UNKNOWN);
                parts.add(part);
                ErrorCode error = InternalTopics.contains(topic.name())
                        ? ErrorCode.INVALID_TOPIC_EXCEPTION
                        : questions.ask(
                                topic.name(),
                                asked.partitionIndex(),
                                part,
                                delete.timeoutMs(),
                                (number, replies) ->
                                        new PartitionMessage.DeleteRecords(number, asked.offset(), replies));
                part.errorCode(error.code());
            }
            results.add(new DeleteRecordsTopicResult().name(topic.name()).partitions(parts));
        }
        questions.end();
    }

    private static void fill(DeleteRecordsPartitionResult part, ErrorCode error, @Nullable PartitionReply reply) {
        part.errorCode(error.code());
        if (error == ErrorCode.NONE && reply instanceof PartitionReply.OffsetListed listed) {
            part.lowWatermark(listed.offset());
        }
    }
}
