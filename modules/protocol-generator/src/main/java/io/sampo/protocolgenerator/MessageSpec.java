package io.sampo.protocolgenerator;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message: its outermost struct and all others by name. {@code apiKey} is -1 for what is neither request nor response.
 */
record MessageSpec(
        String name,
        Kind kind,
        int apiKey,
        boolean isLatestUnstable,
        VersionRange flexible,
        StructSpec root,
        Map<String, StructSpec> structs) {
    /** What a message is for. */
    enum Kind {
        REQUEST,
        RESPONSE,
        HEADER,
        DATA
    }

    /** Reads a specification; a message without versions (removed from the protocol) has an empty range. */
    static MessageSpec parse(String json) {
        Map<String, Object> spec = JsonReader.object(json);
        String name = FieldSpec.text(spec, "name", "");
        try {
            VersionRange versions = VersionRange.parse(FieldSpec.text(spec, "validVersions", ""));
            Structs structs = new Structs();
            List<Map<String, Object>> common = Structs.objects(spec, "commonStructs");
            common.forEach(
                    struct -> structs.declare(FieldSpec.text(struct, "name", ""), Structs.objects(struct, "fields")));
            structs.declare(name, Structs.objects(spec, "fields"));
            structs.reach(name, versions);
            Map<String, StructSpec> all = structs.all();
            StructSpec root = all.remove(name);
            return new MessageSpec(
                    name,
                    Kind.valueOf(FieldSpec.text(spec, "type", "").toUpperCase(java.util.Locale.ROOT)),
                    Integer.parseInt(FieldSpec.text(spec, "apiKey", "-1")),
                    FieldSpec.text(spec, "latestVersionUnstable", "false").equals("true"),
                    VersionRange.parse(FieldSpec.text(spec, "flexibleVersions", "none")),
                    root == null ? new StructSpec(name, versions, List.of()) : root,
                    all);
        } catch (SpecException e) {
            throw new SpecException(name + ": " + e.getMessage(), e);
        }
    }

    VersionRange versions() {
        return root.versions();
    }

    /** Every struct but the outermost. */
    Collection<StructSpec> nested() {
        return structs.values();
    }

    StructSpec struct(String structName) {
        StructSpec struct = structs.get(structName);
        if (struct == null) {
            throw new SpecException(name + ": struct " + structName + " is not declared");
        }
        return struct;
    }

    /** Collects the structs of one message and finds out in which versions each of them can occur. */
    private static final class Structs {
        private final Map<String, List<FieldSpec>> fields = new LinkedHashMap<>();
        private final Map<String, VersionRange> versions = new LinkedHashMap<>();

        @SuppressWarnings("unchecked")
        static List<Map<String, Object>> objects(Map<String, Object> json, String key) {
            return (List<Map<String, Object>>) json.getOrDefault(key, List.of());
        }

        void declare(String name, List<Map<String, Object>> members) {
            if (fields.put(name, members.stream().map(FieldSpec::of).toList()) != null) {
                throw new SpecException("struct " + name + " is declared twice");
            }
            for (Map<String, Object> member : members) {
                FieldType type = FieldType.parse(FieldSpec.text(member, "type", ""));
                if (member.containsKey("fields")) {
                    declare(type.structName(), objects(member, "fields"));
                }
            }
        }

        void reach(String name, VersionRange within) {
            if (within.isEmpty()) {
                return;
            }
            versions.merge(name, within, VersionRange::span);
            for (FieldSpec field : fields.getOrDefault(name, List.of())) {
                if (field.type().kind() == FieldType.Kind.STRUCT) {
                    reach(field.type().structName(), within.intersect(field.versions()));
                }
            }
        }

        Map<String, StructSpec> all() {
            Map<String, StructSpec> all = new LinkedHashMap<>();
            versions.forEach((name, range) -> {
                List<FieldSpec> members = fields.get(name);
                if (members == null) {
                    throw new SpecException("struct " + name + " is not declared");
                }
                all.put(name, new StructSpec(name, range, members));
            });
            return all;
        }
    }
}
