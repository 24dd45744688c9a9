package io.sampo.protocol.fuzz;

import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.frame.ResponseFrame;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.oracle.BothSides;
import io.sampo.protocol.wire.Message;
import io.sampo.protocol.wire.WireReader;
import io.sampo.protocol.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Some frames of every message in every version, as a broker, a client or a reader of the log would be handed them. */
final class ValidFrames {
    /** Reads a frame to its end. */
    interface Reader {
        Message read(ByteBuffer frame);
    }

    /** A frame without its size, and who reads it. */
    record Frame(String name, byte[] bytes, Reader reader) {}

    private ValidFrames() {}

    static List<Frame> some(int ofEach) {
        List<Frame> frames = new ArrayList<>();
        for (BothSides message : BothSides.all()) {
            for (int version : message.versions()) {
                for (long seed = 0; seed < ofEach; seed++) {
                    frames.add(frame(message, version, seed));
                }
            }
        }
        return frames;
    }

    private static Frame frame(BothSides message, int version, long seed) {
        byte[] body = message.random(seed, version, seed % 2 == 1);
        String name = message.name() + " v" + version;
        Message value = message.ourRead(body, version);
        if (value instanceof ApiRequest request) {
            WireWriter out = new WireWriter(ByteBuffer.allocate(512));
            RequestFrame.write(out, version, (int) seed, "fuzz", request);
            return new Frame(
                    name, withoutSize(out), bytes -> RequestFrame.read(bytes).body());
        }
        if (value instanceof ApiResponse response) {
            ApiKey key = response.apiKey();
            WireWriter out = new WireWriter(ByteBuffer.allocate(512));
            ResponseFrame.write(out, version, (int) seed, response);
            return new Frame(name, withoutSize(out), bytes -> ResponseFrame.read(bytes, key, version)
                    .body());
        }
        return new Frame(name, body, bytes -> message.read(new WireReader(bytes), version));
    }

    private static byte[] withoutSize(WireWriter out) {
        byte[] all = BothSides.drained(out);
        return java.util.Arrays.copyOfRange(all, 4, all.length);
    }
}
