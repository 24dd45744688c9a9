package io.sampo.protocolgenerator;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the members of the class of one struct: fields, accessors, {@code read}, {@code write}, {@code toString}. */
final class StructCode {
    private final MessageSpec message;
    private final StructSpec struct;
    private final List<FieldCode> fields;
    private final String flexible;
    private final JavaSource out;

    StructCode(MessageSpec message, StructSpec struct, JavaSource out) {
        this.message = message;
        this.struct = struct;
        this.out = out;
        this.fields = struct.fields().stream()
                .filter(field -> !field.versions().intersect(struct.versions()).isEmpty()
                        || field.type().kind() != FieldType.Kind.STRUCT)
                .map(field -> new FieldCode(message, struct.versions(), field))
                .toList();
        String condition = message.flexible().condition(struct.versions());
        this.flexible = condition.equals("true") || condition.equals("false") ? condition : "flexible";
    }

    void members() {
        fields.forEach(field -> out.line("private " + field.annotatedType() + " " + field.name()
                + (isJavaDefault(field) ? ";" : " = " + field.defaultValue() + ";")));
        fields.forEach(this::accessors);
        boolean isRoot = struct.name().equals(message.name());
        read(isRoot);
        write(isRoot);
        if (!isRoot && isUsed(FieldType::isStructArray)) {
            lists();
        }
        if (!isRoot && isUsed(FieldType::isStruct)) {
            isDefault();
        }
        describe();
    }

    private static boolean isJavaDefault(FieldCode field) {
        return Set.of("0", "0L", "0.0", "false", "null").contains(field.defaultValue());
    }

    private boolean isUsed(Predicate<FieldType> as) {
        return Stream.concat(Stream.of(message.root()), message.nested().stream())
                .flatMap(any -> any.fields().stream())
                .anyMatch(field ->
                        as.test(field.type()) && field.type().structName().equals(struct.name()));
    }

    private void accessors(FieldCode field) {
        FieldSpec spec = field.field();
        String versions = spec.versions().contains(struct.versions())
                ? ""
                : " Versions " + spec.versions().intersect(struct.versions()) + ".";
        out.blank().javadoc(spec.about() + versions);
        out.line("public " + field.annotatedType() + " " + field.name() + "() {");
        out.line("return " + field.name() + ";");
        out.line("}");
        out.blank();
        out.line("public " + struct.name() + " " + field.name() + "(" + field.annotatedType() + " value) {");
        out.line("this." + field.name() + " = value;");
        out.line("return this;");
        out.line("}");
    }

    private void declareFlexible() {
        if (flexible.equals("flexible")) {
            out.line("boolean flexible = " + message.flexible().condition(struct.versions()) + ";");
        }
    }

    /** Whether this field's length is compact; one header field never is. */
    private String flexible(FieldCode field) {
        return field.field().neverCompact() ? "false" : flexible;
    }

    private void read(boolean isRoot) {
        out.blank();
        if (isRoot) {
            out.line(
                    "/** Reads the message in {@code version}, from the position of {@code in}; throws MalformedFrame only. */");
        }
        out.line((isRoot ? "public" : "private") + " static " + struct.name() + " read(WireReader in, int version) {");
        if (isRoot) {
            out.line(requireVersion("in"));
        }
        declareFlexible();
        out.line(struct.name() + " read = new " + struct.name() + "();");
        for (FieldCode field : fields) {
            String condition = field.untagged().condition(struct.versions());
            if (!condition.equals("false")) {
                out.open(condition);
                out.line("read." + field.name() + " = " + field.read(flexible(field)) + ";");
                out.close(condition);
            }
        }
        if (!flexible.equals("false")) {
            out.open(flexible);
            readTags();
            out.close(flexible);
        }
        out.line("return read;");
        out.line("}");
    }

    private String requireVersion(String wire) {
        return wire + ".requireVersion(\"" + message.name() + "\", version, "
                + struct.versions().first() + ", " + struct.versions().last() + ");";
    }

    private VersionRange flexibleVersions() {
        return message.flexible().intersect(struct.versions());
    }

    private List<FieldCode> tagged() {
        return struct.taggedFields().stream()
                .map(field -> new FieldCode(message, struct.versions(), field))
                .toList();
    }

