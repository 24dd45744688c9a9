package io.sampo.systemtests.kafka;

import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command of a JVM that has Apache Kafka on its class path and nothing of ours. */
final class KafkaProcess {
    /** Two cores are shared by everybody: what lives for seconds is not worth optimizing. */
    private static final List<String> FLAGS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto");

    private KafkaProcess() {}

    static JavaCommand command(String mainClass, List<String> arguments) {
        JavaCommand command = new JavaCommand(ClassPath.JARS, FLAGS, Map.of(), mainClass, arguments);
        // What a tool prints is judged line by line: newer JVMs shall not warn of Kafka's native codecs in between.
        int java = Runtime.version().feature();
        if (java >= 22) {
            command = command.withFlag("--enable-native-access=ALL-UNNAMED");
        }
        return java >= 23 ? command.withFlag("--sun-misc-unsafe-memory-access=allow") : command;
    }

    /** Resolved once per JVM, by Maven where nobody has done it before. */
    private static final class ClassPath {
        private static final List<String> JARS = resolve();

        private static List<String> resolve() {
            Path root = Path.of(System.getProperty("sampo.root", "."));
            String script = root.resolve("ops/bin/kafka").toAbsolutePath().toString();
            try {
                Process process = new ProcessBuilder(script, "--class-path")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                String jars = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0 || jars.isEmpty()) {
                    throw new IllegalStateException(script + " --class-path ended with " + process.exitValue());
                }
                return List.of(jars.split(java.io.File.pathSeparator));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot run " + script, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while Maven resolved Apache Kafka", e);
            }
        }
    }
}
