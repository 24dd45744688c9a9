package io.sampo.cli;

import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.console.Connection;
import io.sampo.gateway.Gateway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker that this process lives for: SIGTERM and Ctrl-C stop it in order, and the process then ends with 0. Java ends
 * with 143 after a SIGTERM whatever its hooks do, hence the {@code halt} at the end of ours.
 */
final class RunningBroker implements AutoCloseable {
    /** Longer than a controlled shutdown may take by default. */
    private static final long STOP_TIMEOUT_S = 30;

    private final BrokerNode node;
    private final Thread hook;

    private RunningBroker(BrokerNode node, Thread hook) {
        this.node = node;
        this.hook = hook;
    }

    /** Starts it and returns when it serves. A signal that comes earlier gives the start up, whatever it waits for. */
    static RunningBroker start(BrokerSettings settings) {
        CompletableFuture<BrokerNode> start = BrokerNode.start(
                        settings, node -> Gateway.start(node, node::coordinators))
                .toCompletableFuture();
        Thread hook = new Thread(() -> stopAndHalt(start), "sampo-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new RunningBroker(Connection.await(start), hook);
        } catch (RuntimeException e) {
            removeHook(hook);
            throw e;
        }
    }

    BrokerNode node() {
        return node;
    }

    /** Stops it without ending the process. */
    @Override
    public void close() {
        removeHook(hook);
        Connection.await(node.stop());
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came meanwhile: the hook runs and ends the process.
            joinForever(hook);
        }
    }

    private static void joinForever(Thread hook) {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** At once, without hooks: nothing that would still be written could be trusted (STORAGE §4.5). */
    @SuppressWarnings("SystemExitOutsideMain")
    static void haltWithoutStorage(String why) {
        System.err.println("sampo: " + why + "; the broker ends");
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    @SuppressWarnings("SystemExitOutsideMain")
    private static void stopAndHalt(CompletableFuture<BrokerNode> start) {
        int exitCode = ExitCode.DONE;
        try {
            // False where it serves; and where it has failed, which is said below.
            if (!start.cancel(true)) {
                start.get().stop().toCompletableFuture().get(STOP_TIMEOUT_S, TimeUnit.SECONDS);
            }
        } catch (TimeoutException e) {
            System.err.println("sampo: the broker did not stop within " + STOP_TIMEOUT_S + " s");
            exitCode = ExitCode.FAILED;
        } catch (ExecutionException | RuntimeException e) {
            System.err.println("sampo: " + Failure.of(e).line());
            exitCode = ExitCode.FAILED;
        } catch (InterruptedException e) {
            exitCode = ExitCode.FAILED;
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
