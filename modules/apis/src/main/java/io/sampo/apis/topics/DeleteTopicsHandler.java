package io.sampo.apis.topics;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.messages.AdminRequest;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DeleteTopicsRequest;
import io.sampo.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import io.sampo.protocol.message.DeleteTopicsResponse;
import io.sampo.protocol.message.DeleteTopicsResponse.DeletableTopicResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topics go, by name or by id. */
public final class DeleteTopicsHandler implements ApiHandler {
    private static final int IDS_SINCE = 6;

    @Override
    public ApiKey key() {
        return ApiKey.DELETE_TOPICS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        DeleteTopicsRequest delete = (DeleteTopicsRequest) request;
        List<DeletableTopicResult> results = new ArrayList<>();
        AdminRound round = new AdminRound(call, () -> call.answer(new DeleteTopicsResponse().responses(results)));
        if (call.version() < IDS_SINCE) {
            for (String name : delete.topicNames()) {
                delete(round, name, result(results, name, call.backend().image().topicId(name)));
            }
        } else {
            for (DeleteTopicState topic : delete.topics()) {
                byNameOrId(call, round, topic, results);
            }
        }
        round.end();
    }

    private static void byNameOrId(
            Call call, AdminRound round, DeleteTopicState topic, List<DeletableTopicResult> results) {
        String name = topic.name();
        if (name != null) {
            delete(round, name, result(results, name, call.backend().image().topicId(name)));
            return;
        }
        TopicId id = new TopicId(topic.topicId());
        String found = call.backend().image().topicName(id);
        DeletableTopicResult result = result(results, found, id);
        if (found == null) {
            result.errorCode(ErrorCode.UNKNOWN_TOPIC_ID.code()).errorMessage(ErrorCode.UNKNOWN_TOPIC_ID.text());
        } else {
            delete(round, found, result);
        }
    }

    private static DeletableTopicResult result(
            List<DeletableTopicResult> results, @Nullable String name, @Nullable TopicId id) {
        DeletableTopicResult result = new DeletableTopicResult().name(name);
        if (id != null) {
            result.topicId(id.uuid());
        }
        results.add(result);
        return result;
    }

    private static void delete(AdminRound round, String name, DeletableTopicResult result) {
        round.ask(new AdminRequest.DeleteTopic(name), reply -> {
            if (reply.error() != ErrorCode.NONE) {
                result.errorCode(reply.error().code()).errorMessage(reply.message());
            }
        });
    }
}
