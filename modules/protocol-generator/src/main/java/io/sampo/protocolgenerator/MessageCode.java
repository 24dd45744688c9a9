package io.sampo.protocolgenerator;

import java.util.List;
import java.util.regex.Pattern;

/** Writes the file of one message: a class for its outermost struct, with the others nested in it. */
final class MessageCode {
    private static final String WIRE = "io.sampo.protocol.wire.";
    /** What a message may need, in the order of imports. */
    private static final List<String> IMPORTS = List.of(
            WIRE + "Empty",
            WIRE + "Message",
            WIRE + "WireReader",
            WIRE + "WireWriter",
            "io.sampo.records.LogSlice",
            "java.nio.ByteBuffer",
            "java.util.ArrayList",
            "java.util.Arrays",
            "java.util.List",
            "java.util.UUID",
            "org.jspecify.annotations.Nullable");

    private MessageCode() {}

    static String of(MessageSpec message) {
        JavaSource body = new JavaSource();
        body.javadoc(sentence(message));
        body.line("public final class " + message.name() + " implements " + contract(message) + " {");
        new StructCode(message, message.root(), body).members();
        if (message.kind() == MessageSpec.Kind.REQUEST || message.kind() == MessageSpec.Kind.RESPONSE) {
            body.blank().line("@Override");
            body.line("public ApiKey apiKey() {");
            body.line("return ApiKey." + ApiKeyCode.constant(message) + ";");
            body.line("}");
        }
        for (StructSpec struct : message.nested()) {
            body.blank().javadoc("Versions " + struct.versions() + ".");
            body.line("public static final class " + struct.name() + " {");
            new StructCode(message, struct, body).members();
            body.line("}");
        }
        body.line("}");
        return head(message, body.toString()) + body;
    }

    private static String head(MessageSpec message, String body) {
        JavaSource head = new JavaSource();
        head.line("// Made from " + message.name() + ".json while Sampo is built. Not for editing.");
        head.line("package " + GenerateProtocol.PACKAGE + ";");
        head.blank();
        for (String type : IMPORTS) {
            String name = type.substring(type.lastIndexOf('.') + 1);
            if (Pattern.compile("\\b" + name + "\\b").matcher(body).find()) {
                head.line("import " + type + ";");
            }
        }
        return head.blank().toString();
    }

    private static String contract(MessageSpec message) {
        return switch (message.kind()) {
            case REQUEST -> "ApiRequest";
            case RESPONSE -> "ApiResponse";
            case HEADER, DATA -> "Message";
        };
    }

    private static String sentence(MessageSpec message) {
        String what =
                switch (message.kind()) {
                    case REQUEST -> "The request of API key " + message.apiKey();
                    case RESPONSE -> "The response of API key " + message.apiKey();
                    case HEADER -> "What stands before the body of a message";
                    case DATA -> "A value that is stored or carried in other messages";
                };
        return what + ", versions " + message.versions() + ", flexible: "
                + message.flexible().intersect(message.versions()) + ". Mutable until it is handed on.";
    }
}
