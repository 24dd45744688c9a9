package io.sampo.messages.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.ByteBufferInput;
import com.esotericsoftware.kryo.io.ByteBufferOutput;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/**
 * Pekko serializer of control messages: Kryo with registration required and the fixed ids of {@link WireType}. The
 * manifest is the id in decimal, so that an unknown type is refused before Kryo sees a byte. May be called from any
 * thread: Kryo itself is kept once per thread.
 */
public final class KryoWire extends SerializerWithStringManifest implements ByteBufferSerializer {
    /** Fixed for ever; 0 to 40 belong to Pekko. */
    public static final int IDENTIFIER = 7301;

    private static final int INITIAL_BYTES = 512;
    /** Nothing that Kryo writes may come near the size of an Artery frame (2 MiB). */
    private static final int LARGEST_BYTES = 8 * 1024 * 1024;

    private static final Map<Class<?>, String> MANIFESTS = new HashMap<>();
    private static final Map<String, Class<? extends Record>> TYPES = new HashMap<>();

    static {
        for (WireType type : WireType.values()) {
            MANIFESTS.put(type.type(), Integer.toString(type.id()));
            TYPES.put(Integer.toString(type.id()), type.type());
        }
    }

    private final ExtendedActorSystem system;
    private final ThreadLocal<PerThread> perThread = ThreadLocal.withInitial(this::newPerThread);

    /** Called by Pekko. */
    public KryoWire(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        String manifest = MANIFESTS.get(message.getClass());
        if (manifest == null) {
            throw new IllegalArgumentException(
                    message.getClass().getName() + " has no id; give it one in " + WireType.class.getName());
        }
        return manifest;
    }

    @Override
    public byte[] toBinary(Object message) {
        manifest(message);
        Output output = new Output(INITIAL_BYTES, LARGEST_BYTES);
        perThread.get().kryo.writeObject(output, message);
        return output.toBytes();
    }

    @Override
    public void toBinary(Object message, ByteBuffer buffer) {
        manifest(message);
        PerThread mine = perThread.get();
        mine.output.setBuffer(buffer);
        try {
            mine.kryo.writeObject(mine.output, message);
        } catch (KryoBufferOverflowException e) {
            // What Artery reports as an oversized message; anything else would close the stream.
            BufferOverflowException overflow = new BufferOverflowException();
            overflow.initCause(e);
            throw overflow;
        } finally {
            mine.output.setBuffer(PerThread.NOTHING);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        Class<? extends Record> type = typeOf(manifest);
        try {
            return perThread.get().kryo.readObject(new Input(bytes), type);
        } catch (RuntimeException e) {
            throw refused(manifest, type, e);
        }
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
        Class<? extends Record> type = typeOf(manifest);
        PerThread mine = perThread.get();
        mine.input.setBuffer(buffer);
        try {
            return mine.kryo.readObject(mine.input, type);
        } catch (RuntimeException e) {
            throw refused(manifest, type, e);
        } finally {
            mine.input.setBuffer(PerThread.NOTHING);
        }
    }

    private static Class<? extends Record> typeOf(@Nullable String manifest) throws NotSerializableException {
        Class<? extends Record> type = TYPES.get(manifest);
        if (type == null) {
            throw new NotSerializableException("unknown manifest '" + manifest + "'");
        }
        return type;
    }

    private static NotSerializableException refused(String manifest, Class<?> type, RuntimeException why) {
        NotSerializableException refusal =
                new NotSerializableException("manifest " + manifest + " (" + type.getName() + "): " + why.getMessage());
        refusal.initCause(why);
        return refusal;
    }

    private PerThread newPerThread() {
        Kryo kryo = new Kryo(new RegisteredOnly(), new MapReferenceResolver());
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        ActorRefResolver actorRefs = ActorRefResolver.get(Adapter.toTyped(system));
        for (WireType type : WireType.values()) {
            kryo.register(type.type(), new RecordCodec(type.type(), actorRefs), type.id());
        }
        return new PerThread(kryo, new ByteBufferOutput(), new ByteBufferInput());
    }

    private record PerThread(Kryo kryo, ByteBufferOutput output, ByteBufferInput input) {
        /** What the views point at between calls, so that they do not keep a pooled buffer of Artery's. */
        static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    }
}
