package io.sampo.benchmarks.versus.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on this machine to be compared, and in which JVM.
 *
 * @param home root of the checkout
 * @param kafkaClassPath jars of Apache Kafka, as {@code ops/bin/kafka --class-path} prints them
 */
public record Installation(Path home, String kafkaClassPath) {
    /** Of every broker, whoever it is: the heap, and the collector that Kafka's own scripts choose. */
    static final List<String> BROKER_FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

    /** The JVM of all processes: the one that runs this. */
    public Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** Where runs put their files while they run. */
    public Path runs() {
        return home.resolve("modules/benchmarks/target/versus");
    }

    /** The command that measures the ceilings of this machine, with Aeron from Sampo's distribution. */
    public List<String> ceilings(Path directory) {
        Path modules = home.resolve("modules");
        return List.of(
                javaHome().resolve("bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                modules.resolve("ceilings/target/classes") + ":" + modules.resolve("cli/target/dist/current/lib/*"),
                "io.sampo.ceilings.Ceilings",
                directory.toString());
    }

    /** The command of {@code NativeDriver} of {@code src/main/native}, with Sampo's distribution on its class path. */
    public List<String> nativeDriver(List<String> arguments) {
        Path modules = home.resolve("modules");
        List<String> command = new ArrayList<>(List.of(
                javaHome().resolve("bin/java").toString(),
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2"));
        command.addAll(BROKER_FLAGS);
        command.addAll(List.of(
                "-cp",
                modules.resolve("benchmarks/target/versus-native") + ":"
                        + modules.resolve("cli/target/dist/current/lib/*"),
                "NativeDriver"));
        command.addAll(arguments);
        return command;
    }

    Path sampo() {
        return home.resolve("ops/bin/sampo");
    }

    /** Classes that are compiled against Kafka's jars, by {@code ops/bin/versus}. */
    private Path driver() {
        return home.resolve("modules/benchmarks/target/versus-driver");
    }

    /** The command of a JVM with Kafka on its class path. */
    public List<String> kafka(List<String> flags, String mainClass, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(javaHome().resolve("bin/java").toString()));
        int java = Runtime.version().feature();
        if (java >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (java >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(flags);
        command.addAll(List.of("-cp", driver() + ":" + kafkaClassPath));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
