package io.sampo.protocolgenerator;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Writes the enum {@code ApiKey}: the table of all APIs, and the way from a key to the classes of its messages. */
final class ApiKeyCode {
    /** Since it tells which versions there are, its response can be read by whoever knows none (KIP-511). */
    private static final String HEADER_NEVER_FLEXIBLE = "API_VERSIONS";

    private static final String MEMBERS = """

            private static final ApiKey[] BY_ID = new ApiKey[values()[values().length - 1].id + 1];

            static {
            for (ApiKey key : values()) {
            BY_ID[key.id] = key;
            }
            }

            private final int id;
            private final String title;
            private final int first;
            private final int last;
            private final int flexibleFrom;
            private final boolean unstable;

            ApiKey(int id, String title, int first, int last, int flexibleFrom, boolean unstable) {
            this.id = id;
            this.title = title;
            this.first = first;
            this.last = last;
            this.flexibleFrom = flexibleFrom;
            this.unstable = unstable;
            }

            /** The API of that number, or null. */
            public static @Nullable ApiKey of(int id) {
            return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
            }

            /** The number on the wire. */
            public int id() {
            return id;
            }

            /** The name in Kafka's documentation, for example ApiVersions. */
            public String title() {
            return title;
            }

            /** The lowest version that has a specification. */
            public int firstVersion() {
            return first;
            }

            /** The highest version that has a specification. */
            public int lastVersion() {
            return last;
            }

            /** The highest version that is not under development. */
            public int lastStableVersion() {
            return unstable ? last - 1 : last;
            }

            public boolean supports(int version) {
            return version >= first && version <= last;
            }

            /** Whether messages of that version have compact lengths and tagged fields (KIP-482). */
            public boolean isFlexible(int version) {
            return version >= flexibleFrom;
            }

            public int requestHeaderVersion(int version) {
            return isFlexible(version) ? 2 : 1;
            }

            public int responseHeaderVersion(int version) {
            return isFlexible(version) && this != %s ? 1 : 0;
            }""".formatted(HEADER_NEVER_FLEXIBLE);

    private ApiKeyCode() {}

    static String of(List<MessageSpec> messages) {
        List<MessageSpec> requests = messages.stream()
                .filter(message -> message.kind() == MessageSpec.Kind.REQUEST)
                .sorted(Comparator.comparingInt(MessageSpec::apiKey))
                .toList();
        JavaSource out = new JavaSource();
        out.line("// Made from the specifications while Sampo is built. Not for editing.");
        out.line("package " + GenerateProtocol.PACKAGE + ";");
        out.blank();
        out.line("import io.sampo.protocol.wire.WireReader;");
        out.line("import org.jspecify.annotations.Nullable;");
        out.blank();
        out.javadoc(
                "Every API of the protocol that has a version left, with the versions of which there is a specification. "
                        + "What a broker serves is less.");
        out.line("public enum ApiKey {");
        for (int i = 0; i < requests.size(); i++) {
            out.line(constantWithValues(requests.get(i)) + (i + 1 < requests.size() ? "," : ";"));
        }
        out.line(MEMBERS);
        dispatch(out, requests, "Request");
        dispatch(out, requests, "Response");
        return out.line("}").toString();
    }

    /** {@code ApiVersionsRequest} and {@code ApiVersionsResponse} are {@code API_VERSIONS}. */
    static String constant(MessageSpec message) {
        return title(message).replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private static String title(MessageSpec message) {
        return message.name().replaceAll("(Request|Response)$", "");
    }

    private static String constantWithValues(MessageSpec request) {
        VersionRange versions = request.versions();
        return constant(request) + "(" + request.apiKey() + ", \"" + title(request) + "\", " + versions.first() + ", "
                + versions.last() + ", "
                + (request.flexible().isEmpty()
                        ? Short.MAX_VALUE
                        : request.flexible().first())
                + ", " + request.isLatestUnstable() + ")";
    }

    private static void dispatch(JavaSource out, List<MessageSpec> requests, String suffix) {
        out.blank();
        out.line("/** Reads the body of a " + suffix.toLowerCase(Locale.ROOT) + "; throws MalformedFrame only. */");
        out.line("public Api" + suffix + " read" + suffix + "(WireReader in, int version) {");
        out.line("return switch (this) {");
        requests.forEach(request ->
                out.line("case " + constant(request) + " -> " + title(request) + suffix + ".read(in, version);"));
        out.line("};");
        out.line("}");
    }
}
