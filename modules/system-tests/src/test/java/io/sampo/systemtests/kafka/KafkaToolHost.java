package io.sampo.systemtests.kafka;

import io.sampo.systemtests.kafka.KafkaTool.Outcome;
import io.sampo.testkit.process.JavaCommand;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs main classes of Apache Kafka one after the other in one process, as {@link KafkaTool} does in one for each: a call costs
 * tens of milliseconds, where the start of a JVM costs seconds. Nothing of ours but {@link ToolHostMain} is on its class path.
 */
public final class KafkaToolHost implements AutoCloseable {
    private static final long TIMEOUT_S = 150;

    private final Process process;
    private final Thread killer;
    private final DataOutputStream calls;
    private final DataInputStream outcomes;

    private KafkaToolHost(Process process) {
        this.process = process;
        this.killer = new Thread(process::destroyForcibly, "sampo-killer-of-tools");
        this.calls = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.outcomes = new DataInputStream(process.getInputStream());
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Starts the process. */
    public static KafkaToolHost start() {
        JavaCommand command = KafkaTool.command(ToolHostMain.class.getName(), List.of());
        List<String> classPath = new ArrayList<>(command.classPath());
        classPath.add(ownClasses());
        try {
            return new KafkaToolHost(new ProcessBuilder(new JavaCommand(
                                    classPath,
                                    command.jvmFlags(),
                                    command.properties(),
                                    command.mainClass(),
                                    command.arguments())
                            .toArguments())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for the tools of Kafka", e);
        }
    }

    private static String ownClasses() {
        try {
            return Path.of(ToolHostMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no directory of classes", e);
        }
    }

    /** Runs {@code mainClass} to its end with {@code input} on its standard input. */
    public Outcome run(String input, String mainClass, List<String> arguments) {
        CompletableFuture<Outcome> made = CompletableFuture.supplyAsync(() -> call(input, mainClass, arguments));
        try {
            return made.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            close();
            throw new AssertionError(
                    mainClass + " " + String.join(" ", arguments) + " did not end within " + TIMEOUT_S + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError("cannot call " + mainClass, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + mainClass, e);
        }
    }

    private Outcome call(String input, String mainClass, List<String> arguments) {
        try {
            calls.writeUTF(mainClass);
            calls.writeInt(arguments.size());
            for (String argument : arguments) {
                write(argument);
            }
            write(input);
            calls.flush();
            return new Outcome(mainClass, outcomes.readInt(), lines(), lines());
        } catch (IOException e) {
            throw new UncheckedIOException("the JVM of the tools is gone", e);
        }
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        calls.writeInt(bytes.length);
        calls.write(bytes);
    }

    private List<String> lines() throws IOException {
        return new String(outcomes.readNBytes(outcomes.readInt()), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // This JVM is going down already: the hook is running and finds nothing to do.
            assert !process.isAlive() || killer.isAlive();
        }
    }
}
