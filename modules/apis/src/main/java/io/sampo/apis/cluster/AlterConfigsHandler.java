package io.sampo.apis.cluster;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.protocol.message.AlterConfigsRequest;
import io.sampo.protocol.message.AlterConfigsRequest.AlterConfigsResource;
import io.sampo.protocol.message.AlterConfigsRequest.AlterableConfig;
import io.sampo.protocol.message.AlterConfigsResponse;
import io.sampo.protocol.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole configuration of topics is replaced: of old clients, which know nothing else. */
public final class AlterConfigsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.ALTER_CONFIGS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        AlterConfigsRequest alter = (AlterConfigsRequest) request;
        List<AlterConfigsResourceResponse> responses = new ArrayList<>();
        AdminRound round = new AdminRound(call, () -> call.answer(new AlterConfigsResponse().responses(responses)));
        for (AlterConfigsResource resource : alter.resources()) {
            AlterConfigsResourceResponse response = new AlterConfigsResourceResponse()
                    .resourceType(resource.resourceType())
                    .resourceName(resource.resourceName())
                    .errorMessage(null);
            responses.add(response);
            new ConfigAlteration(call, resource.resourceType(), resource.resourceName(), alter.validateOnly())
                    .run(round, change -> change.replaceAll(values(resource)), (error, message) -> response.errorCode(
                                    error.code())
                            .errorMessage(message));
        }
        round.end();
    }

    private static Map<String, String> values(AlterConfigsResource resource) {
        Map<String, String> values = new HashMap<>();
        for (AlterableConfig config : resource.configs()) {
            if (config.value() != null) {
                values.put(config.name(), config.value());
            }
        }
        return values;
    }
}
