package io.sampo.systemtests.mutant;

import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * One class of ours with one piece of its source replaced. It breaks by itself when the source no longer has that piece:
 * then the mutant has to be found anew.
 *
 * @param module folder under {@code modules/}
 * @param className fully qualified
 * @param piece text that occurs exactly once in the source
 * @param replacement what stands there in the mutant
 */
public record SourceMutant(String module, String className, String piece, String replacement) {
    /** Compiles the mutant into {@code classes}, to be put first on a class path. */
    public void compileInto(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("A mutant needs a JDK, and this JVM has no compiler");
        }
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                String.join(System.getProperty("path.separator"), JavaCommand.ownClassPath()));
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(source()))
                .call();
        if (!compiled) {
            throw new IllegalStateException("The mutant of " + className + " does not compile:\n" + messages);
        }
    }

    private JavaFileObject source() {
        String path = className.replace('.', '/') + ".java";
        String text = mutated(read(Path.of(root(), "modules", module, "src", "main", "java", path)));
        return new SimpleJavaFileObject(URI.create("mutant:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private String mutated(String text) {
        int at = text.indexOf(piece);
        if (at < 0 || text.indexOf(piece, at + 1) >= 0) {
            throw new IllegalStateException("Expected exactly once in " + className + ": " + piece);
        }
        return text.replace(piece, replacement);
    }

    /** The parent pom says it to Surefire. */
    private static String root() {
        String root = System.getProperty("sampo.root");
        return root == null ? Path.of("..", "..").toString() : root;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
