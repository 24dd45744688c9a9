package io.sampo.kafkacommands.port;

import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.frame.ResponseFrame;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.wire.MalformedFrame;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** One connection to a Kafka port: one question at a time, one thread, and a bound on everything. */
final class KafkaSocket implements Closeable {
    /** What a broker tells of itself is some kilobytes; whatever announces more is no Kafka port. */
    private static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

    private final Socket socket;
    private int correlationId;

    /** @param timeoutMs for connecting, and for each read */
    KafkaSocket(String host, int port, int timeoutMs) throws IOException {
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The address of this machine on the way to the broker. */
    InetAddress localAddress() {
        return socket.getLocalAddress();
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException where there is none
     * @throws MalformedFrame where what has come is no answer
     */
    <T extends ApiResponse> T ask(ApiRequest request, int version, Class<T> type) throws IOException {
        int id = ++correlationId;
        socket.getOutputStream().write(RequestFrame.bytes(version, id, "sampo-command", request));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int size = in.readInt();
        if (size < 4 || size > ANSWER_BYTES_MAX) {
            throw new MalformedFrame("an answer of " + size + " bytes");
        }
        byte[] frame = new byte[size];
        in.readFully(frame);
        ResponseFrame response = ResponseFrame.read(ByteBuffer.wrap(frame), request.apiKey(), version);
        if (response.correlationId() != id) {
            throw new MalformedFrame("an answer to request " + response.correlationId() + " instead of " + id);
        }
        return type.cast(response.body());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
