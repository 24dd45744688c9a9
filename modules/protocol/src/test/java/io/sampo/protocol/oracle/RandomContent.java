package io.sampo.protocol.oracle;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Random values for a message, drawn along kafka-clients' own description of each version, and their bytes as its
 * {@link Type} classes write them. Defaults, nulls and empty arrays are frequent: that is where formats differ. The same
 * seed gives the same content; fields with unknown tags come from a sequence of their own and change nothing else.
 */
public final class RandomContent {
    private static final String[] LETTERS = {"a", "Z", "0", ".", "é", "語", "🜚", "\u0000"};

    private final Random random;
    private final Random unknown;
    private final boolean withUnknownTags;

    public RandomContent(long seed, boolean withUnknownTags) {
        this.random = new Random(seed);
        this.unknown = new Random(~seed);
        this.withUnknownTags = withUnknownTags;
    }

    /** The bytes of one random message of that version. */
    public byte[] bytes(Schema version) {
        Struct content = struct(version);
        ByteBuffer bytes = ByteBuffer.allocate(version.sizeOf(content));
        version.write(bytes, content);
        return bytes.array();
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.type));
        }
        return struct;
    }

    private Object value(Type type) {
        if (type.isNullable() && random.nextInt(4) == 0) {
            return null;
        }
        if (type instanceof TaggedFields tagged) {
            return tags(tagged);
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type.isArray()) {
            Object[] array = new Object[random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(3)];
            for (int i = 0; i < array.length; i++) {
                array[i] = value(type.arrayElementType().orElseThrow());
            }
            return array;
        }
        return scalar(type);
    }

    private Object scalar(Type type) {
        long number = number();
        if (type == Type.BOOLEAN) {
            return random.nextBoolean();
        } else if (type == Type.INT8) {
            return (byte) number;
        } else if (type == Type.INT16) {
            return (short) number;
        } else if (type == Type.UINT16) {
            return (int) (number & 0xffff);
        } else if (type == Type.INT32) {
            return (int) number;
        } else if (type == Type.UNSIGNED_INT32) {
            return number & 0xffffffffL;
        } else if (type == Type.INT64) {
            return number;
        } else if (type == Type.FLOAT64) {
            return (double) number / 3;
        } else if (type == Type.UUID) {
            return number == 0 ? Uuid.ZERO_UUID : new Uuid(number, random.nextLong());
        } else if (type.toString().contains("RECORDS")) {
            return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes()));
        } else if (type.toString().contains("BYTES")) {
            return ByteBuffer.wrap(bytes());
        } else if (type.toString().contains("STRING")) {
            return string();
        }
        throw new IllegalArgumentException("no random value for " + type);
    }

    private NavigableMap<Integer, Object> tags(TaggedFields type) {
        NavigableMap<Integer, Object> values = new TreeMap<>();
        int last = -1;
        for (Map.Entry<Integer, Field> tagged : type.fields().entrySet()) {
            last = Math.max(last, tagged.getKey());
            if (random.nextBoolean()) {
                values.put(tagged.getKey(), value(tagged.getValue().type));
            }
        }
        while (withUnknownTags && unknown.nextInt(3) > 0) {
            last += 1 + unknown.nextInt(200);
            byte[] bytes = new byte[unknown.nextInt(150)];
            unknown.nextBytes(bytes);
            values.put(last, new RawTaggedField(last, bytes));
        }
        return values;
    }

    private long number() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> 0;
            case 2 -> -1;
            case 3 -> random.nextInt(16);
            case 4 -> random.nextInt();
            default -> random.nextLong();
        };
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (int length = length(); length > 0; length--) {
            string.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return string.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[length()];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Mostly short; now and then longer than what one byte can say. */
    private int length() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> 0;
            case 3 -> 100 + random.nextInt(100);
            default -> random.nextInt(8);
        };
    }
}
