package io.sampo.replication.actor.write;

import io.sampo.logfiles.CoreTime;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All writes to the logs of one log directory: a disk that stalls may hold up this directory's one writer thread and those
 * few callers that were in a write when it began to stall, which may be threads of clients' connections or of the streams
 * between brokers (decisions 0021 and 0066); no other one. Safe from any thread; the order of the writes of one log is its writer's
 * business ({@code LogWrites}).
 */
public final class DirectoryWriter implements AutoCloseable {
    /** Bytes that may wait for the writer thread. Above, leaders take no batches; the client sends them again. */
    static final long CREDIT_BYTES = 32L * 1024 * 1024;

    /**
     * A log with fewer unforced bytes is left to the operating system: a force costs the same for one page as for many, and
     * a thousand partitions that trickle would cost a thousand of them each 8 MiB.
     */
    static final long WORTH_FORCING_BYTES = 256L * 1024;

    /** A write that has been under way for so long hangs, as far as anybody can tell: nobody joins it. */
    static final long HANGS_NS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWriter.class);
    private static final long THREAD_IDLE_S = 10;
    private static final long CLOSE_WAIT_S = 10;

    private final LongSupplier nowNs;
    private final Executor background;
    private final ThreadPoolExecutor thread;
    private final DiskCalm calm = new DiskCalm();
    private final CoreTime cores;
    private final int callersMax;
    private final AtomicInteger callers = new AtomicInteger();
    /** Callers and the writer thread. */
    private final AtomicInteger inWrite = new AtomicInteger();

    /** When the last write ended, or the first of those under way began. */
    private volatile long movedNs;

    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean writingBack = new AtomicBoolean();
    private final Map<PartitionLog, AtomicLong> unforced = new ConcurrentHashMap<>();
    private volatile boolean nearlyFull;
    private final AtomicLong overThere = new AtomicLong();

    /** One change of a log. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    /**
     * Stands for one directory.
     *
     * @param threadName of the writer thread, which lives only while there is something for it
     * @param callersMax so many callers may be in a write at once, at least 1: as many as a disk holds up when it begins to stall
     * @param background threads of this directory for what is no append and waits for the disk: epochs, retention
     * @param nowNs monotonic clock, ns
     */
    public DirectoryWriter(String threadName, int callersMax, Executor background, LongSupplier nowNs) {
        this(threadName, callersMax, background, nowNs, CoreTime.countedByLinux());
    }

    /** @param threadNs how long the calling thread has had a core or waited for one so far, ns; otherwise as the other one */
    public DirectoryWriter(
            String threadName, int callersMax, Executor background, LongSupplier nowNs, LongSupplier threadNs) {
        this.cores = new CoreTime(threadNs);
        this.callersMax = callersMax;
        this.background = background;
        this.nowNs = nowNs;
        // Bounded by what hands in: each log waits here once at most, and its bytes by the credit or a leader's window.
        this.thread = new ThreadPoolExecutor(
                1, 1, THREAD_IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(task, threadName));
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        return made;
    }

    /**
     * Carries out {@code append} here and now, if the disk is calm and no write hangs: whoever comes after the disk has begun to
     * stall is not held up by it.
     *
     * @return false if nothing was done: it is for the writer thread
     */
    public boolean writeNow(PartitionLog log, int bytes, Write append) throws IOException {
        long now = nowNs.getAsLong();
        if (!calm.isCalm(now) || hangs(now) || !comesIn()) {
            return false;
        }
        try {
            timed(log, bytes, append);
        } finally {
            callers.decrementAndGet();
        }
        return true;
    }

    private boolean hangs(long now) {
        return inWrite.get() > 0 && now - movedNs >= HANGS_NS;
    }

    private boolean comesIn() {
        return callers.getAndUpdate(inside -> inside < callersMax ? inside + 1 : inside) < callersMax;
    }

    /** Carries out {@code append} on the writer thread, which calls this. */
    public void write(PartitionLog log, int bytes, Write append) throws IOException {
        overThere.incrementAndGet();
        timed(log, bytes, append);
    }

    private void timed(PartitionLog log, int bytes, Write append) throws IOException {
        long beganNs = nowNs.getAsLong();
        cores.fromNow(beganNs);
        long endedNs;
        if (inWrite.get() == 0) {
            movedNs = beganNs;
        }
        inWrite.incrementAndGet();
        try {
            append.run();
        } finally {
            endedNs = nowNs.getAsLong();
            movedNs = endedNs;
            inWrite.decrementAndGet();
        }
        unforced.computeIfAbsent(log, absent -> new AtomicLong()).addAndGet(bytes);
        if (calm.wrote(bytes, waitedForDiskNs(beganNs, endedNs), endedNs)) {
            writeBack();
        }
    }

    /** At most; a few ms of it are of no interest to {@link DiskCalm}. */
    private long waitedForDiskNs(long beganNs, long endedNs) {
        long tookNs = endedNs - beganNs;
        return tookNs < DiskCalm.WAIT_NS_MIN ? tookNs : Math.max(0, tookNs - cores.ns());
    }

    /** Runs {@code task} on the writer thread, behind what waits there. */
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** For changes of a log that are no appends and always wait for the disk. */
    public Executor background() {
        return background;
    }

    /** Whether the disk has so little room left that leaders take nothing from clients; all else goes on (STORAGE §4.8). */
    public void nearlyFull(boolean isNearlyFull) {
        nearlyFull = isNearlyFull;
    }

    /** What {@link #nearlyFull(boolean)} said last. */
    public boolean isNearlyFull() {
        return nearlyFull;
    }

    /** True if so many bytes more may wait for the writer thread; always if none wait. */
    public boolean hasRoomFor(int bytes) {
        long waiting = waitingBytes.get();
        return waiting == 0 || waiting + bytes <= CREDIT_BYTES;
    }

    /** So many bytes wait from now on; with a negative number, no longer. */
    public void waits(long bytes) {
        waitingBytes.addAndGet(bytes);
    }

    /** Bytes that wait for the writer thread now. */
    public long waitingBytes() {
        return waitingBytes.get();
    }

    /** Appends that were carried out by the writer thread. */
    public long handedOver() {
        return overThere.get();
    }

    /** {@code log} is about to be closed, which forces it. */
    public void forget(PartitionLog log) {
        unforced.remove(log);
    }

    /**
     * One round at a time. What little a log holds that is not {@linkplain #WORTH_FORCING_BYTES worth forcing} counts as
     * covered.
     */
    private void writeBack() {
        if (!writingBack.compareAndSet(false, true)) {
            return;
        }
        long covered = calm.unforcedBytes();
        List<PartitionLog> due = new ArrayList<>();
        unforced.forEach((log, bytes) -> {
            if (bytes.get() >= WORTH_FORCING_BYTES) {
                due.add(log);
            }
        });
        AtomicInteger open = new AtomicInteger(due.size() + 1);
        for (PartitionLog log : due) {
            unforced.remove(log);
            try {
                log.flushLater(offset -> forced(open, covered));
            } catch (IOException e) {
                LOG.debug("No writeback of a log that is closed or cannot be used any more", e);
                forced(open, covered);
            }
        }
        forced(open, covered);
    }

    private void forced(AtomicInteger open, long covered) {
        if (open.decrementAndGet() == 0) {
            calm.forced(covered);
            writingBack.set(false);
        }
    }

    /** Takes nothing more, and waits a while for what was handed in: a log must not be closed below its writer. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WAIT_S, TimeUnit.SECONDS)) {
                LOG.warn("A write still runs after {} s; closing without it", CLOSE_WAIT_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
