package io.sampo.protocol.oracle;

import io.sampo.records.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Whether each accessor of one of our messages returns what the accessor of that name returns in kafka-clients' class. That
 * the bytes agree would not tell whether two fields of one type have changed places.
 */
final class SameValues {
    private static final Set<String> NO_FIELDS = Set.of("toString", "hashCode", "apiKey");

    private SameValues() {}

    /** Throws an {@link AssertionError} that names the first field which differs. */
    static void check(String path, @Nullable Object ours, @Nullable Object theirs) {
        Object a = plain(ours);
        Object b = plain(theirs);
        if (a instanceof List<?> list && b instanceof List<?> other) {
            same(path + ".size", list.size(), other.size());
            for (int i = 0; i < list.size(); i++) {
                check(path + "[" + i + "]", list.get(i), other.get(i));
            }
        } else if (isStruct(ours) && theirs != null) {
            fields(path, Objects.requireNonNull(ours), theirs);
        } else if (ours == null
                && theirs != null
                && theirs.getClass().getName().startsWith("org.apache.kafka.common.message")) {
            // A struct that is not there has its defaults.
            same(path, call(theirs, "equals", Object.class, fresh(theirs)), true);
        } else {
            same(path, a, b);
        }
    }

    private static void fields(String path, Object ours, Object theirs) {
        int compared = 0;
        for (Method accessor : ours.getClass().getDeclaredMethods()) {
            boolean isField = Modifier.isPublic(accessor.getModifiers())
                    && !accessor.isSynthetic()
                    && accessor.getParameterCount() == 0
                    && !NO_FIELDS.contains(accessor.getName());
            // Api keys are also fields of ApiVersions; of a message itself the accessor returns the enum.
            boolean isKeyField = accessor.getName().equals("apiKey") && accessor.getReturnType() == short.class;
            if (isField || isKeyField) {
                check(
                        path + "." + accessor.getName(),
                        call(ours, accessor),
                        call(theirs, accessor.getName(), null, null));
                compared++;
            }
        }
        long specified = java.util.Arrays.stream(ours.getClass().getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .count();
        same(path + " accessors", (long) compared, specified);
    }

    private static boolean isStruct(@Nullable Object value) {
        return value != null && value.getClass().getName().startsWith("io.sampo.protocol.message.");
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return number.longValue();
        } else if (value instanceof UUID uuid) {
            return new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        } else if (value instanceof MemoryRecords records) {
            return list(records.buffer());
        } else if (value instanceof LogSlice slice) {
            try {
                return list(slice.toBuffer());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else if (value instanceof ByteBuffer buffer) {
            return list(buffer);
        } else if (value != null && value.getClass().isArray()) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(Array.get(value, i));
            }
            return list;
        }
        return value instanceof Collection<?> collection ? new ArrayList<>(collection) : value;
    }

    private static List<Object> list(ByteBuffer buffer) {
        List<Object> list = new ArrayList<>();
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            list.add((long) buffer.get(i));
        }
        return list;
    }

    private static void same(String path, @Nullable Object ours, @Nullable Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            throw new AssertionError(path + ": ours " + ours + ", kafka-clients " + theirs);
        }
    }

    private static @Nullable Object call(
            Object target, String name, @Nullable Class<?> parameter, @Nullable Object argument) {
        try {
            return parameter == null
                    ? call(target, target.getClass().getMethod(name))
                    : target.getClass().getMethod(name, parameter).invoke(target, argument);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("kafka-clients: " + target.getClass() + "." + name, e);
        }
    }

    private static @Nullable Object call(Object target, Method accessor) {
        try {
            return accessor.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(accessor.toString(), e);
        }
    }

    private static Object fresh(Object like) {
        try {
            return like.getClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
