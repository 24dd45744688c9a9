package io.sampo.apis.cluster;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.DescribeClientQuotasResponse;
import java.util.List;

/** Quotas: there are none. Tools that describe something else besides ask for them on the way. */
public final class DescribeClientQuotasHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CLIENT_QUOTAS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        call.answer(new DescribeClientQuotasResponse().errorMessage(null).entries(List.of()));
    }
}
