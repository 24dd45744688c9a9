package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.model.Acks;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ProduceRequest;
import org.jspecify.annotations.Nullable;

/** Batches to be appended: each goes to its replica as it came, and the answers of all of them make one response. */
public final class ProduceHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.PRODUCE;
    }

    /** librdkafka before 2.11 packs nothing for a broker that does not announce version 0 (KAFKA-18659). */
    @Override
    public int firstAdvertised() {
        return 0;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        ProduceRequest produce = (ProduceRequest) request;
        new ProduceCall(call, acks(produce.acks()), produce.timeoutMs()).begin(produce.topicData());
    }

    private static @Nullable Acks acks(short code) {
        for (Acks acks : Acks.values()) {
            if (acks.code() == code) {
                return acks;
            }
        }
        return null;
    }
}
