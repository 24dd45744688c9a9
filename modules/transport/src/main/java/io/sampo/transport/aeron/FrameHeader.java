package io.sampo.transport.aeron;

import io.sampo.transport.MalformedFrameException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first {@value #SIZE} bytes of every message on a replication stream, big-endian:
 *
 * <pre>
 *  0 magic 2 | 2 version 1 | 3 kind 1 | 4 clusterHash 8 | 12 fromBroker 4 | 16 fromBrokerEpoch 8 | 24 toBroker 4
 * 28 headerLength 2 | 30 reserved 2 | 32 payloadLength 4 | 36 series 4 | 40 chunkOffset 4
 * </pre>
 *
 * @param kind which frame follows ({@link ReplicaFrameCodec}), or {@link #CHUNK}
 * @param headerLength bytes before the payload in this message, these {@value #SIZE} included
 * @param payloadLength bytes of the whole payload, in this message and in the chunks that follow
 * @param series 0 if the payload is whole in this message; else the number that its chunks share
 * @param chunkOffset where this message's payload bytes belong in the whole
 */
record FrameHeader(Envelope envelope, byte kind, int headerLength, int payloadLength, int series, int chunkOffset) {
    static final int SIZE = 44;
    /** Kind of a message that carries nothing but the continuation of a payload. */
    static final byte CHUNK = 127;
    /** Longest header of any kind, bytes. It must fit the first fragment: the smallest MTU is 1408. */
    static final int LENGTH_MAX = 256;
    /** Largest payload, bytes: {@code max.message.bytes} is 8 MiB at most, and a push is at least one batch. */
    static final int PAYLOAD_LENGTH_MAX = 16 << 20;

    private static final short MAGIC = 0x5A70;
    private static final byte VERSION = 2;

    /** Writes at the position of {@code out}, which is big-endian. */
    void encode(ByteBuffer out) {
        out.putShort(MAGIC).put(VERSION).put(kind);
        out.putLong(envelope.clusterHash()).putInt(envelope.fromBroker());
        out.putLong(envelope.fromBrokerEpoch()).putInt(envelope.toBroker());
        out.putShort((short) headerLength).putShort((short) 0);
        out.putInt(payloadLength).putInt(series).putInt(chunkOffset);
    }

    /**
     * Reads at the position of {@code in}.
     *
     * @throws MalformedFrameException if these are not the first bytes of a message of ours
     */
    static FrameHeader decode(ByteBuffer in) {
        if (in.remaining() < SIZE) {
            throw new MalformedFrameException("message of " + in.remaining() + " bytes has no header");
        }
        ByteBuffer bytes = in.order() == ByteOrder.BIG_ENDIAN ? in : in.order(ByteOrder.BIG_ENDIAN);
        short magic = bytes.getShort();
        byte version = bytes.get();
        if (magic != MAGIC || version != VERSION) {
            throw new MalformedFrameException(
                    "message begins with " + Integer.toHexString(magic & 0xffff) + " version " + version);
        }
        byte kind = bytes.get();
        Envelope envelope = new Envelope(bytes.getLong(), bytes.getInt(), bytes.getLong(), bytes.getInt());
        int headerLength = bytes.getShort();
        bytes.getShort();
        FrameHeader header =
                new FrameHeader(envelope, kind, headerLength, bytes.getInt(), bytes.getInt(), bytes.getInt());
        header.checkLengths();
        return header;
    }

    private void checkLengths() {
        if (headerLength < SIZE || headerLength > LENGTH_MAX) {
            throw new MalformedFrameException("header length " + headerLength);
        }
        if (payloadLength < 0 || payloadLength > PAYLOAD_LENGTH_MAX) {
            throw new MalformedFrameException("payload length " + payloadLength);
        }
        boolean continuation = kind == CHUNK;
        if (chunkOffset < 0 || chunkOffset > payloadLength || (chunkOffset > 0) != continuation) {
            throw new MalformedFrameException("chunk at " + chunkOffset + " of " + payloadLength);
        }
        if (continuation && (series == 0 || headerLength != SIZE)) {
            throw new MalformedFrameException("chunk of series " + series + " with a header of " + headerLength);
        }
    }
}
