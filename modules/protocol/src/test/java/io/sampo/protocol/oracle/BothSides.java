package io.sampo.protocol.oracle;

import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.Message;
import io.sampo.protocol.wire.WireReader;
import io.sampo.protocol.wire.WireSink;
import io.sampo.protocol.wire.WireWriter;
import io.sampo.records.LogSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Schema;

/** One message of the protocol: our class, and the class of kafka-clients for the same specification. */
public final class BothSides {
    private static final String OURS = "io.sampo.protocol.message.";
    private static final String THEIRS = "org.apache.kafka.common.message.";

    private final String name;
    private final Class<? extends org.apache.kafka.common.protocol.Message> theirs;
    private final MethodHandle read;
    private final Schema[] schemas;

    private BothSides(String name) throws ReflectiveOperationException {
        this.name = name;
        this.theirs = theirs(name).asSubclass(org.apache.kafka.common.protocol.Message.class);
        this.schemas = (Schema[]) theirs.getField("SCHEMAS").get(null);
        Class<?> ours = Class.forName(OURS + name);
        this.read = MethodHandles.lookup()
                .findStatic(ours, "read", MethodType.methodType(ours, WireReader.class, int.class))
                .asType(MethodType.methodType(Message.class, WireReader.class, int.class));
    }

    private static Class<?> theirs(String name) throws ClassNotFoundException {
        try {
            return Class.forName(THEIRS + name + "Data");
        } catch (ClassNotFoundException e) {
            return Class.forName(THEIRS + name);
        }
    }

    /** Every message that was generated, by name. */
    public static List<BothSides> all() {
        List<BothSides> all = new ArrayList<>();
        for (String name : GeneratedMessages.names()) {
            try {
                all.add(new BothSides(name));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(name + " is not on both sides", e);
            }
        }
        return all;
    }

    public String name() {
        return name;
    }

    /** The versions that kafka-clients knows. */
    public int[] versions() {
        return IntStream.range(0, schemas.length)
                .filter(version -> schemas[version] != null)
                .toArray();
    }

    public byte[] random(long seed, int version, boolean withUnknownTags) {
        return new RandomContent(seed, withUnknownTags).bytes(schemas[version]);
    }

    public Message ourRead(byte[] bytes, int version) {
        WireReader in = new WireReader(ByteBuffer.wrap(bytes));
        Message message = read(in, version);
        if (in.remaining() > 0) {
            throw new AssertionError(in.remaining() + " bytes are left");
        }
        return message;
    }

    /** Reads with our class and passes on what that throws. */
    public Message read(WireReader in, int version) {
        try {
            return (Message) read.invokeExact(in, version);
        } catch (MalformedFrame | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("not a MalformedFrame", e);
        }
    }

    public org.apache.kafka.common.protocol.Message theirRead(byte[] bytes, int version) {
        try {
            org.apache.kafka.common.protocol.Message message =
                    theirs.getDeclaredConstructor().newInstance();
            message.read(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), (short) version);
            return message;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    public static byte[] theirWrite(org.apache.kafka.common.protocol.Message message, int version) {
        ByteBuffer bytes =
                MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    public static byte[] ourWrite(Message message, int version) {
        WireWriter out = new WireWriter(ByteBuffer.allocate(16));
        message.write(out, version);
        byte[] bytes = drained(out);
        if (bytes.length != out.size()) {
            throw new AssertionError("size() is " + out.size() + ", there are " + bytes.length);
        }
        return bytes;
    }

    /** All bytes of a writer, slices included. */
    public static byte[] drained(WireWriter out) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        out.drainTo(new WireSink() {
            @Override
            public void bytes(ByteBuffer bytes) {
                byte[] array = new byte[bytes.remaining()];
                bytes.get(array);
                all.writeBytes(array);
            }

            @Override
            public void slice(LogSlice slice) {
                try {
                    bytes(slice.toBuffer());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return all.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
