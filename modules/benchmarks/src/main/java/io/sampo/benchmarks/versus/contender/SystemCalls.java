package io.sampo.benchmarks.versus.contender;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts all system calls of processes, by {@code strace}, which stops them at each: nothing else may be measured meanwhile.
 * Where there is none, or it may not look at others, there is no count. One thread.
 */
public final class SystemCalls implements AutoCloseable {
    private static final long ATTACHES_WITHIN_MS = 10_000;
    private static final long ENDS_WITHIN_S = 10;
    private static final long POLL_MS = 20;
    private static final String NOBODY = "TracerPid:\t0";
    private static final String CALLS = " calls";
    private static final String TOTAL = " total";

    private final @Nullable Process strace;
    private final Path table;

    private SystemCalls(@Nullable Process strace, Path table) {
        this.strace = strace;
        this.table = table;
    }

    /**
     * Begins to count; returns when it does.
     *
     * @param directory for its files
     */
    static SystemCalls of(List<Long> pids, Path directory) throws IOException, InterruptedException {
        Path table = directory.resolve("strace.txt");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-c", "-q", "-o", table.toString()));
        pids.forEach(pid -> command.addAll(List.of("-p", Long.toString(pid))));
        Process strace;
        try {
            strace = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(directory.resolve("strace.log").toFile())
                    .start();
        } catch (IOException notThere) {
            return new SystemCalls(null, table);
        }
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ATTACHES_WITHIN_MS);
        while (strace.isAlive() && System.nanoTime() < deadlineNs && !isTraced(pids)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return new SystemCalls(strace, table);
    }

    private static boolean isTraced(List<Long> pids) {
        return pids.stream().noneMatch(SystemCalls::isFree);
    }

    private static boolean isFree(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"))
                    .contains(NOBODY);
        } catch (IOException hasEnded) {
            return true;
        }
    }

    /** Ends it. Empty where nothing could be counted. */
    public OptionalLong stop() throws IOException, InterruptedException {
        if (strace == null) {
            return OptionalLong.empty();
        }
        // SIGTERM lets go of the processes and writes the table.
        strace.destroy();
        boolean hasEnded = strace.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS);
        return hasEnded && Files.exists(table) ? total(Files.readString(table)) : OptionalLong.empty();
    }

    /**
     * The calls in the last line of a table of {@code strace -c}. They end where their heading ends; before strace 5.10 that line
     * has no time for each call, so no column of it can be counted from the left.
     */
    static OptionalLong total(String table) {
        int end = table.lines()
                .filter(line -> line.contains(CALLS))
                .mapToInt(line -> line.indexOf(CALLS) + CALLS.length())
                .findFirst()
                .orElse(0);
        return table.lines()
                .filter(line -> line.endsWith(TOTAL) && line.length() >= end)
                .map(line -> line.substring(line.lastIndexOf(' ', end - 1) + 1, end))
                .filter(calls -> calls.matches("[0-9]+"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** Ends it however it fares. */
    @Override
    public void close() {
        if (strace != null) {
            strace.destroyForcibly();
        }
    }
}
