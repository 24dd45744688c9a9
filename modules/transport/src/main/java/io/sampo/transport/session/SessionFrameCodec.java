package io.sampo.transport.session;

import io.netty.buffer.ByteBuf;
import io.sampo.transport.MalformedFrameException;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationPeer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Knock;
import io.sampo.transport.session.SessionFrame.Leads;
import io.sampo.transport.session.SessionFrame.WhoLeads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * {@link SessionFrame}s as bytes, big-endian: version 1, type 1, correlation id 8, then the record's components in order; text as
 * length 2 and UTF-8. A length of 4 bytes stands before it all, put and taken by the pipeline.
 *
 * <p>Stateless. Nothing but {@link MalformedFrameException} leaves the decoder, whatever the bytes.
 */
final class SessionFrameCodec {
    /** Longest frame, bytes. */
    static final int FRAME_BYTES_MAX = 64 << 10;

    private static final byte VERSION = 1;
    private static final byte HELLO = 1;
    private static final byte HELLO_REPLY = 2;
    private static final byte KNOCK = 3;
    private static final byte HEARTBEAT = 4;
    private static final byte HEARTBEAT_REPLY = 5;
    private static final byte WHO_LEADS = 6;
    private static final byte LEADS = 7;
    private static final byte FORMATION_QUERY = 8;
    private static final byte FORMATION_ANSWER = 9;

    /** A frame and the number that joins an answer to its request; 0 for frames that want no answer. */
    record Envelope(long correlationId, SessionFrame frame) {}

    private SessionFrameCodec() {}

    static void encode(Envelope envelope, ByteBuf out) {
        out.writeByte(VERSION);
        int typeAt = out.writerIndex();
        out.writeByte(0).writeLong(envelope.correlationId());
        out.setByte(typeAt, encodeBody(envelope.frame(), out));
    }

    private static byte encodeBody(SessionFrame frame, ByteBuf out) {
        if (frame instanceof Heartbeat heartbeat) {
            out.writeLong(heartbeat.brokerEpoch()).writeLong(heartbeat.appliedMetadataOffset());
            out.writeInt(heartbeat.flags());
            return HEARTBEAT;
        }
        if (frame instanceof HeartbeatReply reply) {
            out.writeBoolean(reply.controllerActive()).writeLong(reply.metadataOffset());
            return HEARTBEAT_REPLY;
        }
        if (frame instanceof Hello hello) {
            writeText(out, hello.clusterId());
            out.writeInt(hello.brokerId()).writeLong(hello.brokerEpoch());
            writeUuid(out, hello.incarnation());
            return HELLO;
        }
        if (frame instanceof HelloReply reply) {
            out.writeBoolean(reply.accepted());
            writeText(out, reply.reason());
            writeText(out, reply.clusterId());
            out.writeInt(reply.brokerId()).writeLong(reply.brokerEpoch());
            writeUuid(out, reply.incarnation());
            return HELLO_REPLY;
        }
        if (frame instanceof Knock knock) {
            writeText(out, knock.clusterId());
            out.writeInt(knock.brokerId());
            return KNOCK;
        }
        return encodeFormation(frame, out);
    }

    private static byte encodeFormation(SessionFrame frame, ByteBuf out) {
        if (frame instanceof WhoLeads) {
            return WHO_LEADS;
        }
        if (frame instanceof Leads leads) {
            ArteryAddress artery = leads.artery();
            out.writeInt(leads.leaderBrokerId()).writeLong(leads.term()).writeBoolean(artery != null);
            if (artery != null) {
                writeText(out, artery.system());
                writeText(out, artery.host());
                out.writeInt(artery.port());
            }
            return LEADS;
        }
        if (frame instanceof FormationQuery query) {
            writeText(out, query.peerId());
            writeText(out, query.address());
            return FORMATION_QUERY;
        }
        if (frame instanceof FormationAnswer answer) {
            writeText(out, answer.peerId());
            writeText(out, answer.address());
            out.writeBoolean(answer.hasGroup());
            byte[] groupId = answer.groupId();
            out.writeShort(groupId.length).writeBytes(groupId);
            out.writeShort(answer.peers().size());
            for (FormationPeer peer : answer.peers()) {
                writeText(out, peer.peerId());
                writeText(out, peer.address());
            }
            writeText(out, answer.clusterId());
            return FORMATION_ANSWER;
        }
        throw new IllegalArgumentException("no layout for " + frame.getClass().getName());
    }

