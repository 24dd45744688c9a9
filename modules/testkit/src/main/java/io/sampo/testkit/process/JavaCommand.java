package io.sampo.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a child JVM: an immutable value, each {@code with} gives another one.
 *
 * @param classPath in the order in which classes are looked up
 * @param jvmFlags options before the main class
 * @param properties system properties of the child
 */
public record JavaCommand(
        List<String> classPath,
        List<String> jvmFlags,
        Map<String, String> properties,
        String mainClass,
        List<String> arguments) {
    /**
     * Flags of every child: what Sampo needs to run (PEKKO §0.2, §0.3), and a small, quickly starting JVM, because several
     * share two cores and live for seconds.
     */
    public static final List<String> FLAGS = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+PerfDisableSharedMem",
            "-Xshare:auto");

    public JavaCommand {
        classPath = List.copyOf(classPath);
        jvmFlags = List.copyOf(jvmFlags);
        properties = Map.copyOf(properties);
        arguments = List.copyOf(arguments);
    }

    /** The main class with the class path of this JVM and {@link #FLAGS}. */
    public static JavaCommand of(String mainClass, String... arguments) {
        return new JavaCommand(ownClassPath(), FLAGS, Map.of(), mainClass, List.of(arguments));
    }

    /** What this JVM looks classes up in; under Surefire not the booter jar but the class path of the test. */
    public static List<String> ownClassPath() {
        String surefire = System.getProperty("surefire.test.class.path");
        String all = surefire == null ? System.getProperty("java.class.path", "") : surefire;
        return List.of(all.split(File.pathSeparator));
    }

    public JavaCommand withProperties(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putAll(more);
        return new JavaCommand(classPath, jvmFlags, all, mainClass, arguments);
    }

    /** With {@code flag} after the others, so that it wins. */
    public JavaCommand withFlag(String flag) {
        List<String> all = new ArrayList<>(jvmFlags);
        all.add(flag);
        return new JavaCommand(classPath, all, properties, mainClass, arguments);
    }

    public JavaCommand withArgument(String argument) {
        List<String> all = new ArrayList<>(arguments);
        all.add(argument);
        return new JavaCommand(classPath, jvmFlags, properties, mainClass, all);
    }

    /** With {@code directory} before everything else, so that its classes shadow those of the same name. */
    public JavaCommand withFirstOnClassPath(Path directory) {
        List<String> all = new ArrayList<>();
        all.add(directory.toAbsolutePath().toString());
        all.addAll(classPath);
        return new JavaCommand(all, jvmFlags, properties, mainClass, arguments);
    }

    /** What the operating system gets: the JVM that runs this one, and every argument. */
    public List<String> toArguments() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
