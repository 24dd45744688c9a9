package io.sampo.protocol.message;

import io.sampo.protocol.wire.Message;

/** What a client asks of a broker. */
public interface ApiRequest extends Message {
    /** The API it belongs to. */
    ApiKey apiKey();
}
