package io.sampo.protocolgenerator;

import java.util.Map;
import java.util.Set;

/**
 * One field of a struct, as specified. {@code defaultValue} is the text of the specification, empty where it says nothing;
 * {@code tag} is -1 for a field that is never tagged.
 */
record FieldSpec(
        String name,
        FieldType type,
        VersionRange versions,
        VersionRange nullable,
        VersionRange tagged,
        int tag,
        boolean ignorable,
        boolean zeroCopy,
        boolean neverCompact,
        String defaultValue,
        String about) {
    private static final Set<String> RESERVED = Set.of(
            "default", "package", "class", "int", "short", "long", "byte", "boolean", "double", "return", "new",
            "void");
    /** Whatever else a specification says of a field, we would not act upon; so it must not say anything else. */
    private static final Set<String> KNOWN = Set.of(
            "name",
            "type",
            "versions",
            "nullableVersions",
            "taggedVersions",
            "flexibleVersions",
            "tag",
            "ignorable",
            "zeroCopy",
            "default",
            "about",
            "fields",
            "mapKey",
            "entityType");

    static FieldSpec of(Map<String, Object> json) {
        String name = text(json, "name", "");
        try {
            for (String key : json.keySet()) {
                if (!KNOWN.contains(key)) {
                    throw new SpecException("unknown key '" + key + "'");
                }
            }
            String ownFlexible = text(json, "flexibleVersions", "");
            if (!ownFlexible.isEmpty() && !ownFlexible.equals("none")) {
                throw new SpecException("flexibleVersions of a field may only be none, not " + ownFlexible);
            }
            return new FieldSpec(
                    name,
                    FieldType.parse(text(json, "type", "")),
                    VersionRange.parse(text(json, "versions", "")),
                    VersionRange.parse(text(json, "nullableVersions", "none")),
                    VersionRange.parse(text(json, "taggedVersions", "none")),
                    Integer.parseInt(text(json, "tag", "-1")),
                    text(json, "ignorable", "false").equals("true"),
                    text(json, "zeroCopy", "false").equals("true"),
                    ownFlexible.equals("none"),
                    text(json, "default", ""),
                    text(json, "about", ""));
        } catch (SpecException e) {
            throw new SpecException("field " + name + ": " + e.getMessage(), e);
        }
    }

    static String text(Map<String, Object> json, String key, String otherwise) {
        Object value = json.get(key);
        return value == null ? otherwise : value.toString();
    }

    /** The accessor and the field in Java. */
    String javaName() {
        String camel = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        return RESERVED.contains(camel) ? camel + "Value" : camel;
    }

    boolean isNullByDefault() {
        return defaultValue.equals("null");
    }
}
