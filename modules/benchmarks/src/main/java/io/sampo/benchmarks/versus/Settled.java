package io.sampo.benchmarks.versus;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The state of the machine in which every run begins: nothing waits to be written, where others write too within reason, and
 * no memory is free, but all of it is page cache, as on a machine that has been up for a day.
 *
 * <p>Memory that is free may be no memory yet: a virtual machine gets it from its host page by page when it is first written, and
 * gives it back when files are deleted. On the machine of RESULTS.md such pages cost 2 CPU-s/GB, and pages that the kernel takes from
 * its page cache 0.2; a broker that spends 1 is not to be measured on the former. One thread.
 */
final class Settled implements AutoCloseable {
    private static final long WITHIN_S = 30;
    private static final long POLL_MS = 200;
    private static final long DIRTY_KIB = 50_000;
    /** Any file system can have such a file; by the time it has been read its first pages are long gone. */
    private static final long HOLES_BYTES = 1L << 40;

    private static final int READ_BYTES = 1 << 20;
    private static final int STEP_BYTES = 256 << 20;

    private final Path file;
    private final RandomAccessFile holes;
    private final ByteBuffer target = ByteBuffer.allocateDirect(READ_BYTES);
    private long position;

    /** @param directory for a file without blocks, which is read on and on: what is read twice the kernel takes for more than it is worth */
    Settled(Path directory) throws IOException {
        file = Files.createDirectories(directory).resolve("holes");
        Files.deleteIfExists(file);
        holes = new RandomAccessFile(file.toFile(), "rw");
        holes.setLength(HOLES_BYTES);
    }

    void await() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor(WITHIN_S, TimeUnit.SECONDS);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (kib("Dirty:") + kib("Writeback:") > DIRTY_KIB && System.nanoTime() < deadlineNs) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        fillPageCache();
    }

    /** Reads until that takes pages from other files: what is free falls by less than half of what was read, twice. */
    private void fillPageCache() throws IOException {
        long leftBytes = kib("MemTotal:") * 1024;
        int inVain = 0;
        while (inVain < 2 && leftBytes > 0) {
            long before = kib("MemFree:");
            FileChannel channel = holes.getChannel();
            for (int done = 0; done < STEP_BYTES; done += READ_BYTES) {
                position = (position + channel.read(target.clear(), position)) % HOLES_BYTES;
            }
            leftBytes -= STEP_BYTES;
            long fellBytes = (before - kib("MemFree:")) * 1024;
            inVain = fellBytes > STEP_BYTES / 2 ? 0 : inVain + 1;
        }
    }

    private static long kib(String key) throws IOException {
        return kib(key, Files.readString(Path.of("/proc/meminfo")));
    }

    /** The number behind {@code key} in the text of {@code /proc/meminfo}; 0 where it is not there. */
    static long kib(String key, String meminfo) {
        return meminfo.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Override
    public void close() throws IOException {
        holes.close();
        Files.deleteIfExists(file);
    }
}
