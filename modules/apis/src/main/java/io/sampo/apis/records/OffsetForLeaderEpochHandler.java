package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.sampo.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.sampo.protocol.message.OffsetForLeaderEpochResponse;
import io.sampo.protocol.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.sampo.protocol.message.OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where epochs ended: so a consumer learns that what it has read is no more, after an unclean election (KIP-320). */
public final class OffsetForLeaderEpochHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        OffsetForLeaderEpochResponse response = new OffsetForLeaderEpochResponse();
        List<OffsetForLeaderTopicResult> results = new ArrayList<>();
        PartitionQuestions<EpochEndOffset> questions = new PartitionQuestions<>(
                call, OffsetForLeaderEpochHandler::fill, () -> call.answer(response.topics(results)));
        for (OffsetForLeaderTopic topic : ((OffsetForLeaderEpochRequest) request).topics()) {
            List<EpochEndOffset> ends = new ArrayList<>();
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                EpochEndOffset end = new EpochEndOffset().partition(asked.partition());
                ends.add(end);
                ErrorCode error = questions.ask(
                        topic.topic(),
                        asked.partition(),
                        end,
                        0,
                        (number, replies) -> new PartitionMessage.FindEpochEnd(
                                number, asked.currentLeaderEpoch(), asked.leaderEpoch(), replies));
                end.errorCode(error.code());
            }
            results.add(new OffsetForLeaderTopicResult().topic(topic.topic()).partitions(ends));
        }
        questions.end();
    }

    private static void fill(EpochEndOffset end, ErrorCode error, @Nullable PartitionReply reply) {
        end.errorCode(error.code());
        if (reply instanceof PartitionReply.EpochEndFound found) {
            end.leaderEpoch(found.epoch()).endOffset(found.endOffset());
        }
    }
}
