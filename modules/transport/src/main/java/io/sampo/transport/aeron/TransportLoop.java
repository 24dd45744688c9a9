package io.sampo.transport.aeron;

import io.aeron.exceptions.TimeoutException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of the thread {@code sampo-transport}: turn of driver and client, arrivals, chunks; asleep when all of them had
 * nothing. After a pause longer than driver and client bear, or a failure, both are built anew and the peers' streams opened
 * again.
 */
final class TransportLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TransportLoop.class);
    /** After the last frame the loop stays a light sleeper this long: a lost datagram is asked for again by timer only. */
    private static final long LIVELY_MS = 100;

    private static final long LIVELY_SLEEP_MS = 1;
    /** Datagrams end the sleep; by timer only the driver acts: heartbeats, status (100 ms and more), and a second request for what is lost. */
    private static final long QUIET_SLEEP_MS = 50;

    private static final long CARE_INTERVAL_MS = 100;
    private static final long REBUILD_PAUSE_MS = 1_000;

    private final Supplier<AeronNode> newNode;
    private final ConcurrentMap<Integer, PeerLink> peers;
    private final Lock exclusive;
    private final SocketSleeper sleeper;
    private final Tally tally;
    private final IntSupplier roundEnded;
    private final long pauseMaxMs;

    private final Queue<PeerLink> departed = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile boolean running = true;
    private volatile boolean careRequested;
    private volatile @Nullable Error failure;

    private long lastTurnMs;
    private long lastCareMs;
    private long lastFrameMs;
    /** A datagram ended the last sleep. If it was no frame, it may have shown that one before it is lost. */
    private boolean stirred;

    /**
     * @param exclusive held while publications are unmapped, so that no thread is writing into them
     * @param roundEnded called after each look for arrivals; says how much it did
     * @param clientLivenessTimeoutMs what driver and client bear; the loop gives up a little earlier than they would
     */
    TransportLoop(
            Supplier<AeronNode> newNode,
            ConcurrentMap<Integer, PeerLink> peers,
            Lock exclusive,
            SocketSleeper sleeper,
            Tally tally,
            IntSupplier roundEnded,
            long clientLivenessTimeoutMs) {
        this.newNode = newNode;
        this.peers = peers;
        this.exclusive = exclusive;
        this.sleeper = sleeper;
        this.tally = tally;
        this.roundEnded = roundEnded;
        this.pauseMaxMs = clientLivenessTimeoutMs * 8 / 10;
    }

    /** Completes when the streams are open; fails if they cannot be. */
    CompletableFuture<Void> started() {
        return started;
    }

    /** The table of peers has changed; {@code gone}, if any, is to be closed. From any thread. */
    void peersChanged(PeerLink... gone) {
        departed.addAll(List.of(gone));
        careRequested = true;
        sleeper.wake();
    }

    /** Ends {@link #run}. From any thread. */
    void stop() {
        running = false;
        sleeper.wake();
    }

    /** Why the loop has ended though nobody stopped it; null as long as it has not. */
    @Nullable
    Error failure() {
        return failure;
    }

    @Override
    public void run() {
        AeronNode node;
        try {
            node = firstNode();
        } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
            return;
        }
        lastTurnMs = nowMs();
        started.complete(null);
        try {
            turnUntilStopped(node);
        } catch (Error e) {
            // No rebuilding helps against a JVM that cannot: whoever owns the streams has to know that they are dead.
            failure = e;
            LOG.error("The transport loop has ended: nothing is replicated any more", e);
        }
    }

    /** On a starved machine driver and client may lose each other before their first turn: once that is forgiven. */
    private AeronNode firstNode() {
        try {
            return newNode.get();
        } catch (TimeoutException e) {
            LOG.warn("Driver and client lost each other at their start, trying once more: {}", e.getMessage());
            return newNode.get();
        }
    }

    private void turnUntilStopped(AeronNode first) {
        AeronNode node = first;
        try {
            while (running) {
                try {
                    node = step(node);
                } catch (RuntimeException e) {
                    LOG.error("The transport loop has failed and begins anew", e);
                    node = rebuilt(node);
                }
            }
        } finally {
            closeExclusively(node);
        }
    }

    private AeronNode step(AeronNode node) {
        long nowMs = nowMs();
        if (nowMs - lastTurnMs > pauseMaxMs || node.isClosed()) {
            LOG.warn("The process paused for {} ms: replication streams are built anew", nowMs - lastTurnMs);
            return rebuilt(node);
        }
        if (turn(node, nowMs) == 0) {
            sleeper.announce();
            // What was offered before the announcement did not wake anybody.
            if (running && !careRequested && turn(node, nowMs) == 0) {
                boolean lively = stirred || nowMs - lastFrameMs < LIVELY_MS;
                stirred = sleeper.sleep(lively ? LIVELY_SLEEP_MS : QUIET_SLEEP_MS);
            } else {
                sleeper.withdraw();
            }
        }
        return node;
    }

    private int turn(AeronNode node, long nowMs) {
        lastTurnMs = nowMs;
        if (careRequested || nowMs - lastCareMs >= CARE_INTERVAL_MS) {
            careRequested = false;
            lastCareMs = nowMs;
            careForPeers(node, nowMs);
        }
        int chunks = 0;
        for (PeerLink peer : peers.values()) {
            chunks += peer.drain();
        }
        int turned = node.turn();
        int frames;
        int done;
        try {
            frames = node.poll();
        } finally {
            // Also after a failure: what was received before it must not wait for streams that are built anew.
            done = roundEnded.getAsInt();
        }
        if (chunks + frames > 0) {
            lastFrameMs = nowMs;
        }
        return chunks + turned + frames + done;
    }

    private void careForPeers(AeronNode node, long nowMs) {
        for (PeerLink gone = departed.poll(); gone != null; gone = departed.poll()) {
            gone.close();
        }
        for (PeerLink peer : peers.values()) {
            peer.ensureOpen(node, nowMs);
        }
    }

    /** Closes {@code old} and tries until there is a new node or the loop is stopped. */
    private AeronNode rebuilt(AeronNode old) {
        closeExclusively(old);
        tally.rebuilds.increment();
        AeronNode node = old;
        while (running && node == old) {
            try {
                node = newNode.get();
                careRequested = true;
            } catch (RuntimeException e) {
                LOG.error("Replication streams cannot be built, trying again", e);
                sleeper.announce();
                sleeper.sleep(REBUILD_PAUSE_MS);
            }
        }
        lastTurnMs = nowMs();
        return node;
    }

    private void closeExclusively(AeronNode node) {
        exclusive.lock();
        try {
            peers.values().forEach(PeerLink::close);
            node.close();
        } finally {
            exclusive.unlock();
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
