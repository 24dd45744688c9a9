package io.sampo.gateway.fake;

import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.frame.ResponseFrame;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiResponse;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A client on a blocking socket: sends what it is told, reads one answer at a time. */
public final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private int correlationId;

    public WireClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends it and returns its correlation id. */
    public int send(ApiRequest request, int version) throws IOException {
        int id = ++correlationId;
        socket.getOutputStream().write(frame(request, version, id));
        return id;
    }

    /** The bytes of a request. */
    public static byte[] frame(ApiRequest request, int version, int correlationId) {
        return RequestFrame.bytes(version, correlationId, "test", request);
    }

    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next answer. */
    public ResponseFrame read(ApiKey key, int version) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ResponseFrame.read(ByteBuffer.wrap(frame), key, version);
    }

    /** Sends it and returns the answer to it. */
    public <T extends ApiResponse> T ask(ApiRequest request, int version, Class<T> type) throws IOException {
        send(request, version);
        return type.cast(read(request.apiKey(), version).body());
    }

    /** True when the other side has closed. */
    public boolean isClosedByPeer() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** True if there is nothing to read for so long. */
    public boolean hearsNothingFor(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            in.readByte();
            return false;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
