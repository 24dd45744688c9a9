package io.sampo.storage.directory;

import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of a broker that are on their way from one of its log directories to another, one at a time (KIP-113). A log is
 * copied while it is served; then its replica has to close it, and whoever opens it again completes the move first. Safe
 * from any thread, but that a log is closed, completed and opened by one at a time.
 */
public final class LogMoves implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogMoves.class);
    private static final long THREAD_IDLE_S = 10;

    private final Map<TopicPartition, Move> underWay = new ConcurrentHashMap<>();
    /** Bounded by what puts tasks in: each log is on one way at most. */
    private final ThreadPoolExecutor copier;

    private static final class Move {
        private final LogTransfer transfer;
        private volatile boolean copied;
        private volatile boolean cancelled;

        Move(LogTransfer transfer) {
            this.transfer = transfer;
        }
    }

    public LogMoves() {
        copier = new ThreadPoolExecutor(1, 1, THREAD_IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "sampo-move");
            thread.setDaemon(true);
            return thread;
        });
        copier.allowCoreThreadTimeOut(true);
    }

    /**
     * Begins a move, or goes on with it where it has begun; one to another directory ends.
     *
     * @param copied run on a thread of its own when the log should be closed and opened again
     * @throws IOException if the copy cannot begin
     */
    public synchronized void begin(LogDirectory from, LogDirectory to, TopicPartition partition, Runnable copied)
            throws IOException {
        Move known = underWay.get(partition);
        if (known != null && known.transfer.to() == to) {
            if (known.copied) {
                // Whoever was asked before may not have heard it.
                copier.execute(copied);
            }
            return;
        }
        cancel(partition);
        Move move = new Move(LogTransfer.begin(from, to, partition));
        underWay.put(partition, move);
        copier.execute(() -> copy(partition, move, copied));
    }

    private void copy(TopicPartition partition, Move move, Runnable copied) {
        try {
            move.transfer.copy(() -> move.cancelled);
            move.copied = true;
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "Log {} cannot be copied to {}; it stays where it is",
                    partition,
                    move.transfer.to().path(),
                    e);
            underWay.remove(partition, move);
            move.cancelled = true;
        }
        if (move.cancelled) {
            abandon(partition, move);
        } else {
            copied.run();
        }
    }

    /** The log stays where it is. */
    public synchronized void cancel(TopicPartition partition) {
        Move move = underWay.remove(partition);
        if (move != null) {
            move.cancelled = true;
            if (move.copied) {
                abandon(partition, move);
            }
        }
    }

    /**
     * Completes the move of a log that is closed, if it has been copied.
     *
     * @param deleteDelayMs after which the old files go, where the log was never opened there
     * @return where it is at home now; null if it stays where it was
     */
    public @Nullable LogDirectory complete(TopicPartition partition, long deleteDelayMs) {
        Move move = underWay.get(partition);
        if (move == null || !move.copied || !underWay.remove(partition, move)) {
            return null;
        }
        try {
            move.transfer.complete(deleteDelayMs);
            LOG.info("Log {} has moved to {}", partition, move.transfer.to().path());
            return move.transfer.to();
        } catch (IOException e) {
            LOG.error("Log {} cannot move to {}", partition, move.transfer.to().path(), e);
            abandon(partition, move);
            return null;
        }
    }

    private static void abandon(TopicPartition partition, Move move) {
        try {
            move.transfer.abandon();
        } catch (IOException e) {
            LOG.warn("The copy of log {} is removed at the next start", partition, e);
        }
    }

    /** Bytes copied so far of the logs that are on their way into a directory. */
    public Map<TopicPartition, Long> into(LogDirectory to) {
        Map<TopicPartition, Long> coming = new HashMap<>();
        underWay.forEach((partition, move) -> {
            if (move.transfer.to() == to) {
                coming.put(partition, move.transfer.bytes());
            }
        });
        return coming;
    }

    /** Moves that are not complete have not happened. */
    @Override
    public void close() {
        copier.shutdownNow();
        underWay.keySet().forEach(this::cancel);
    }
}
