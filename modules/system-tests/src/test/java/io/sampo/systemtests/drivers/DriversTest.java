package io.sampo.systemtests.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ops/bin/versus} and the shows compile, with the options that they compile it with. */
class DriversTest {
    private static final Path SOURCES =
            Path.of(Objects.requireNonNull(System.getProperty("sampo.root")), "modules", "benchmarks", "src", "main");

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "native"})
    void driversCompileWithoutAWarning(String folder, @TempDir Path classes) throws IOException {
        // given
        List<Path> sources;
        try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(sources).isNotEmpty();
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK runs the tests");
        StringWriter messages = new StringWriter();

        // when
        boolean compiled;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-Xlint:all,-classfile,-processing,-path",
                                    "-Werror",
                                    "-proc:none",
                                    "--release",
                                    "17",
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    String.join(System.getProperty("path.separator"), JavaCommand.ownClassPath())),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }

        // then
        assertThat(compiled).as(() -> messages.toString()).isTrue();
    }
}
