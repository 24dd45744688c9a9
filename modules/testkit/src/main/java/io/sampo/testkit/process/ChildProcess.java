package io.sampo.testkit.process;

import io.sampo.testkit.Await;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A running child process and what may be done to it. Never outlives this JVM: a shutdown hook destroys what a test left
 * behind. Signals need a {@code kill} on the path (any Unix).
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final ProcessOutput stdout;
    private final ProcessOutput stderr;
    private final Thread killer;

    private ChildProcess(String name, Process process, PrintStream copy) {
        this.name = name;
        this.process = process;
        this.stdout = ProcessOutput.of(name, process.getInputStream(), "[" + name + "] ", copy);
        this.stderr = ProcessOutput.of(name + "-err", process.getErrorStream(), "[" + name + "] ", copy);
        this.killer = new Thread(process::destroyForcibly, "sampo-killer-" + name);
    }

    /**
     * Starts it.
     *
     * @param name stands before each of its lines in {@code copy}
     * @param workingDirectory null = that of this JVM
     * @param copy gets every line of both streams; not closed
     */
    public static ChildProcess start(
            String name, List<String> command, @Nullable Path workingDirectory, PrintStream copy) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            if (workingDirectory != null) {
                builder.directory(workingDirectory.toFile());
            }
            ChildProcess child = new ChildProcess(name, builder.start(), copy);
            Runtime.getRuntime().addShutdownHook(child.killer);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name + ": " + String.join(" ", command), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lines of its standard output so far, the latest few thousand. */
    public List<String> stdout() {
        return stdout.lines();
    }

    /** Lines of its standard error so far, the latest few thousand. */
    public List<String> stderr() {
        return stderr.lines();
    }

    /**
     * Waits for a line on standard output.
     *
     * @throws AssertionError with the last lines of both streams if the process ends or {@code within} passes before
     */
    public String awaitLine(Predicate<String> matching, Duration within) {
        Await.until(
                within,
                () -> "a line of " + name + ", which said\n" + lastLines(),
                () -> stdout.first(matching).isPresent() || !process.isAlive());
        Optional<String> line = stdout.first(matching);
        if (line.isEmpty()) {
            line = stdoutToTheEnd(matching);
        }
        return line.orElseThrow(
                () -> new AssertionError(name + " ended with " + process.exitValue() + ":\n" + lastLines()));
    }

    private Optional<String> stdoutToTheEnd(Predicate<String> matching) {
        awaitOutput();
        return stdout.first(matching);
    }

    /** Its exit code if it ends within {@code within}; all its output has been read then. */
    public OptionalInt awaitExit(Duration within) {
        try {
            if (!process.waitFor(Math.max(0, within.toMillis()), TimeUnit.MILLISECONDS)) {
                return OptionalInt.empty();
            }
            awaitOutput();
            return OptionalInt.of(process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + name, e);
        }
    }

    private void awaitOutput() {
        try {
            stdout.awaitEnd(TOOL_TIMEOUT.toMillis());
            stderr.awaitEnd(TOOL_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading " + name, e);
        }
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (awaitExit(TOOL_TIMEOUT).isEmpty()) {
            throw new IllegalStateException(name + " survives SIGKILL");
        }
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** SIGSTOP: it stands still with everything open. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        run(List.of("kill", "-" + signal, Long.toString(pid())));
    }

    /** The stacks of its threads as {@code jstack} prints them, or one line that says why there are none. */
    public String threadDump() {
        return run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jstack").toString(), Long.toString(pid())));
    }

    private static String run(List<String> command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            tool.waitFor(TOOL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return said;
        } catch (IOException e) {
            return "(" + command.get(0) + " failed: " + e.getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }

    /** The end of what it said, for a message. */
    public String lastLines() {
        return tail("stdout", stdout.lines()) + tail("stderr", stderr.lines());
    }

    private static String tail(String stream, List<String> lines) {
        List<String> last = lines.subList(Math.max(0, lines.size() - 30), lines.size());
        return last.isEmpty() ? "" : "  " + stream + ":\n    " + String.join("\n    ", last) + "\n";
    }

    /** Destroys it if it is still there. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // This JVM is going down already: the hook is running and finds nothing to do.
            assert !process.isAlive();
        }
    }
}
