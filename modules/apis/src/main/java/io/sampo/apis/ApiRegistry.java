package io.sampo.apis;

import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiVersionsRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which APIs are served, by whom, in which versions. What clients are told comes out of it, and nothing else does. */
public final class ApiRegistry {
    private final Map<ApiKey, ApiHandler> handlers = new EnumMap<>(ApiKey.class);

    /** What serves one request; {@code isVersionServed} is false only for the API that answers even then. */
    public record Served(ApiHandler handler, boolean isVersionServed) {}

    /** Of exactly these, and of the API that tells of them. */
    public ApiRegistry(Collection<? extends ApiHandler> served) {
        served.forEach(this::add);
        add(new ApiVersionsHandler(this));
    }

    private void add(ApiHandler handler) {
        if (handlers.put(handler.key(), handler) != null) {
            throw new IllegalArgumentException(handler.key() + " is served twice");
        }
    }

    /** Who serves that; null if nobody does. */
    public @Nullable Served served(@Nullable ApiKey key, int version) {
        ApiHandler handler = key == null ? null : handlers.get(key);
        if (handler == null) {
            return null;
        }
        boolean isServed = version >= handler.firstVersion() && version <= handler.lastVersion();
        return isServed || key == ApiKey.API_VERSIONS ? new Served(handler, isServed) : null;
    }

    /** What the handler of ApiVersions gets where the version of the request is one of the future (KIP-511). */
    public ApiRequest unreadable() {
        return new ApiVersionsRequest();
    }

    /** All of them, in order of their keys. */
    public Collection<ApiHandler> all() {
        return Collections.unmodifiableCollection(handlers.values());
    }
}
