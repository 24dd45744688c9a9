package io.sampo.apis;

import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;

/** Serves one API. */
public interface ApiHandler {
    ApiKey key();

    /** The first version that is served. */
    default int firstVersion() {
        return key().firstVersion();
    }

    /** The last version that is served. */
    default int lastVersion() {
        return key().lastStableVersion();
    }

    /** The first version that clients are told of: they may want to see one that nobody uses any more. */
    default int firstAdvertised() {
        return firstVersion();
    }

    /**
     * Answers {@code call}, now or later, on its event loop; exactly once. A request that makes no sense is answered with an
     * error; an exception ends the connection.
     */
    void handle(Call call, ApiRequest request);
}
