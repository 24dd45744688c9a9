package io.sampo.benchmarks.versus.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of one process.
 *
 * @param cpuSeconds user and system time of all its threads, those that have ended too; steps of 10 ms
 * @param rssBytes VmRSS
 */
public record ProcessUsage(double cpuSeconds, long rssBytes, int threads) {
    /** {@code USER_HZ}: 100 on every Linux that a JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int THREADS = 17;

    /**
     * Of a process that runs.
     *
     * @throws IOException if it does not
     */
    static ProcessUsage of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        return parse(Files.readString(proc.resolve("stat")), Files.readString(proc.resolve("status")));
    }

    /** From the text of {@code /proc/PID/stat} and {@code /proc/PID/status}. */
    static ProcessUsage parse(String stat, String status) {
        // The name of the process is in parentheses and may hold anything, blanks and parentheses included.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessUsage(
                (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND,
                number(status, "VmRSS:") * 1024,
                Integer.parseInt(fields[THREADS]));
    }

    /** The number in the line that begins with {@code key}; 0 without one. */
    private static long number(String lines, String key) {
        return lines.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
