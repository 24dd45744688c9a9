package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.apis.fetch.FetchSessions;
import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchResponse;

/** Batches for a consumer. Brokers do not fetch here from one another, so whoever says that he is one is sent away (CVE-2018-1288). */
public final class FetchHandler implements ApiHandler {
    /** Topics are named by their ids since. */
    static final int TOPIC_IDS_SINCE = 13;

    @Override
    public ApiKey key() {
        return ApiKey.FETCH;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        FetchRequest fetch = (FetchRequest) request;
        if (fetch.replicaId() >= 0
                || (fetch.replicaState() != null && fetch.replicaState().replicaId() >= 0)) {
            call.answerByClosing("it fetches as a broker does");
            return;
        }
        FetchSessions.Plan plan = call.fetchSessions().plan(fetch, call.version() >= TOPIC_IDS_SINCE);
        if (plan.error() != ErrorCode.NONE) {
            call.answer(new FetchResponse().errorCode(plan.error().code()));
            return;
        }
        new FetchCall(call, fetch, plan).begin();
    }
}
