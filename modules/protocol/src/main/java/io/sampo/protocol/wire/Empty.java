package io.sampo.protocol.wire;

import java.nio.ByteBuffer;
import java.util.UUID;

/** What a field holds that nobody has set, shared by all messages: none of it can be changed. */
public final class Empty {
    public static final byte[] BYTES = {};
    public static final byte[] INT8S = BYTES;
    public static final short[] INT16S = {};
    public static final int[] INT32S = {};
    public static final long[] INT64S = {};
    public static final ByteBuffer BUFFER = ByteBuffer.allocate(0);
    /** Kafka's {@code Uuid.ZERO_UUID}: no id. */
    public static final UUID NO_UUID = new UUID(0, 0);

    private Empty() {}
}