    /**
     * Reads one frame, which is all of {@code in}.
     *
     * @throws MalformedFrameException if it is none
     */
    static Envelope decode(ByteBuf in) {
        Envelope envelope;
        byte type = 0;
        try {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new MalformedFrameException("session frame of version " + version);
            }
            type = in.readByte();
            long correlationId = in.readLong();
            envelope = new Envelope(correlationId, decodeBody(type, in));
        } catch (IndexOutOfBoundsException e) {
            throw new MalformedFrameException("session frame of type " + type + " is too short", e);
        }
        if (in.isReadable()) {
            throw new MalformedFrameException(
                    "session frame of type " + type + " has " + in.readableBytes() + " bytes too many");
        }
        return envelope;
    }

    private static SessionFrame decodeBody(byte type, ByteBuf in) {
        return switch (type) {
            case HELLO -> new Hello(readText(in), in.readInt(), in.readLong(), readUuid(in));
            case HELLO_REPLY ->
                new HelloReply(readBoolean(in), readText(in), readText(in), in.readInt(), in.readLong(), readUuid(in));
            case KNOCK -> new Knock(readText(in), in.readInt());
            case HEARTBEAT -> new Heartbeat(in.readLong(), in.readLong(), in.readInt());
            case HEARTBEAT_REPLY -> new HeartbeatReply(readBoolean(in), in.readLong());
            case WHO_LEADS -> new WhoLeads();
            case LEADS -> new Leads(in.readInt(), in.readLong(), readBoolean(in) ? readArtery(in) : null);
            case FORMATION_QUERY -> new FormationQuery(readText(in), readText(in));
            case FORMATION_ANSWER -> readAnswer(in);
            default -> throw new MalformedFrameException("no session frame has type " + type);
        };
    }

    private static ArteryAddress readArtery(ByteBuf in) {
        return new ArteryAddress(readText(in), readText(in), in.readInt());
    }

    private static FormationAnswer readAnswer(ByteBuf in) {
        String peerId = readText(in);
        String address = readText(in);
        boolean hasGroup = readBoolean(in);
        byte[] groupId = new byte[checkedLength(in)];
        in.readBytes(groupId);
        int count = in.readUnsignedShort();
        List<FormationPeer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(new FormationPeer(readText(in), readText(in)));
        }
        return new FormationAnswer(peerId, address, hasGroup, groupId, peers, readText(in));
    }

    private static void writeText(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xffff) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes in a session frame");
        }
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static String readText(ByteBuf in) {
        byte[] bytes = new byte[checkedLength(in)];
        in.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A length that the rest of the frame can hold; so garbage allocates nothing. */
    private static int checkedLength(ByteBuf in) {
        int length = in.readUnsignedShort();
        if (length > in.readableBytes()) {
            throw new MalformedFrameException("length " + length + " where " + in.readableBytes() + " bytes are left");
        }
        return length;
    }

    private static boolean readBoolean(ByteBuf in) {
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            throw new MalformedFrameException("boolean of " + value);
        }
        return value == 1;
    }

    private static void writeUuid(ByteBuf out, UUID uuid) {
        out.writeLong(uuid.getMostSignificantBits()).writeLong(uuid.getLeastSignificantBits());
    }

    private static UUID readUuid(ByteBuf in) {
        return new UUID(in.readLong(), in.readLong());
    }
}
