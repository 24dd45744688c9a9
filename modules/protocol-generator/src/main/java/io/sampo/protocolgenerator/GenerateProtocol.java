package io.sampo.protocolgenerator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads every specification of a directory and writes a Java file for each message that has a version left, and the enum
 * {@code ApiKey}. Arguments: directory of the specifications, directory for the sources. Files that are there with the same
 * content are left alone, so that a second build compiles nothing.
 */
public final class GenerateProtocol {
    static final String PACKAGE = "io.sampo.protocol.message";

    private GenerateProtocol() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "expected two arguments: directory of specifications, directory of sources");
        }
        Path sources = Path.of(arguments[1]).resolve(PACKAGE.replace('.', '/'));
        Files.createDirectories(sources);
        List<MessageSpec> messages = read(Path.of(arguments[0]));
        for (MessageSpec message : messages) {
            write(sources.resolve(message.name() + ".java"), MessageCode.of(message));
        }
        write(sources.resolve("ApiKey.java"), ApiKeyCode.of(messages));
    }

    /** Messages in the order of their names. */
    static List<MessageSpec> read(Path specifications) throws IOException {
        List<MessageSpec> messages = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(specifications, "*.json")) {
            for (Path file : files) {
                MessageSpec message = MessageSpec.parse(Files.readString(file));
                if (!message.versions().isEmpty()) {
                    messages.add(message);
                }
            }
        }
        if (messages.isEmpty()) {
            throw new SpecException("no specification in " + specifications);
        }
        messages.sort(Comparator.comparing(MessageSpec::name));
        return messages;
    }

    private static void write(Path file, String source) throws IOException {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
            Files.write(file, bytes);
        }
    }
}
