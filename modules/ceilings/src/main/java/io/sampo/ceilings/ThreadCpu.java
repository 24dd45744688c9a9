package io.sampo.ceilings;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Time and CPU time of the thread that made it, since then. */
final class ThreadCpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long fromNs = System.nanoTime();
    private final long cpuFromNs = THREADS.getCurrentThreadCpuTime();

    /** Of {@code bytes}; the same thread asks. */
    Spent spent(long bytes) {
        return new Spent(bytes, System.nanoTime() - fromNs, THREADS.getCurrentThreadCpuTime() - cpuFromNs);
    }
}
