package io.sampo.transport.aeron;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaFrame.Ack;
import io.sampo.replication.ReplicaFrame.LogEnd;
import io.sampo.replication.ReplicaFrame.Nack;
import io.sampo.replication.ReplicaFrame.Probe;
import io.sampo.replication.ReplicaFrame.Push;
import io.sampo.replication.ReplicaFrame.Reason;
import io.sampo.replication.ReplicaFrame.Tail;
import io.sampo.replication.ReplicaFrame.Truncate;
import io.sampo.transport.MalformedFrameException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * {@link ReplicaFrame}s as bytes: {@link FrameHeader}, what all frames share (topic id 16, partition 4, leader epoch 4, session
 * 8), what the kind adds in the order of the record's components, then the payload: the batches of a push, untouched.
 * Big-endian. The numbers below and the layouts are the wire format; changing one needs a new version in FrameHeader.
 *
 * <p>Stateless. Nothing but {@link MalformedFrameException} leaves the decoder, whatever the bytes.
 */
final class ReplicaFrameCodec {
    private static final byte PROBE = 1;
    private static final byte TAIL = 2;
    private static final byte TRUNCATE = 3;
    private static final byte PUSH = 4;
    private static final byte ACK = 5;
    private static final byte NACK = 6;

    /** The index is the number on the wire, so that the order of the enum may change. */
    private static final List<Reason> REASONS = List.of(
            Reason.FENCED,
            Reason.AHEAD,
            Reason.GAP,
            Reason.DIVERGED,
            Reason.STORAGE,
            Reason.WRONG_ID,
            Reason.CORRUPT,
            Reason.NO_SESSION);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private ReplicaFrameCodec() {}

    /** The bytes that follow the header of {@code frame}; not to be changed. */
    static ByteBuffer payload(ReplicaFrame frame) {
        return frame instanceof Push push ? push.batches() : NOTHING;
    }

    /**
     * Writes all of the frame but its payload, from position 0 of {@code out}, and flips it.
     *
     * @param series as in {@link FrameHeader}
     * @param out big-endian, at least {@link FrameHeader#LENGTH_MAX} bytes
     */
    static void encode(Envelope envelope, ReplicaFrame frame, int series, ByteBuffer out) {
        out.clear().position(FrameHeader.SIZE);
        putUuid(out, frame.partition().topicId().uuid());
        out.putInt(frame.partition().partition()).putInt(frame.leaderEpoch()).putLong(frame.session());
        byte kind = encodeBody(frame, out);
        int headerLength = out.position();
        int payloadLength = payload(frame).remaining();
        out.position(0);
        new FrameHeader(envelope, kind, headerLength, payloadLength, series, 0).encode(out);
        out.position(0).limit(headerLength);
    }

    private static byte encodeBody(ReplicaFrame frame, ByteBuffer out) {
        if (frame instanceof Push push) {
            out.putLong(push.leaderBrokerEpoch()).putLong(push.prevOffset()).putInt(push.prevEpoch());
            out.putLong(push.highWatermark()).putLong(push.logStartOffset());
            out.put((byte) (push.catchUp() ? 1 : 0));
            return PUSH;
        }
        if (frame instanceof Ack ack) {
            out.putLong(ack.brokerEpoch());
            putUuid(out, ack.directoryId());
            out.putLong(ack.logEndOffset()).putLong(ack.durableOffset()).putLong(ack.highWatermark());
            return ACK;
        }
        if (frame instanceof Nack nack) {
            out.putLong(nack.brokerEpoch()).put(numberOf(nack.reason()));
            out.putInt(nack.epoch()).putLong(nack.offset());
            return NACK;
        }
        if (frame instanceof Probe probe) {
            out.putLong(probe.leaderBrokerEpoch());
            return PROBE;
        }
        if (frame instanceof Tail tail) {
            out.putLong(tail.brokerEpoch());
            putUuid(out, tail.directoryId());
            out.putLong(tail.logEndOffset()).putInt(tail.lastEpoch());
            return TAIL;
        }
        if (frame instanceof Truncate truncate) {
            out.putLong(truncate.leaderBrokerEpoch());
            out.putLong(truncate.judged().offset()).putInt(truncate.judged().epoch());
            out.putInt(truncate.commonEpoch());
            out.putLong(truncate.offset()).put((byte) (truncate.restart() ? 1 : 0));
            return TRUNCATE;
        }
        throw new IllegalArgumentException("no layout for " + frame.getClass().getName());
    }

