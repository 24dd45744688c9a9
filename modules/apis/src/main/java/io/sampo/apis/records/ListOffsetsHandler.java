package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ListOffsetsRequest;
import io.sampo.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.sampo.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import io.sampo.protocol.message.ListOffsetsResponse;
import io.sampo.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.sampo.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a partition begins, ends, or holds the first record of a time. */
public final class ListOffsetsHandler implements ApiHandler {
    /** All of a log lies on the broker's own disks: it begins locally where it begins. */
    private static final long EARLIEST_LOCAL = -4;
    /** Nothing is stored elsewhere. */
    private static final long LATEST_TIERED = -5;

    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final int EPOCHS_SINCE = 4;
    private static final byte READ_COMMITTED = 1;

    @Override
    public ApiKey key() {
        return ApiKey.LIST_OFFSETS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        ListOffsetsRequest list = (ListOffsetsRequest) request;
        ListOffsetsResponse response = new ListOffsetsResponse();
        List<ListOffsetsTopicResponse> topics = new ArrayList<>();
        PartitionQuestions<ListOffsetsPartitionResponse> questions = new PartitionQuestions<>(
                call,
                (part, error, reply) -> fill(call, part, error, reply),
                () -> call.answer(response.topics(topics)));
        boolean committed = list.isolationLevel() == READ_COMMITTED;
        for (ListOffsetsTopic topic : list.topics()) {
            List<ListOffsetsPartitionResponse> parts = new ArrayList<>();
            for (ListOffsetsPartition asked : topic.partitions()) {
                ListOffsetsPartitionResponse part =
                        new ListOffsetsPartitionResponse().partitionIndex(asked.partitionIndex());
                parts.add(part);
                part.errorCode(
                        ask(questions, topic.name(), asked, part, committed).code());
            }
            topics.add(new ListOffsetsTopicResponse().name(topic.name()).partitions(parts));
        }
        questions.end();
    }

    private static ErrorCode ask(
            PartitionQuestions<ListOffsetsPartitionResponse> questions,
            String topic,
            ListOffsetsPartition asked,
            ListOffsetsPartitionResponse part,
            boolean committed) {
        long timestamp = asked.timestamp() == EARLIEST_LOCAL ? Offsets.EARLIEST_TIMESTAMP : asked.timestamp();
        if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
            return ErrorCode.NONE;
        }
        return questions.ask(
                topic,
                asked.partitionIndex(),
                part,
                0,
                (number, replies) -> new PartitionMessage.ListOffset(
                        number, asked.currentLeaderEpoch(), timestamp, committed, replies));
    }

    private static void fill(
            Call call, ListOffsetsPartitionResponse part, ErrorCode error, @Nullable PartitionReply reply) {
        part.errorCode(error.code());
        if (error == ErrorCode.NONE && reply instanceof PartitionReply.OffsetListed listed) {
            part.offset(listed.offset()).timestamp(listed.timestampMs());
            if (call.version() >= EPOCHS_SINCE && listed.offset() != Offsets.UNKNOWN) {
                part.leaderEpoch(listed.leaderEpoch());
            }
        }
    }
}
