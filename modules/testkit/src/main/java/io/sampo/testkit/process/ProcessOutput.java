package io.sampo.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * One output stream of a child: read by a thread of its own until it ends, copied with a prefix, its latest lines kept.
 * May be asked from any thread.
 */
final class ProcessOutput {
    /** Lines kept in memory; all of them go to the copy. */
    private static final int LINES_KEPT = 5_000;

    private final ConcurrentLinkedDeque<String> lines = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final Thread reader;

    private ProcessOutput(String name, InputStream stream, String prefix, PrintStream copy) {
        this.reader = new Thread(() -> readAll(stream, prefix, copy), "sampo-output-" + name);
        reader.setDaemon(true);
    }

    static ProcessOutput of(String name, InputStream stream, String prefix, PrintStream copy) {
        ProcessOutput output = new ProcessOutput(name, stream, prefix, copy);
        output.reader.start();
        return output;
    }

    private void readAll(InputStream stream, String prefix, PrintStream copy) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                copy.println(prefix + line);
                lines.add(line);
                if (kept.incrementAndGet() > LINES_KEPT) {
                    lines.poll();
                    kept.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // A stream of a destroyed process is closed under its reader.
            copy.println(prefix + "(output ended: " + e.getMessage() + ")");
        } catch (UncheckedIOException e) {
            copy.println(prefix + "(output unreadable: " + e.getMessage() + ")");
        }
    }

    List<String> lines() {
        return new ArrayList<>(lines);
    }

    Optional<String> first(Predicate<String> matching) {
        return lines.stream().filter(matching).findFirst();
    }

    /** Waits until everything was read; the process has ended. */
    void awaitEnd(long timeoutMs) throws InterruptedException {
        reader.join(timeoutMs);
    }
}
