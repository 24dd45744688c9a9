package io.sampo.protocol.frame;

import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.message.ResponseHeader;
import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.WireReader;
import io.sampo.protocol.wire.WireWriter;
import java.nio.ByteBuffer;

/** A response on its way: to bytes in a broker, from bytes in whoever plays a client. */
public record ResponseFrame(int correlationId, ApiResponse body) {
    /** Writes a whole frame, its size included. {@code version} is that of the request. */
    public static void write(WireWriter out, int version, int correlationId, ApiResponse response) {
        long frame = out.openFrame();
        new ResponseHeader()
                .correlationId(correlationId)
                .write(out, response.apiKey().responseHeaderVersion(version));
        response.write(out, version);
        out.closeFrame(frame);
    }

    /**
     * Reads {@code frame} (without its size) as the answer to a request of that API and version.
     *
     * @throws MalformedFrame if it is none
     */
    public static ResponseFrame read(ByteBuffer frame, ApiKey key, int version) {
        WireReader in = new WireReader(frame);
        ResponseHeader header = ResponseHeader.read(in, key.responseHeaderVersion(version));
        return new ResponseFrame(header.correlationId(), key.readResponse(in, version));
    }
}
