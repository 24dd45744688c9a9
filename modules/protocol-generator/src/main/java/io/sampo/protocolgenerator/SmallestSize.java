package io.sampo.protocolgenerator;

/**
 * The fewest bytes that a struct takes on the wire in any version. A reader divides what is left of a frame by it before it
 * believes a count (SECURITY 5.2).
 */
final class SmallestSize {
    private final MessageSpec message;

    SmallestSize(MessageSpec message) {
        this.message = message;
    }

    int of(StructSpec struct) {
        int smallest = Integer.MAX_VALUE;
        for (int version = struct.versions().first();
                version <= struct.versions().last();
                version++) {
            smallest = Math.min(smallest, of(struct, version));
        }
        if (smallest == 0) {
            throw new SpecException(message.name() + ": struct " + struct.name() + " may take no byte at all");
        }
        return smallest;
    }

    private int of(StructSpec struct, int version) {
        boolean flexible = message.flexible().contains(version);
        int bytes = flexible ? 1 : 0;
        for (FieldSpec field : struct.fields()) {
            if (field.versions().contains(version) && !field.tagged().contains(version)) {
                bytes += of(field, version, flexible);
            }
        }
        return bytes;
    }

    private int of(FieldSpec field, int version, boolean flexible) {
        FieldType type = field.type();
        if (type.isStruct()) {
            return field.nullable().contains(version) ? 1 : of(message.struct(type.structName()), version);
        }
        if (type.isArray() || type.kind().bytes() == 0) {
            int length = type.kind() == FieldType.Kind.STRING && !type.isArray() ? 2 : 4;
            return flexible && !field.neverCompact() ? 1 : length;
        }
        return type.kind().bytes();
    }
}
