package io.sampo.protocolgenerator;

import java.util.Locale;

/** What a field holds: one value, or an array of them, of a kind that the wire format knows or of a struct. */
record FieldType(Kind kind, boolean isArray, String structName) {
    /** The kinds, with the Java type and the bytes of one value; 0 where a length precedes them. */
    enum Kind {
        BOOL("boolean", 1),
        INT8("byte", 1),
        INT16("short", 2),
        UINT16("int", 2),
        INT32("int", 4),
        UINT32("long", 4),
        INT64("long", 8),
        FLOAT64("double", 8),
        UUID("UUID", 16),
        STRING("String", 0),
        BYTES("byte[]", 0),
        RECORDS("ByteBuffer", 0),
        STRUCT("", 0);

        private final String javaType;
        private final int bytes;

        Kind(String javaType, int bytes) {
            this.javaType = javaType;
            this.bytes = bytes;
        }

        String javaType() {
            return javaType;
        }

        int bytes() {
            return bytes;
        }

        boolean isNumber() {
            return bytes > 0 && this != BOOL && this != UUID;
        }

        /** The reader's and the writer's method for one value. */
        String method() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For example {@code int32}, {@code []string}, {@code []TopicProduceData}. */
    static FieldType parse(String text) {
        boolean isArray = text.startsWith("[]");
        String element = isArray ? text.substring(2) : text;
        if (Character.isUpperCase(element.charAt(0))) {
            return new FieldType(Kind.STRUCT, isArray, element);
        }
        Kind kind;
        try {
            kind = Kind.valueOf(element.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new SpecException("unknown type '" + text + "'", e);
        }
        boolean known = !isArray
                || switch (kind) {
                    case INT8, INT16, INT32, INT64, STRING, UUID -> true;
                    default -> false;
                };
        if (!known) {
            throw new SpecException("no code for arrays of '" + element + "'");
        }
        return new FieldType(kind, isArray, "");
    }

    boolean isStruct() {
        return kind == Kind.STRUCT && !isArray;
    }

    boolean isStructArray() {
        return kind == Kind.STRUCT && isArray;
    }

    /** An array that becomes a Java array, without boxes. */
    boolean isPrimitiveArray() {
        return isArray && kind.isNumber();
    }

    /** A Java primitive, which is never null. */
    boolean isPrimitive() {
        return !isArray && (kind.isNumber() || kind == Kind.BOOL);
    }
}
