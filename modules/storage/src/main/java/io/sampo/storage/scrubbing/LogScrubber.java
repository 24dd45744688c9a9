package io.sampo.storage.scrubbing;

import io.sampo.model.TopicPartition;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.cleaning.IoPace;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads the sealed segments of one log directory again, all of them once per interval and never faster than
 * allowed. A log in which it finds damage it hands over, once, and goes on with the others. Any thread may ask for the {@link
 * #figures}.
 */
public final class LogScrubber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogScrubber.class);

    private final ScrubSettings settings;
    private final Supplier<Map<TopicPartition, SegmentedLog>> logs;
    private final BiConsumer<TopicPartition, CorruptLogException> onDamage;
    private final IoPace pace;
    /** Each pass takes the logs in another order: a broker that never runs for a whole pass misses none for good. */
    private final Random order = new Random();

    private boolean stopped;
    private Figures figures = Figures.NONE;

    /**
     * What was done since the start.
     *
     * @param passes over all logs that were open
     * @param segments read
     * @param bytesRead of them
     * @param damaged logs that were handed over
     */
    public record Figures(long passes, long segments, long bytesRead, long damaged) {
        /** Before anything was done. */
        public static final Figures NONE = new Figures(0, 0, 0, 0);
    }

    private LogScrubber(
            ScrubSettings settings,
            Supplier<Map<TopicPartition, SegmentedLog>> logs,
            BiConsumer<TopicPartition, CorruptLogException> onDamage) {
        this.settings = settings;
        this.logs = logs;
        this.onDamage = onDamage;
        this.pace = new IoPace(settings.bytesPerSecond(), System::nanoTime);
    }

    /**
     * Starts its thread; the first pass begins at once.
     *
     * @param name of the thread
     * @param logs that are open in the directory now
     * @param onDamage told of a log that is damaged, on this thread; it has to put the log aside
     */
    public static LogScrubber start(
            String name,
            ScrubSettings settings,
            Supplier<Map<TopicPartition, SegmentedLog>> logs,
            BiConsumer<TopicPartition, CorruptLogException> onDamage) {
        LogScrubber scrubber = new LogScrubber(settings, logs, onDamage);
        Thread thread = new Thread(scrubber::run, name);
        thread.setDaemon(true);
        if (settings.intervalMs() > 0) {
            thread.start();
        }
        return scrubber;
    }

    /** For tests: nothing happens but by {@link #pass}. */
    static LogScrubber withoutThread(
            ScrubSettings settings,
            Supplier<Map<TopicPartition, SegmentedLog>> logs,
            BiConsumer<TopicPartition, CorruptLogException> onDamage) {
        return new LogScrubber(settings, logs, onDamage);
    }

    private void run() {
        while (!isStopped()) {
            long startedNs = System.nanoTime();
            try {
                pass();
            } catch (CancellationException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("A scrub has failed; the next one begins as planned", e);
            }
            pauseUntil(startedNs + settings.intervalMs() * 1_000_000);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void pauseUntil(long ns) {
        try {
            for (long leftNs = ns - System.nanoTime(); !stopped && leftNs > 0; leftNs = ns - System.nanoTime()) {
                wait(Math.max(1, leftNs / 1_000_000));
            }
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Reads every sealed segment once. */
    void pass() {
        List<Map.Entry<TopicPartition, SegmentedLog>> present =
                new ArrayList<>(logs.get().entrySet());
        Collections.shuffle(present, order);
        for (Map.Entry<TopicPartition, SegmentedLog> one : present) {
            try {
                CorruptLogException damage = damageIn(one.getValue());
                if (damage != null) {
                    count(0, 0, 1);
                    onDamage.accept(one.getKey(), damage);
                }
            } catch (IOException e) {
                // Closed or deleted meanwhile, or its directory has failed: somebody else's affair.
                LOG.debug("Log {} was not scrubbed to its end", one.getKey(), e);
            }
        }
        synchronized (this) {
            figures = new Figures(figures.passes() + 1, figures.segments(), figures.bytesRead(), figures.damaged());
        }
    }

    private @Nullable CorruptLogException damageIn(SegmentedLog log) throws IOException {
        for (long baseOffset : log.scrubbable()) {
            CorruptLogException damage = log.scrub(baseOffset, this::spend);
            count(1, 0, 0);
            if (damage != null) {
                return damage;
            }
        }
        return null;
    }

    private void spend(int bytes) {
        count(0, bytes, 0);
        pace.spent(bytes, () -> !isStopped());
        if (isStopped()) {
            throw new CancellationException("the scrubber is closed");
        }
    }

    private synchronized void count(int segments, int bytes, int damaged) {
        figures = new Figures(
                figures.passes(),
                figures.segments() + segments,
                figures.bytesRead() + bytes,
                figures.damaged() + damaged);
    }

    public synchronized Figures figures() {
        return figures;
    }

    /** Ends the thread at its next read. Never by interruption: that closes the file that is being read. */
    @Override
    public synchronized void close() {
        stopped = true;
        notifyAll();
    }
}
