package io.sampo.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Between two runs: what the last one left to be written is on disk, so that the next one does not wait for it. Where
 * others write too it is waited for only so long.
 */
final class Settled {
    private static final long WITHIN_S = 30;
    private static final long POLL_MS = 200;
    private static final long DIRTY_KIB = 50_000;

    private Settled() {}

    static void await() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor(WITHIN_S, TimeUnit.SECONDS);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (dirtyKib(Files.readString(Path.of("/proc/meminfo"))) > DIRTY_KIB && System.nanoTime() < deadlineNs) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /** What waits to be written, from the text of {@code /proc/meminfo}. */
    static long dirtyKib(String meminfo) {
        return meminfo.lines()
                .filter(line -> line.startsWith("Dirty:") || line.startsWith("Writeback:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
