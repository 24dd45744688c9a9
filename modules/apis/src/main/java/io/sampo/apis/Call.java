package io.sampo.apis;

import io.sampo.apis.fetch.FetchSessions;
import io.sampo.protocol.message.ApiResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One request of a client, to be answered exactly once. Confined to its event loop. */
public interface Call {
    int version();

    /** What the client calls itself, or null. */
    @Nullable
    String clientId();

    InetAddress clientAddress();

    /** Name of the listener that the client came in by. */
    String listener();

    Backend backend();

    /** The fetch sessions of this connection. */
    FetchSessions fetchSessions();

    /** The order of offsets written and read on this connection. */
    OffsetsOrder offsetsOrder();

    /** Sends it when every earlier request of the connection is answered. Nothing happens where the client is gone. */
    default void answer(ApiResponse response) {
        answer(response, version());
    }

    /** As {@link #answer(ApiResponse)}, in another version than the request's. */
    void answer(ApiResponse response, int version);

    /** There is no answer. */
    void answerNothing();

    /** Closes the connection when every earlier request is answered: how a client without an answer hears of an error. */
    void answerByClosing(String why);

    /** Runs {@code action} if the connection ends before there was an answer. One for each call. */
    void whenGone(Runnable action);
}
