package io.sampo.messages.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.sampo.model.Since;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * A record as one byte of wire version and its components in the order of their declaration. Kryo's own record serializer
 * sorts by name and has no version, so that a renamed component would silently be another one.
 */
final class RecordCodec extends Serializer<Record> {
    private final String name;
    private final int version;
    private final int[] since;
    private final ComponentCodec[] codecs;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    RecordCodec(Class<? extends Record> type, ActorRefResolver actorRefs) {
        super(false, true);
        RecordComponent[] components = type.getRecordComponents();
        name = type.getName();
        since = new int[components.length];
        codecs = new ComponentCodec[components.length];
        accessors = new MethodHandle[components.length];
        int newest = 1;
        try {
            for (int i = 0; i < components.length; i++) {
                Since joined = components[i].getAnnotation(Since.class);
                since[i] = joined == null ? 1 : joined.value();
                if (since[i] < newest) {
                    throw new IllegalArgumentException(name + "." + components[i].getName() + " must stand last");
                }
                newest = since[i];
                codecs[i] = ComponentCodec.of(components[i].getGenericType(), actorRefs);
                accessors[i] = MethodHandles.lookup()
                        .unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Record.class));
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            constructor = MethodHandles.lookup()
                    .unreflectConstructor(type.getDeclaredConstructor(types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Record.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name + " is not a public record", e);
        }
        version = newest;
    }

    @Override
    public void write(Kryo kryo, Output output, Record value) {
        output.writeByte(version);
        for (int i = 0; i < codecs.length; i++) {
            codecs[i].write(kryo, output, component(value, i));
        }
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<? extends Record> type) {
        int written = input.readByte();
        if (written < 1 || written > version) {
            throw new KryoException(name + ": wire version " + written + " is unknown, newest known is " + version);
        }
        Object[] values = new Object[codecs.length];
        for (int i = 0; i < codecs.length; i++) {
            values[i] = since[i] <= written ? codecs[i].read(kryo, input) : codecs[i].absent();
        }
        try {
            return (Record) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException(name, e);
        }
    }

    private Object component(Record value, int index) {
        try {
            return (Object) accessors[index].invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException(name, e);
        }
    }
}
