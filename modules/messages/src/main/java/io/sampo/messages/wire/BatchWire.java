package io.sampo.messages.wire;

import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Pekko serializer of the messages that carry or acknowledge record batches: fixed layouts, big-endian, the batches last
 * and in one bulk copy. Stateless; may be called from any thread. A manifest is a letter for the type and its version.
 */
public final class BatchWire extends SerializerWithStringManifest implements ByteBufferSerializer {
    /** Fixed for ever; 0 to 40 belong to Pekko. */
    public static final int IDENTIFIER = 7302;

    private static final String PRODUCE = "P1";
    private static final String PRODUCED = "A1";
    private static final String FETCHED = "F1";

    private static final int PARTITION_BYTES = 20;
    private static final int PRODUCE_HEADER_BYTES = 8 + PARTITION_BYTES + 1 + 4 + 8 + 4;
    private static final int PRODUCED_BYTES = 8 + PARTITION_BYTES + 2 + 8 + 8 + 4 + 4;
    private static final int FETCHED_HEADER_BYTES = 8 + PARTITION_BYTES + 2 + 8 + 8 + 4 + 4 + 4;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof SessionMessage.Produce) {
            return PRODUCE;
        } else if (message instanceof ClientMessage.Produced) {
            return PRODUCED;
        } else if (message instanceof ClientMessage.Fetched) {
            return FETCHED;
        }
        throw new IllegalArgumentException(message.getClass().getName() + " is not a message of batches");
    }

    @Override
    public byte[] toBinary(Object message) {
        ByteBuffer buffer = ByteBuffer.allocate(sizeOf(message));
        toBinary(message, buffer);
        return buffer.array();
    }

    @Override
    public void toBinary(Object message, ByteBuffer buffer) {
        ByteOrder order = buffer.order();
        buffer.order(ByteOrder.BIG_ENDIAN);
        if (message instanceof SessionMessage.Produce produce) {
            write(produce, buffer);
        } else if (message instanceof ClientMessage.Produced produced) {
            write(produced, buffer);
        } else if (message instanceof ClientMessage.Fetched fetched) {
            write(fetched, buffer);
        } else {
            throw new IllegalArgumentException(message.getClass().getName() + " is not a message of batches");
        }
        buffer.order(order);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return fromBinary(ByteBuffer.wrap(bytes), manifest);
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
        ByteOrder order = buffer.order();
        buffer.order(ByteOrder.BIG_ENDIAN);
        try {
            return switch (manifest) {
                case PRODUCE -> readProduce(buffer);
                case PRODUCED -> readProduced(buffer);
                case FETCHED -> readFetched(buffer);
                default -> throw new NotSerializableException("unknown manifest '" + manifest + "'");
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            NotSerializableException refusal = new NotSerializableException("manifest " + manifest + ": " + e);
            refusal.initCause(e);
            throw refusal;
        } finally {
            buffer.order(order);
        }
    }

    private static int sizeOf(Object message) {
        if (message instanceof SessionMessage.Produce produce) {
            return PRODUCE_HEADER_BYTES + produce.batches().remaining();
        } else if (message instanceof ClientMessage.Fetched fetched) {
            return FETCHED_HEADER_BYTES + fetched.batches().remaining();
        }
        return PRODUCED_BYTES;
    }

    private static void write(SessionMessage.Produce message, ByteBuffer buffer) {
        buffer.putLong(message.correlationId());
        write(message.partition(), buffer);
        buffer.put((byte) message.acks().code());
        buffer.putInt(message.leaderEpoch());
        buffer.putLong(message.timeoutMs());
        writeBatches(message.batches(), buffer);
    }

    private static SessionMessage.Produce readProduce(ByteBuffer buffer) {
        return new SessionMessage.Produce(
                buffer.getLong(),
                readPartition(buffer),
                Acks.parse(Integer.toString(buffer.get())),
                buffer.getInt(),
                buffer.getLong(),
                readBatches(buffer));
    }

    private static void write(ClientMessage.Produced message, ByteBuffer buffer) {
        buffer.putLong(message.correlationId());
        write(message.partition(), buffer);
        buffer.putShort(message.error().code());
        buffer.putLong(message.baseOffset());
        buffer.putLong(message.logAppendTimeMs());
        buffer.putInt(message.leader());
        buffer.putInt(message.leaderEpoch());
    }

    private static ClientMessage.Produced readProduced(ByteBuffer buffer) {
        return new ClientMessage.Produced(
                buffer.getLong(),
                readPartition(buffer),
                ErrorCode.of(buffer.getShort()),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getInt(),
                buffer.getInt());
    }

    private static void write(ClientMessage.Fetched message, ByteBuffer buffer) {
        buffer.putLong(message.correlationId());
        write(message.partition(), buffer);
        buffer.putShort(message.error().code());
        buffer.putLong(message.highWatermark());
        buffer.putLong(message.logStartOffset());
        buffer.putInt(message.leader());
        buffer.putInt(message.leaderEpoch());
        writeBatches(message.batches(), buffer);
    }

    private static ClientMessage.Fetched readFetched(ByteBuffer buffer) {
        return new ClientMessage.Fetched(
                buffer.getLong(),
                readPartition(buffer),
                ErrorCode.of(buffer.getShort()),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getInt(),
                buffer.getInt(),
                readBatches(buffer));
    }

    private static void write(TopicIdPartition partition, ByteBuffer buffer) {
        buffer.putLong(partition.topicId().uuid().getMostSignificantBits());
        buffer.putLong(partition.topicId().uuid().getLeastSignificantBits());
        buffer.putInt(partition.partition());
    }

    private static TopicIdPartition readPartition(ByteBuffer buffer) {
        return new TopicIdPartition(new TopicId(new UUID(buffer.getLong(), buffer.getLong())), buffer.getInt());
    }

    private static void writeBatches(ByteBuffer batches, ByteBuffer buffer) {
        buffer.putInt(batches.remaining());
        buffer.put(batches.duplicate());
    }

    /** Copies: the buffer belongs to Artery's pool and is used again as soon as this returns. */
    private static ByteBuffer readBatches(ByteBuffer buffer) {
        int size = buffer.getInt();
        if (size < 0 || size > buffer.remaining()) {
            throw new IllegalArgumentException(
                    size + " bytes of batches announced where " + buffer.remaining() + " are left");
        }
        byte[] copy = new byte[size];
        buffer.get(copy);
        return ByteBuffer.wrap(copy);
    }
}
