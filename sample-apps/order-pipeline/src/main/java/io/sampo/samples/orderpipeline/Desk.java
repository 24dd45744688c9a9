package io.sampo.samples.orderpipeline;

import io.sampo.client.ConsumerRecord;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;

/**
 * Where orders are done, each after a while. It notices what must never happen: that an order of a customer begins before the one
 * before it is done. Any thread.
 */
final class Desk {
    private final int handlerMs;
    private final Executor executor;
    private final PrintStream journal;
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final Map<String, Boolean> busy = new ConcurrentHashMap<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong firstNs = new AtomicLong();
    private final AtomicLong lastNs = new AtomicLong();

    /** @param journal gets a line for each order that is done */
    Desk(int handlerMs, Executor executor, PrintStream journal) {
        this.handlerMs = handlerMs;
        this.executor = executor;
        this.journal = journal;
    }

    /** Done when the order is; fails if it is out of order. */
    CompletionStage<Done> handle(ConsumerRecord order) {
        firstNs.compareAndSet(0, System.nanoTime());
        String customer = String.valueOf(order.keyText());
        if (busy.put(customer, true) != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("two orders of " + customer + " at a time"));
        }
        return CompletableFuture.supplyAsync(
                () -> ended(order, customer),
                CompletableFuture.delayedExecutor(handlerMs, TimeUnit.MILLISECONDS, executor));
    }

    private Done ended(ConsumerRecord order, String customer) {
        long number = Long.parseLong(String.valueOf(order.valueText()).split(" ", 2)[0]);
        Long before = numbers.put(customer, number);
        if (before != null && number != before + 1) {
            throw new IllegalStateException("order " + number + " of " + customer + " comes after " + before);
        }
        // One write, so that who is killed leaves no half of it.
        journal.print(order.partition().partition() + " " + order.offset() + " " + customer + " " + number + "\n");
        lastNs.set(System.nanoTime());
        done.incrementAndGet();
        busy.remove(customer);
        return Done.getInstance();
    }

    long done() {
        return done.get();
    }

    /** What it has done, and how fast, in one line. */
    String report() {
        double seconds = (lastNs.get() - firstNs.get()) / 1e9;
        return String.format(
                "%d orders of %d customers in %.2f s: %.0f/s",
                done.get(), numbers.size(), seconds, seconds > 0 ? done.get() / seconds : 0);
    }
}
