package io.sampo.apis;

import io.sampo.model.ErrorCode;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiVersionsRequest;
import io.sampo.protocol.message.ApiVersionsResponse;
import io.sampo.protocol.message.ApiVersionsResponse.ApiVersion;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which APIs there are, in which versions: what the {@link ApiRegistry} holds. A version that is not known is answered in
 * version 0 with an error and the list, so that the client can ask again (KIP-511).
 */
final class ApiVersionsHandler implements ApiHandler {
    /** What a client may call itself and its version, as in Kafka. */
    private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final ApiRegistry registry;

    ApiVersionsHandler(ApiRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ApiKey key() {
        return ApiKey.API_VERSIONS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        if (call.version() < firstVersion() || call.version() > lastVersion()) {
            call.answer(
                    new ApiVersionsResponse()
                            .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                            .apiKeys(versions()),
                    0);
            return;
        }
        ApiVersionsRequest asked = (ApiVersionsRequest) request;
        ApiVersionsResponse response = new ApiVersionsResponse().apiKeys(versions());
        if (call.version() >= 3
                && !(LEGAL_NAME.matcher(asked.clientSoftwareName()).matches()
                        && LEGAL_NAME.matcher(asked.clientSoftwareVersion()).matches())) {
            response = new ApiVersionsResponse().errorCode(ErrorCode.INVALID_REQUEST.code());
        }
        call.answer(response);
    }

    private List<ApiVersion> versions() {
        return registry.all().stream()
                .map(handler -> new ApiVersion()
                        .apiKey((short) handler.key().id())
                        .minVersion((short) handler.firstAdvertised())
                        .maxVersion((short) handler.lastVersion()))
                .toList();
    }
}
