package io.sampo.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * CPU time of the measuring thread, ours and that of a ceiling, taken in turns of a millisecond or so: what else the machine
 * does meanwhile, it does to both. JMH reports the sums of each iteration.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long oursNs;
    private long ceilingsNs;
    private long handledBytes;
    private long sinceNs;

    /** Before each iteration: JMH reads the sums after it. */
    @Setup(Level.Iteration)
    public void reset() {
        oursNs = 0;
        ceilingsNs = 0;
        handledBytes = 0;
    }

    /** Something measured begins. */
    public void begin() {
        sinceNs = THREADS.getCurrentThreadCpuTime();
    }

    /** Our part has ended, the ceiling's begins; ours handled so many bytes. */
    public void ours(long bytes) {
        long nowNs = THREADS.getCurrentThreadCpuTime();
        oursNs += nowNs - sinceNs;
        sinceNs = nowNs;
        handledBytes += bytes;
    }

    /** The ceiling's part has ended, ours begins. */
    public void ceiling() {
        long nowNs = THREADS.getCurrentThreadCpuTime();
        ceilingsNs += nowNs - sinceNs;
        sinceNs = nowNs;
    }

    /** CPU nanoseconds of ours. */
    public long cpuNs() {
        return oursNs;
    }

    /** CPU nanoseconds of the ceiling. */
    public long ceilingNs() {
        return ceilingsNs;
    }

    /** Bytes that each of them handled. */
    public long bytes() {
        return handledBytes;
    }
}