    /**
     * Reads what {@link #encode} wrote after the {@link FrameHeader}: {@code in} stands behind it and ends with the header.
     *
     * @param payload becomes the batches of a push; its content may still be on the way
     * @throws MalformedFrameException if the bytes are no frame
     */
    static ReplicaFrame decode(FrameHeader header, ByteBuffer in, ByteBuffer payload) {
        ReplicaFrame frame;
        try {
            Shared shared = Shared.decode(in);
            frame = decodeBody(header.kind(), shared, in, payload);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedFrameException("frame of kind " + header.kind() + " cannot be read", e);
        }
        if (in.hasRemaining()) {
            throw new MalformedFrameException(
                    "frame of kind " + header.kind() + " has " + in.remaining() + " bytes too many");
        }
        if (header.payloadLength() > 0 && header.kind() != PUSH) {
            throw new MalformedFrameException("frame of kind " + header.kind() + " has a payload");
        }
        return frame;
    }

    private static ReplicaFrame decodeBody(byte kind, Shared shared, ByteBuffer in, ByteBuffer payload) {
        return switch (kind) {
            case PROBE -> new Probe(shared.partition, shared.leaderEpoch, in.getLong(), shared.session);
            case TAIL ->
                new Tail(
                        shared.partition,
                        shared.leaderEpoch,
                        in.getLong(),
                        getUuid(in),
                        shared.session,
                        in.getLong(),
                        in.getInt());
            case TRUNCATE ->
                new Truncate(
                        shared.partition,
                        shared.leaderEpoch,
                        in.getLong(),
                        shared.session,
                        new LogEnd(in.getLong(), in.getInt()),
                        in.getInt(),
                        in.getLong(),
                        getBoolean(in));
            case PUSH ->
                new Push(
                        shared.partition,
                        shared.leaderEpoch,
                        in.getLong(),
                        shared.session,
                        in.getLong(),
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        getBoolean(in),
                        payload);
            case ACK ->
                new Ack(
                        shared.partition,
                        shared.leaderEpoch,
                        in.getLong(),
                        getUuid(in),
                        shared.session,
                        in.getLong(),
                        in.getLong(),
                        in.getLong());
            case NACK ->
                new Nack(
                        shared.partition,
                        shared.leaderEpoch,
                        in.getLong(),
                        shared.session,
                        getReason(in),
                        in.getInt(),
                        in.getLong());
            default -> throw new MalformedFrameException("no frame has kind " + kind);
        };
    }

    private record Shared(TopicIdPartition partition, int leaderEpoch, long session) {
        static Shared decode(ByteBuffer in) {
            TopicId topicId = new TopicId(getUuid(in));
            return new Shared(new TopicIdPartition(topicId, in.getInt()), in.getInt(), in.getLong());
        }
    }

    private static void putUuid(ByteBuffer out, UUID uuid) {
        out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID getUuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static boolean getBoolean(ByteBuffer in) {
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw new MalformedFrameException("boolean of " + value);
        }
        return value == 1;
    }

    private static byte numberOf(Reason reason) {
        int number = REASONS.indexOf(reason);
        if (number < 0) {
            throw new IllegalArgumentException("no number for " + reason);
        }
        return (byte) number;
    }

    private static Reason getReason(ByteBuffer in) {
        int number = in.get();
        if (number < 0 || number >= REASONS.size()) {
            throw new MalformedFrameException("reason " + number);
        }
        return REASONS.get(number);
    }
}
