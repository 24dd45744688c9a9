package io.sampo.apis.records;

import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.InitProducerIdRequest;
import io.sampo.protocol.message.InitProducerIdResponse;

/**
 * A producer id of one's own, for a producer that wants no record twice. Whoever names a transactional id is refused with the
 * one error that every client takes for final and shows at once: there are no transactions here, and all other errors are tried
 * again until a timeout hides them.
 */
public final class InitProducerIdHandler implements ApiHandler {
    @Override
    public ApiKey key() {
        return ApiKey.INIT_PRODUCER_ID;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        if (((InitProducerIdRequest) request).transactionalId() != null) {
            call.answer(new InitProducerIdResponse()
                    .errorCode(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code())
                    .producerEpoch((short) -1));
            return;
        }
        call.backend().producerId(given -> {
            boolean isGiven = given.error() == ErrorCode.NONE;
            call.answer(new InitProducerIdResponse()
                    .errorCode(given.error().code())
                    .producerId(isGiven ? given.producerId() : Offsets.UNKNOWN)
                    .producerEpoch(isGiven ? given.producerEpoch() : -1));
        });
    }
}
