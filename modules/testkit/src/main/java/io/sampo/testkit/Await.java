package io.sampo.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions and results with a deadline, so that no test sleeps for a guessed time. */
public final class Await {
    /** Long enough for a loaded machine with two cores: reaching it is a failure, not a measurement. */
    public static final Duration LONG = Duration.ofSeconds(90);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    /**
     * Asks until it is so.
     *
     * @param what completes the sentence "waited 30 s for …"; evaluated when the deadline has passed
     * @throws AssertionError when {@code within} has passed
     */
    public static void until(Duration within, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + within.toMillis() + " ms for " + what.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting for " + what.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** As {@link #until(Duration, Supplier, BooleanSupplier)} with a fixed text and {@link #LONG}. */
    public static void until(String what, BooleanSupplier condition) {
        until(LONG, () -> what, condition);
    }

    /**
     * The result of a stage.
     *
     * @throws AssertionError when {@code within} has passed, or with the cause when the stage has failed
     */
    public static <T> T result(CompletionStage<T> stage, Duration within) {
        try {
            return stage.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no result within " + within.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a result", e);
        }
    }

    /** As {@link #result(CompletionStage, Duration)} with {@link #LONG}. */
    public static <T> T result(CompletionStage<T> stage) {
        return result(stage, LONG);
    }
}
