package io.sampo.protocol.frame;

import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.RequestHeader;
import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.WireReader;
import io.sampo.protocol.wire.WireSink;
import io.sampo.protocol.wire.WireWriter;
import io.sampo.records.LogSlice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came: its header, and its body when somebody asks for it. So whoever may not ask this, or asks for a
 * version that is not served, is answered without his body being read.
 */
public final class RequestFrame {
    private static final int FIRST_BYTES = 512;

    private final RequestHeader header;
    private final @Nullable ApiKey key;
    private final WireReader body;

    private RequestFrame(RequestHeader header, @Nullable ApiKey key, WireReader body) {
        this.header = header;
        this.key = key;
        this.body = body;
    }

    /**
     * Reads the header of {@code frame} (without its size). The header of an unknown API or version is read as far as all
     * versions have it in common, so that ApiVersions of the future can be answered (KIP-511).
     *
     * @throws MalformedFrame if there is no header
     */
    public static RequestFrame read(ByteBuffer frame) {
        if (frame.remaining() < 4) {
            throw new MalformedFrame("a request of " + frame.remaining() + " bytes; its header alone is longer");
        }
        ApiKey key = ApiKey.of(frame.getShort(frame.position()));
        int version = frame.getShort(frame.position() + 2);
        WireReader in = new WireReader(frame);
        boolean isKnown = key != null && key.supports(version);
        RequestHeader header = RequestHeader.read(in, isKnown ? key.requestHeaderVersion(version) : 1);
        return new RequestFrame(header, key, in);
    }

    /** Writes a whole frame, its size included. */
    public static void write(
            WireWriter out, int version, int correlationId, @Nullable String clientId, ApiRequest request) {
        long frame = out.openFrame();
        new RequestHeader()
                .requestApiKey((short) request.apiKey().id())
                .requestApiVersion((short) version)
                .correlationId(correlationId)
                .clientId(clientId)
                .write(out, request.apiKey().requestHeaderVersion(version));
        request.write(out, version);
        out.closeFrame(frame);
    }

    /** A whole frame by itself, its size included, for a client that holds no slices of files. */
    public static byte[] bytes(int version, int correlationId, @Nullable String clientId, ApiRequest request) {
        WireWriter writer = new WireWriter(ByteBuffer.allocate(FIRST_BYTES));
        write(writer, version, correlationId, clientId, request);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.drainTo(new WireSink() {
            @Override
            public void bytes(ByteBuffer piece) {
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
            }

            @Override
            public void slice(LogSlice slice) {
                throw new IllegalArgumentException("records of a request are bytes, not a range of a file");
            }
        });
        return bytes.toByteArray();
    }

    /** The API, or null where the number means nothing. */
    public @Nullable ApiKey key() {
        return key;
    }

    /** The number that was sent for the API. */
    public int keyId() {
        return header.requestApiKey();
    }

    public int version() {
        return header.requestApiVersion();
    }

    /** What the response must carry. */
    public int correlationId() {
        return header.correlationId();
    }

    /** What the client calls itself, or null. */
    public @Nullable String clientId() {
        return header.clientId();
    }

    /** Whether {@link #body} can be read: there is a specification of that API and version. */
    public boolean isReadable() {
        return key != null && key.supports(version());
    }

    /**
     * Reads the body; once. Bytes behind it are passed over, as Kafka does. Records in it are views of the frame.
     *
     * @throws MalformedFrame if it is none
     */
    public ApiRequest body() {
        if (!isReadable()) {
            throw new MalformedFrame("no request of API key " + keyId() + ", version " + version());
        }
        return Objects.requireNonNull(key).readRequest(body, version());
    }

    @Override
    public String toString() {
        return (key == null ? "API key " + keyId() : key.title()) + " v" + version() + " #" + correlationId()
                + (clientId() == null ? "" : " of " + clientId());
    }
}