    private void readTags() {
        if (tagged().isEmpty()) {
            out.line("in.skipTags();");
            return;
        }
        out.line("int previous = -1;");
        out.line("for (int tags = in.tagCount(); tags > 0; tags--) {");
        out.line("int tag = in.tag(previous);");
        out.line("int end = in.openTag();");
        String chain = "";
        for (FieldCode field : tagged()) {
            String condition = field.field().tagged().condition(flexibleVersions());
            out.line(chain + "if (tag == " + field.field().tag() + (condition.equals("true") ? "" : " && " + condition)
                    + ") {");
            out.line("read." + field.name() + " = " + field.read("true") + ";");
            chain = "} else ";
        }
        out.line("} else {");
        out.line("in.skipTag();");
        out.line("}");
        out.line("in.closeTag(end);");
        out.line("previous = tag;");
        out.line("}");
    }

    private void write(boolean isRoot) {
        out.blank();
        if (isRoot) {
            out.line("@Override");
        }
        out.line((isRoot ? "public" : "private") + " void write(WireWriter out, int version) {");
        if (isRoot) {
            out.line(requireVersion("out"));
        }
        declareFlexible();
        for (FieldCode field : fields) {
            String condition = field.untagged().condition(struct.versions());
            if (!condition.equals("false")) {
                out.open(condition).line(field.write(flexible(field))).close(condition);
            }
            String occurs = field.field().versions().condition(struct.versions());
            if (!occurs.equals("true") && !field.field().ignorable()) {
                out.line("if (" + (occurs.equals("false") ? "" : VersionRange.negated(occurs) + " && ")
                        + field.differsFromDefault() + ") {");
                out.line("throw out.notInVersion(\"" + struct.name() + "."
                        + field.field().name() + "\", version);");
                out.line("}");
            }
        }
        if (!flexible.equals("false")) {
            out.open(flexible);
            writeTags();
            out.close(flexible);
        }
        out.line("}");
    }

    private void writeTags() {
        List<FieldCode> tagged = tagged();
        if (tagged.isEmpty()) {
            out.line("out.tagCount(0);");
            return;
        }
        out.line("int tags = 0;");
        tagged.forEach(field -> out.open(isWritten(field)).line("tags++;").close(isWritten(field)));
        out.line("out.tagCount(tags);");
        for (FieldCode field : tagged) {
            out.line("if (" + isWritten(field) + ") {");
            out.line("int start = out.openTag(" + field.field().tag() + ");");
            out.line(field.write("true"));
            out.line("out.closeTag(start);");
            out.line("}");
        }
    }

    private String isWritten(FieldCode field) {
        String condition = field.field().tagged().condition(flexibleVersions());
        return (condition.equals("true") ? "" : condition + " && ") + field.differsFromDefault();
    }

    private void lists() {
        String name = struct.name();
        out.blank();
        out.line("private static @Nullable List<" + name
                + "> readList(WireReader in, int version, boolean compact, boolean nullable) {");
        out.line("int count = in.count(compact, nullable, " + new SmallestSize(message).of(struct) + ");");
        out.line("if (count <= 0) {");
        out.line("return count < 0 ? null : List.of();");
        out.line("}");
        out.line("List<" + name + "> list = new ArrayList<>(count);");
        out.line("for (int i = 0; i < count; i++) {");
        out.line("list.add(read(in, version));");
        out.line("}");
        out.line("return list;");
        out.line("}");
        out.blank();
        out.line("private static void writeList(WireWriter out, @Nullable List<" + name
                + "> list, int version, boolean compact, boolean nullable) {");
        out.line("int count = out.count(list, compact, nullable);");
        out.line("for (int i = 0; i < count; i++) {");
        out.line("list.get(i).write(out, version);");
        out.line("}");
        out.line("}");
    }

    private void isDefault() {
        out.blank();
        out.line("private boolean isDefault() {");
        out.line("return "
                + fields.stream()
                        .map(field -> "!(" + field.differsFromDefault() + ")")
                        .collect(Collectors.joining(" && "))
                + ";");
        out.line("}");
    }

    private void describe() {
        out.blank();
        out.line("@Override");
        out.line("public String toString() {");
        String members = fields.stream()
                .map(field -> field.name() + "=\" + " + field.described())
                .collect(Collectors.joining(" + \", "));
        out.line("return \"" + struct.name() + "(" + (fields.isEmpty() ? ")\"" : members + " + \")\"") + ";");
        out.line("}");
    }
}
