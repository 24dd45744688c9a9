package io.sampo.groupapis;

import io.sampo.apis.Addresses;
import io.sampo.apis.ApiHandler;
import io.sampo.apis.Call;
import io.sampo.groups.Coordinators.Located;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaListener;
import io.sampo.model.Offsets;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.FindCoordinatorRequest;
import io.sampo.protocol.message.FindCoordinatorResponse;
import io.sampo.protocol.message.FindCoordinatorResponse.Coordinator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the coordinator of a group is. Whoever looks for one of transactions hears the one error that every client takes for
 * final: there are none here (see InitProducerId).
 */
public final class FindCoordinatorHandler implements ApiHandler {
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final int SEVERAL_SINCE = 4;

    @Override
    public ApiKey key() {
        return ApiKey.FIND_COORDINATOR;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        FindCoordinatorRequest find = (FindCoordinatorRequest) request;
        if (call.version() >= SEVERAL_SINCE) {
            List<Coordinator> found = find.coordinatorKeys().stream()
                    .map(key -> find(call, find.keyType(), key))
                    .toList();
            call.answer(new FindCoordinatorResponse().coordinators(found));
            return;
        }
        Coordinator found = find(call, find.keyType(), find.key());
        call.answer(new FindCoordinatorResponse()
                .errorCode(found.errorCode())
                .errorMessage(found.errorMessage())
                .nodeId(found.nodeId())
                .host(found.host())
                .port(found.port()));
    }

    private static Coordinator find(Call call, byte keyType, String key) {
        if (keyType != GROUP) {
            return keyType == TRANSACTION
                    ? refused(key, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "There are no transactions here")
                    : refused(key, ErrorCode.INVALID_REQUEST, "Key type " + keyType + ": expected 0, a group");
        }
        Located located = call.backend().groups().coordinatorOf(key);
        if (located.error() != ErrorCode.NONE) {
            return refused(key, located.error(), located.error().text());
        }
        KafkaListener at = Addresses.of(call, located.brokerId());
        if (at == null) {
            return refused(
                    key,
                    ErrorCode.COORDINATOR_NOT_AVAILABLE,
                    "Broker " + located.brokerId() + " has no listener " + call.listener());
        }
        return new Coordinator()
                .key(key)
                .nodeId(located.brokerId())
                .host(at.host())
                .port(at.port());
    }

    private static Coordinator refused(String key, ErrorCode error, @Nullable String why) {
        return new Coordinator()
                .key(key)
                .errorCode(error.code())
                .errorMessage(why)
                .nodeId(Offsets.NO_BROKER)
                .host("")
                .port(-1);
    }
}
