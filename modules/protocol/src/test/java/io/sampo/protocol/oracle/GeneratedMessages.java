package io.sampo.protocol.oracle;

import io.sampo.protocol.message.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The names of the messages that this build has generated. */
final class GeneratedMessages {
    private static final Set<String> WRITTEN_BY_HAND = Set.of("ApiKey", "ApiRequest", "ApiResponse", "package-info");

    private GeneratedMessages() {}

    static List<String> names() {
        try {
            Path classes = Path.of(ApiKey.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.list(classes.resolve("io/sampo/protocol/message"))) {
                return files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.contains("$"))
                        .map(file -> file.substring(0, file.length() - ".class".length()))
                        .filter(name -> !WRITTEN_BY_HAND.contains(name))
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
