package io.sampo.transport.session;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control loop: one thread, {@code sampo-control}, on which all session links of a process live and on which their rules
 * may be run, so that these need no locks. Data never comes here (H38).
 */
public final class SessionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop eventLoop;

    private SessionLoop() {
        group = new MultiThreadIoEventLoopGroup(1, SessionLoop::thread, NioIoHandler.newFactory());
        eventLoop = group.next();
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "sampo-control");
        thread.setDaemon(true);
        return thread;
    }

    /** A loop with a thread of its own; close it after everything that lives on it. */
    public static SessionLoop start() {
        return new SessionLoop();
    }

    /** Runs {@code task} on the loop; from any thread. It must not block. */
    public void execute(Runnable task) {
        eventLoop.execute(guarded(task));
    }

    /** Runs {@code task} on the loop again and again, until the future is cancelled or the loop closed. */
    public Future<?> every(long intervalMs, Runnable task) {
        return eventLoop.scheduleWithFixedDelay(guarded(task), intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    /** A task that throws must not silently end a repetition. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task on the control loop has failed", e);
            }
        };
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Ends the thread. Connections still open are closed. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        if (!eventLoop.inEventLoop() && !group.terminationFuture().awaitUninterruptibly(STOP_TIMEOUT_MS)) {
            LOG.error("The control loop has not ended within {} ms", STOP_TIMEOUT_MS);
        }
    }
}
