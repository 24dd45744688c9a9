package io.sampo.chaos.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One broker: its process, its signals, its output ({@code broker-N.out} of the latest start, {@code broker-N.err} of
 * all). {@code ops/bin/sampo} becomes the JVM by exec, so the process is the broker.
 */
public final class BrokerProcess {
    private static final long POLL_MS = 20;

    private final int id;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path output;
    private final Path errors;
    private @Nullable Process process;
    private boolean paused;

    BrokerProcess(int id, List<String> command, Map<String, String> environment, Path directory) {
        this.id = id;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.output = directory.resolve("broker-" + id + ".out");
        this.errors = directory.resolve("broker-" + id + ".err");
    }

    public int id() {
        return id;
    }

    /** Starts it if it does not run. */
    public void start() {
        if (isAlive()) {
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
            builder.environment().putAll(environment);
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.redirectOutput(output.toFile());
            builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            process = builder.start();
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException("broker " + id + " cannot be started", e);
        }
    }

    public boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** It has said that it serves. */
    public boolean isReady() {
        try {
            return isAlive()
                    && Files.readString(output, StandardCharsets.UTF_8)
                            .lines()
                            .anyMatch(line -> line.startsWith("READY "));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + output, e);
        }
    }

    /** Waits until it serves; false if it has not within {@code withinMs}, or has ended. */
    public boolean awaitReady(long withinMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (!isReady()) {
            if (!isAlive() || System.nanoTime() > deadlineNs) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return true;
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        Process running = process;
        if (running != null) {
            resume();
            running.destroy();
        }
    }

    /** Waits until it has ended; false if it has not within {@code withinMs}. */
    public boolean awaitEnd(long withinMs) throws InterruptedException {
        Process running = process;
        return running == null || running.waitFor(withinMs, TimeUnit.MILLISECONDS);
    }

    /** SIGSTOP. */
    public void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT, if it was paused. */
    public void resume() {
        if (paused) {
            signal("CONT");
            paused = false;
        }
    }

    private void signal(String name) {
        Process running = process;
        if (running != null && running.isAlive()) {
            Shell.run("kill", "-" + name, Long.toString(running.pid()));
        }
    }

    /** The stacks of its threads, for a story of what hangs. */
    public String threadDump() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return "broker " + id + " does not run\n";
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Shell.attempt(List.of(jcmd, Long.toString(running.pid()), "Thread.print"))
                .said();
    }
}
