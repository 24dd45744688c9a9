package io.sampo.protocol.message;

import io.sampo.protocol.wire.Message;

/** What a broker answers. */
public interface ApiResponse extends Message {
    /** The API it belongs to. */
    ApiKey apiKey();
}
