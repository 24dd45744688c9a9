package io.sampo.apis.cluster;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.AlterClientQuotasRequest;
import io.sampo.protocol.message.AlterClientQuotasResponse;
import io.sampo.protocol.message.AlterClientQuotasResponse.EntityData;
import io.sampo.protocol.message.AlterClientQuotasResponse.EntryData;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import java.util.List;

/** Quotas: there are none, and whoever sets one is told so. */
public final class AlterClientQuotasHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.ALTER_CLIENT_QUOTAS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        List<EntryData> entries = ((AlterClientQuotasRequest) request)
                .entries().stream()
                        .map(entry -> new EntryData()
                                .errorCode(ErrorCode.INVALID_REQUEST.code())
                                .errorMessage("Sampo has no quotas yet")
                                .entity(entry.entity().stream()
                                        .map(one -> new EntityData()
                                                .entityType(one.entityType())
                                                .entityName(one.entityName()))
                                        .toList()))
                        .toList();
        call.answer(new AlterClientQuotasResponse().entries(entries));
    }
}
