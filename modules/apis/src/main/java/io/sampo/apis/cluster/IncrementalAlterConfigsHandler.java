package io.sampo.apis.cluster;

import io.sampo.apis.AdminRound;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.IncrementalAlterConfigsRequest;
import io.sampo.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.sampo.protocol.message.IncrementalAlterConfigsResponse;
import io.sampo.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.ArrayList;
import java.util.List;

/** Configurations of topics are set, removed, or their lists changed. */
public final class IncrementalAlterConfigsHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        IncrementalAlterConfigsRequest alter = (IncrementalAlterConfigsRequest) request;
        List<AlterConfigsResourceResponse> responses = new ArrayList<>();
        AdminRound round =
                new AdminRound(call, () -> call.answer(new IncrementalAlterConfigsResponse().responses(responses)));
        for (AlterConfigsResource resource : alter.resources()) {
            AlterConfigsResourceResponse response = new AlterConfigsResourceResponse()
                    .resourceType(resource.resourceType())
                    .resourceName(resource.resourceName())
                    .errorMessage(null);
            responses.add(response);
            new ConfigAlteration(call, resource.resourceType(), resource.resourceName(), alter.validateOnly())
                    .run(
                            round,
                            change -> resource.configs()
                                    .forEach(one -> change.apply(one.name(), one.configOperation(), one.value())),
                            (error, message) -> response.errorCode(error.code()).errorMessage(message));
        }
        round.end();
    }
}
