package io.sampo.chaos.traffic;

import io.sampo.chaos.model.HistoryFile;
import io.sampo.chaos.model.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes operations to the history file in the order in which they were done, on a thread of its own. Times count from
 * its start. May be used from any thread; whoever records waits if the disk cannot keep up.
 */
public final class Recorder implements AutoCloseable {
    private static final int QUEUE = 65_536;

    private final BlockingQueue<Operation> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicInteger processes = new AtomicInteger();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final long startedNs = System.nanoTime();
    private final HistoryFile file;
    private final Thread thread;
    private volatile boolean closing;

    private Recorder(HistoryFile file) {
        this.file = file;
        this.thread = new Thread(this::write, "sampo-recorder");
        thread.setDaemon(true);
    }

    /** Begins a history at {@code path}. */
    public static Recorder start(Path path, List<String> keys) throws IOException {
        Recorder recorder = new Recorder(HistoryFile.create(path, keys));
        recorder.thread.start();
        return recorder;
    }

    /** A process id that nobody had before. */
    public int nextProcess() {
        return processes.getAndIncrement();
    }

    /** ns since the start. */
    public long nowNs() {
        return System.nanoTime() - startedNs;
    }

    public void record(Operation operation) {
        boolean interrupted = false;
        for (boolean done = false; !done; ) {
            try {
                queue.put(operation);
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (!closing || !queue.isEmpty()) {
                Operation operation = queue.poll(100, TimeUnit.MILLISECONDS);
                if (operation != null && failure.get() == null) {
                    file.append(operation);
                }
            }
        } catch (IOException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything recorded before is in the file afterwards. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }
}
