package io.sampo.protocolgenerator;

import io.sampo.protocolgenerator.FieldType.Kind;
import java.util.Locale;
import java.util.Set;

/** The pieces of Java that one field of one struct becomes. {@code known} are the versions in which the struct occurs. */
record FieldCode(MessageSpec message, VersionRange known, FieldSpec field) {
    private static final Set<String> LOCALS = Set.of("out", "version", "flexible", "tags", "start");

    String name() {
        return field.javaName();
    }

    /** The field in an expression, where a method's own names stand in the way of a few. */
    private String value() {
        return LOCALS.contains(name()) ? "this." + name() : name();
    }

    private FieldType type() {
        return field.type();
    }

    /** Without its annotation. */
    String javaType() {
        FieldType type = type();
        if (type.isPrimitiveArray()) {
            return type.kind().javaType() + "[]";
        }
        if (type.isArray()) {
            return "List<"
                    + (type.isStructArray() ? type.structName() : type.kind().javaType()) + ">";
        }
        return switch (type.kind()) {
            case STRUCT -> type.structName();
            case BYTES -> field.zeroCopy() ? "ByteBuffer" : "byte[]";
            case RECORDS -> isSlice() ? "LogSlice" : "ByteBuffer";
            default -> type.kind().javaType();
        };
    }

    /** With {@code @Nullable} where a value of null has a meaning. */
    String annotatedType() {
        if (!mayBeNull()) {
            return javaType();
        }
        return javaType().endsWith("[]")
                ? javaType().substring(0, javaType().length() - 2) + " @Nullable []"
                : "@Nullable " + javaType();
    }

    private boolean mayBeNull() {
        return type().isStruct()
                || type().kind() == Kind.RECORDS
                || field.isNullByDefault()
                || !field.nullable().intersect(known).isEmpty();
    }

    /** Records of a response come out of the log and may never be on the heap; those of a request are bytes as they came. */
    private boolean isSlice() {
        return message.kind() != MessageSpec.Kind.REQUEST;
    }

    private boolean isNullableByDefaultOnly() {
        return type().isStruct() && (field.isNullByDefault() || field.nullable().isEmpty());
    }

    /** The value of a field that nobody has set. */
    String defaultValue() {
        FieldType type = type();
        if (field.isNullByDefault() || (!type.isArray() && type.kind() == Kind.RECORDS) || isNullableByDefaultOnly()) {
            return "null";
        }
        if (type.isStruct()) {
            return "new " + type.structName() + "()";
        }
        if (type.isPrimitiveArray()) {
            return "Empty." + type.kind() + "S";
        }
        if (type.isArray()) {
            return "List.of()";
        }
        String text = field.defaultValue();
        return switch (type.kind()) {
            case BOOL -> text.isEmpty() ? "false" : Boolean.toString(text.equals("true"));
            case STRING -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            case BYTES -> field.zeroCopy() ? "Empty.BUFFER" : "Empty.BYTES";
            case UUID -> "Empty.NO_UUID";
            case FLOAT64 -> text.isEmpty() ? "0.0" : Double.toString(Double.parseDouble(text));
            default -> number(text);
        };
    }

    private String number(String text) {
        long value = text.isEmpty() ? 0 : Long.decode(text);
        return type().kind().javaType().equals("long") ? value + "L" : Long.toString(value);
    }

    /** A condition: the field holds something else than its default. */
    String differsFromDefault() {
        String name = value();
        FieldType type = type();
        if (type.isStruct() && field.nullable().isEmpty()) {
            return name + " != null && !" + name + ".isDefault()";
        }
        if (defaultValue().equals("null")) {
            return name + " != null";
        }
        if (type.isStruct()) {
            return "(" + name + " == null || !" + name + ".isDefault())";
        }
        if (type.isPrimitiveArray()) {
            return "(" + name + " == null || " + name + ".length != 0)";
        }
        if (type.isArray()) {
            return "(" + name + " == null || !" + name + ".isEmpty())";
        }
        return switch (type.kind()) {
            case BOOL -> defaultValue().equals("true") ? "!" + name : name;
            case STRING, UUID -> "!" + defaultValue() + ".equals(" + name + ")";
            case BYTES ->
                "(" + name + " == null || " + (field.zeroCopy() ? name + ".hasRemaining()" : name + ".length != 0")
                        + ")";
            default -> name + " != " + defaultValue();
        };
    }

    /** An expression that reads the field off {@code in}. */
    String read(String flexible) {
        FieldType type = type();
        String nullable = nullable();
        if (type.isStructArray()) {
            return type.structName() + ".readList(in, version, " + flexible + ", " + nullable + ")";
        }
        if (type.isStruct()) {
            String present = type.structName() + ".read(in, version)";
            return nullable.equals("false")
                    ? present
                    : (nullable.equals("true") ? "" : "!(" + nullable + ") || ") + "in.isPresent() ? " + present
                            + " : null";
        }
        return "in." + method() + (hasLength() ? "(" + flexible + ", " + nullable + ")" : "()");
    }

    /** A statement that writes the field to {@code out}. */
    String write(String flexible) {
        FieldType type = type();
        String name = value();
        String nullable = nullable();
        if (type.isStructArray()) {
            return type.structName() + ".writeList(out, " + name + ", version, " + flexible + ", " + nullable + ");";
        }
        if (!type.isStruct()) {
            return "out." + method() + "(" + name + (hasLength() ? ", " + flexible + ", " + nullable : "") + ");";
        }
        String present = "(" + name + " == null ? new " + type.structName() + "() : " + name + ").write(out, version);";
        return switch (nullable) {
            case "false" -> present;
            case "true" -> "if (out.present(" + name + " != null)) {\n" + name + ".write(out, version);\n}";
            default -> "if (!(" + nullable + ") || out.present(" + name + " != null)) {\n" + present + "\n}";
        };
    }

    /** An expression for {@code toString()}: bytes by their number only, they may be secret and may be many. */
    String described() {
        if (type().isPrimitiveArray()) {
            return "Arrays.toString(" + value() + ")";
        }
        return type().kind() == Kind.BYTES || type().kind() == Kind.RECORDS ? "Message.size(" + value() + ")" : value();
    }

    private String nullable() {
        return field.nullable().condition(field.versions().intersect(known));
    }

    private boolean hasLength() {
        return type().isArray() || type().kind().bytes() == 0;
    }

    private String method() {
        FieldType type = type();
        if (type.isArray()) {
            return type.kind().method() + "s";
        }
        return switch (type.kind()) {
            case BYTES -> field.zeroCopy() ? "buffer" : "bytes";
            case RECORDS -> isSlice() ? "slice" : "buffer";
            default -> type.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    /** Versions in which the field stands among the others; tagged it stands behind them. */
    VersionRange untagged() {
        VersionRange versions = field.versions().intersect(known);
        VersionRange tagged = field.tagged().intersect(versions);
        if (tagged.isEmpty()) {
            return versions;
        }
        if (tagged.last() != versions.last()) {
            throw new SpecException(field.name() + ": tagged in " + tagged + " but not in later ones of " + versions);
        }
        VersionRange before = new VersionRange(versions.first(), tagged.first() - 1);
        return before.isEmpty() ? VersionRange.NONE : before;
    }
}
