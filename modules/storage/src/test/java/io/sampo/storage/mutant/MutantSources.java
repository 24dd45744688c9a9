package io.sampo.storage.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes the classes of a mutant from the sources below {@code root}; nothing is written anywhere. */
final class MutantSources {
    private final Path root;

    MutantSources(Path root) {
        this.root = root;
    }

    /** Class files by binary name. Fails where the source no longer has the piece: then the mutant has to be found anew. */
    Map<String, byte[]> compile(Mutant mutant) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Mutant.Edit edit : mutant.edits()) {
            String text = texts.containsKey(edit.className()) ? texts.get(edit.className()) : read(edit);
            int at = text.indexOf(edit.piece());
            if (at < 0 || text.indexOf(edit.piece(), at + 1) >= 0) {
                throw new IllegalStateException(
                        mutant.id() + ": expected exactly once in " + edit.className() + ": " + edit.piece());
            }
            texts.put(edit.className(), text.replace(edit.piece(), edit.replacement()));
        }
        List<JavaFileObject> sources = new ArrayList<>();
        texts.forEach((name, text) -> sources.add(new Source(name, text)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("A mutant needs a JDK, and this JVM has no compiler");
        }
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-proc:none", "-nowarn", "-g", "-cp", System.getProperty("java.class.path"));
        try (Compiled compiled = new Compiled(compiler.getStandardFileManager(null, null, null))) {
            if (!compiler.getTask(messages, compiled, null, options, null, sources)
                    .call()) {
                throw new IllegalStateException(mutant.id() + " does not compile:\n" + messages);
            }
            return compiled.classes();
        }
    }

    private String read(Mutant.Edit edit) throws IOException {
        return Files.readString(root.resolve("modules")
                .resolve(edit.module())
                .resolve("src/main/java")
                .resolve(edit.className().replace('.', '/') + ".java"));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("mutant:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Compiled(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutant:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new TreeMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }
}
