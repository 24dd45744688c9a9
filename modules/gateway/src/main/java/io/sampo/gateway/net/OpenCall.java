package io.sampo.gateway.net;

import io.sampo.apis.Backend;
import io.sampo.apis.Call;
import io.sampo.apis.OffsetsOrder;
import io.sampo.apis.fetch.FetchSessions;
import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.message.FetchResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One request of a connection, and its answer when there is one. */
final class OpenCall implements Call {
    private final KafkaConnection connection;
    private final long ticket;
    private final int version;
    private final int correlationId;
    private final @Nullable String clientId;
    private final int requestBytes;
    private boolean isAnswered;
    private @Nullable ApiResponse response;
    private int responseVersion;
    private @Nullable String closing;
    private @Nullable Runnable whenGone;

    OpenCall(KafkaConnection connection, long ticket, RequestFrame request, int requestBytes) {
        this.connection = connection;
        this.ticket = ticket;
        this.version = request.version();
        this.correlationId = request.correlationId();
        this.clientId = request.clientId();
        this.requestBytes = requestBytes;
    }

    long ticket() {
        return ticket;
    }

    int correlationId() {
        return correlationId;
    }

    int requestBytes() {
        return requestBytes;
    }

    @Nullable
    ApiResponse response() {
        return response;
    }

    int responseVersion() {
        return responseVersion;
    }

    /** Why the connection ends with this call, or null. */
    @Nullable
    String closing() {
        return closing;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public @Nullable String clientId() {
        return clientId;
    }

    @Override
    public InetAddress clientAddress() {
        return connection.clientAddress();
    }

    @Override
    public String listener() {
        return connection.listener();
    }

    @Override
    public Backend backend() {
        return connection.loop();
    }

    @Override
    public FetchSessions fetchSessions() {
        return connection.fetchSessions();
    }

    @Override
    public OffsetsOrder offsetsOrder() {
        return connection.offsetsOrder();
    }

    @Override
    public void answer(ApiResponse answer, int inVersion) {
        response = answer;
        responseVersion = inVersion;
        end();
    }

    @Override
    public void answerNothing() {
        end();
    }

    @Override
    public void answerByClosing(String why) {
        closing = why;
        end();
    }

    private void end() {
        if (isAnswered) {
            throw new IllegalStateException("the request is answered twice");
        }
        isAnswered = true;
        whenGone = null;
        connection.answered(this);
    }

    @Override
    public void whenGone(Runnable action) {
        whenGone = action;
    }

    /** The connection is gone. */
    void gone() {
        Runnable action = whenGone;
        whenGone = null;
        if (action != null) {
            action.run();
        }
        discard();
    }

    /** Gives up an answer that nobody will get. */
    void discard() {
        if (response instanceof FetchResponse fetched) {
            fetched.responses().forEach(topic -> topic.partitions().forEach(partition -> {
                if (partition.records() != null) {
                    partition.records().close();
                }
            }));
        }
        response = null;
    }
}
