import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The few messages of Kafka's protocol that the raw client speaks, laid out by hand, so that nothing but a copy is done
 * for each: Produce 9 and Fetch 12, both flexible, both by topic name. Stateless.
 */
final class RawFrames {
    static final int CORRELATION_AT = 8;

    private static final short PRODUCE = 0;
    private static final short PRODUCE_VERSION = 9;
    private static final short FETCH = 1;
    private static final short FETCH_VERSION = 12;
    private static final byte[] CLIENT = "raw".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MS = 30_000;

    private RawFrames() {}

    /** What stands before the batch of a produce request: the size of the whole, then header and body. */
    static ByteBuffer produceHead(String topic, int partition, int acks, int batchBytes) {
        ByteBuffer out = ByteBuffer.allocate(256 + topic.length());
        header(out, PRODUCE, PRODUCE_VERSION);
        out.put((byte) 0).putShort((short) acks).putInt(TIMEOUT_MS);
        uvarint(out, 2);
        string(out, topic);
        uvarint(out, 2);
        out.putInt(partition);
        uvarint(out, batchBytes + 1);
        out.putInt(0, out.position() - 4 + batchBytes + PRODUCE_TAIL);
        return out.flip();
    }

    /** Empty tags of partition, topic and body stand behind the batch. */
    static final int PRODUCE_TAIL = 3;

    /**
     * One partition from {@code offset} on, without a session.
     *
     * @param maxWaitMs how long the broker may wait until there is a byte
     */
    static ByteBuffer fetch(String topic, int partition, long offset, int maxBytes, int maxWaitMs) {
        ByteBuffer out = ByteBuffer.allocate(256 + topic.length());
        header(out, FETCH, FETCH_VERSION);
        out.putInt(-1).putInt(maxWaitMs).putInt(1).putInt(maxBytes);
        out.put((byte) 0).putInt(0).putInt(-1);
        uvarint(out, 2);
        string(out, topic);
        uvarint(out, 2);
        out.putInt(partition).putInt(-1).putLong(offset).putInt(-1).putLong(-1).putInt(maxBytes);
        out.put((byte) 0).put((byte) 0);
        uvarint(out, 1);
        string(out, "");
        out.put((byte) 0);
        out.putInt(0, out.position() - 4);
        return out.flip();
    }

    private static void header(ByteBuffer out, short api, short version) {
        out.putInt(0).putShort(api).putShort(version).putInt(0);
        out.putShort((short) CLIENT.length).put(CLIENT).put((byte) 0);
    }

    /** Error of the one partition of a produce response that stands behind its size; 0 = none. */
    static short produceError(ByteBuffer response) {
        int at = afterTopic(response, response.position() + 5);
        return response.getShort(at + 4);
    }

    /** Behind correlation id and tags: one topic, its name, one partition. Returns where that begins. */
    private static int afterTopic(ByteBuffer response, int from) {
        int at = from;
        expect(response.get(at++) == 2, "one topic");
        int name = response.get(at++) - 1;
        at += name;
        expect(response.get(at++) == 2, "one partition");
        return at;
    }

    /** Where the batches of the one partition of a fetch response lie: from its position to its limit. */
    static ByteBuffer fetched(ByteBuffer response) {
        int at = response.position() + 5;
        expect(response.getShort(at + 4) == 0, "no error, but " + response.getShort(at + 4));
        ByteBuffer in = response.duplicate().position(afterTopic(response, at + 10));
        int partition = in.getInt();
        short error = in.getShort();
        expect(error == 0, "no error of partition " + partition + ", but " + error);
        in.getLong();
        in.getLong();
        in.getLong();
        int aborted = readUvarint(in) - 1;
        for (int i = 0; i < aborted; i++) {
            in.getLong();
            in.getLong();
            in.get();
        }
        in.getInt();
        int length = Math.max(0, readUvarint(in) - 1);
        return in.limit(in.position() + length);
    }

    private static void expect(boolean isSo, String what) {
        if (!isSo) {
            throw new IllegalStateException("a broker has answered otherwise than expected: " + what);
        }
    }

    private static void string(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        uvarint(out, bytes.length + 1);
        out.put(bytes);
    }

    private static void uvarint(ByteBuffer out, int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static int readUvarint(ByteBuffer in) {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
