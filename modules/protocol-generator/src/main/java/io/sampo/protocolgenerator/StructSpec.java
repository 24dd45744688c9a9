package io.sampo.protocolgenerator;

import java.util.List;

/** Fields in the order of the wire, and the versions of the message in which the struct occurs at all. */
record StructSpec(String name, VersionRange versions, List<FieldSpec> fields) {
    /** Fields that are tagged in some version, in the order of their tags. */
    List<FieldSpec> taggedFields() {
        return fields.stream()
                .filter(field -> !field.tagged().intersect(versions).isEmpty())
                .sorted((a, b) -> Integer.compare(a.tag(), b.tag()))
                .toList();
    }
}
