package io.sampo.cli.log;

import io.sampo.logfiles.segment.SegmentNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on long work how much of it is done, a line every few seconds. */
final class Progress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final double MEGABYTE = 1e6;

    private final PrintWriter out;
    private final long totalBytes;
    private long doneBytes;
    private long nextNanos = System.nanoTime() + EVERY_NANOS;

    private Progress(PrintWriter out, long totalBytes) {
        this.out = out;
        this.totalBytes = totalBytes;
    }

    /** The work is to read the segments of these partitions. */
    static Progress of(List<Path> partitions, PrintWriter out) throws IOException {
        long bytes = 0;
        for (Path partition : partitions) {
            for (long baseOffset : SegmentNames.baseOffsets(partition)) {
                Path log = SegmentNames.log(partition, baseOffset);
                bytes += Files.exists(log) ? Files.size(log) : 0;
            }
        }
        return new Progress(out, bytes);
    }

    void read(long bytes) {
        doneBytes += bytes;
        if (System.nanoTime() - nextNanos >= 0) {
            nextNanos = System.nanoTime() + EVERY_NANOS;
            out.println(String.format(
                    Locale.ROOT,
                    "sampo: %.0f of %.0f MB read, %.0f %%",
                    doneBytes / MEGABYTE,
                    totalBytes / MEGABYTE,
                    100.0 * doneBytes / Math.max(1, totalBytes)));
        }
    }
}
