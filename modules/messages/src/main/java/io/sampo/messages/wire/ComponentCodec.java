package io.sampo.messages.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/** Writes and reads one component of a record; chosen by its declared type, once, when the serializer starts. */
interface ComponentCodec {
    void write(Kryo kryo, Output output, Object value);

    Object read(Kryo kryo, Input input);

    /** The value where the writer did not know this component yet. */
    @Nullable
    Object absent();

    /**
     * The codec of a declared type.
     *
     * @throws IllegalArgumentException for a type that messages may not hold
     */
    static ComponentCodec of(Type type, ActorRefResolver actorRefs) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic, actorRefs);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return plain(0, (out, value) -> out.writeVarInt((Integer) value, false), in -> in.readVarInt(false));
        } else if (plain == long.class || plain == Long.class) {
            return plain(0L, (out, value) -> out.writeVarLong((Long) value, false), in -> in.readVarLong(false));
        } else if (plain == short.class) {
            return plain((short) 0, (out, value) -> out.writeShort((Short) value), Input::readShort);
        } else if (plain == boolean.class) {
            return plain(false, (out, value) -> out.writeBoolean((Boolean) value), Input::readBoolean);
        } else if (plain == String.class) {
            return plain("", (out, value) -> out.writeString((String) value), Input::readString);
        } else if (plain == UUID.class) {
            return plain(null, ComponentCodec::writeUuid, in -> new UUID(in.readLong(), in.readLong()));
        } else if (plain == byte[].class) {
            return plain(new byte[0], ComponentCodec::writeBytes, in -> in.readBytes(count(in)));
        } else if (plain == ErrorCode.class) {
            return plain(
                    ErrorCode.NONE,
                    (out, value) -> out.writeShort(((ErrorCode) value).code()),
                    in -> ErrorCode.of(in.readShort()));
        } else if (plain == Acks.class) {
            return plain(
                    Acks.ALL,
                    (out, value) -> out.writeByte(((Acks) value).code()),
                    in -> Acks.parse(Integer.toString(in.readByte())));
        } else if (plain.isRecord()) {
            return new RecordComponentCodec(plain);
        } else if (plain.isSealed()) {
            return new SealedComponentCodec(plain);
        }
        throw new IllegalArgumentException("a message may not hold a " + type.getTypeName());
    }

    private static ComponentCodec ofGeneric(ParameterizedType type, ActorRefResolver actorRefs) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListComponentCodec(of(arguments[0], actorRefs));
        } else if (type.getRawType() == Map.class) {
            return new MapComponentCodec(of(arguments[0], actorRefs), of(arguments[1], actorRefs));
        } else if (type.getRawType() == ActorRef.class) {
            return plain(
                    null,
                    (out, value) -> out.writeString(actorRefs.toSerializationFormat((ActorRef<?>) value)),
                    in -> actorRefs.resolveActorRef(in.readString()));
        }
        throw new IllegalArgumentException("a message may not hold a " + type.getTypeName());
    }

    private static ComponentCodec plain(
            @Nullable Object absent, BiConsumer<Output, Object> writer, Function<Input, Object> reader) {
        return new PlainComponentCodec(absent, writer, reader);
    }

    private static void writeUuid(Output output, Object value) {
        output.writeLong(((UUID) value).getMostSignificantBits());
        output.writeLong(((UUID) value).getLeastSignificantBits());
    }

    private static void writeBytes(Output output, Object value) {
        output.writeVarInt(((byte[]) value).length, true);
        output.writeBytes((byte[]) value);
    }

    /** A count of elements of at least one byte each, checked against what is left: a lie must not allocate. */
    static int count(Input input) {
        int count = input.readVarInt(true);
        int left = input.limit() - input.position();
        if (count < 0 || count > left) {
            throw new KryoException(count + " elements announced where " + left + " bytes are left");
        }
        return count;
    }

    /** Needs neither Kryo nor a registration. */
    record PlainComponentCodec(
            @Nullable Object absent, BiConsumer<Output, Object> writer, Function<Input, Object> reader)
            implements ComponentCodec {
        @Override
        public void write(Kryo kryo, Output output, Object value) {
            writer.accept(output, value);
        }

        @Override
        public Object read(Kryo kryo, Input input) {
            return reader.apply(input);
        }
    }

    /** A record of exactly this type. */
    record RecordComponentCodec(Class<?> type) implements ComponentCodec {
        @Override
        public void write(Kryo kryo, Output output, Object value) {
            kryo.writeObject(output, value);
        }

        @Override
        public Object read(Kryo kryo, Input input) {
            return kryo.readObject(input, type);
        }

        @Override
        public @Nullable Object absent() {
            return null;
        }
    }

    /** One of several records: its id goes first. */
    record SealedComponentCodec(Class<?> type) implements ComponentCodec {
        @Override
        public void write(Kryo kryo, Output output, Object value) {
            kryo.writeClassAndObject(output, value);
        }

        @Override
        public Object read(Kryo kryo, Input input) {
            Object value = kryo.readClassAndObject(input);
            if (!type.isInstance(value)) {
                throw new KryoException("not a " + type.getName());
            }
            return value;
        }

        @Override
        public @Nullable Object absent() {
            return null;
        }
    }

    /** Count, then the elements. */
    record ListComponentCodec(ComponentCodec element) implements ComponentCodec {
        @Override
        public void write(Kryo kryo, Output output, Object value) {
            List<?> list = (List<?>) value;
            output.writeVarInt(list.size(), true);
            list.forEach(each -> element.write(kryo, output, each));
        }

        @Override
        public Object read(Kryo kryo, Input input) {
            int count = count(input);
            List<Object> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(element.read(kryo, input));
            }
            return list;
        }

        @Override
        public Object absent() {
            return List.of();
        }
    }

    /** Count, then key and value of each entry in order of key: equal maps have equal bytes. */
    record MapComponentCodec(ComponentCodec key, ComponentCodec value) implements ComponentCodec {
        @Override
        public void write(Kryo kryo, Output output, Object map) {
            Map<Object, Object> sorted = new TreeMap<>((Map<?, ?>) map);
            output.writeVarInt(sorted.size(), true);
            sorted.forEach((k, v) -> {
                key.write(kryo, output, k);
                value.write(kryo, output, v);
            });
        }

        @Override
        public Object read(Kryo kryo, Input input) {
            Map<Object, Object> map = new TreeMap<>();
            for (int left = count(input); left > 0; left--) {
                Object k = key.read(kryo, input);
                map.put(k, value.read(kryo, input));
            }
            return map;
        }

        @Override
        public Object absent() {
            return Map.of();
        }
    }
}
