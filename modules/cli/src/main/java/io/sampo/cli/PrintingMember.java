package io.sampo.cli;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.RebalanceListener;
import io.sampo.console.Connection;
import io.sampo.console.PrintedOffsets;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A member of a group that prints what it reads. What was printed is committed, at the latest when it ends; also when a signal ends
 * it, so that others go on at once, and behind the last line that was written.
 */
final class PrintingMember {
    /** For a batch that is being written to somebody who may have stopped reading, and again for the commit. */
    private static final long PATIENCE_MS = 3_000;

    private final Consumer consumer;
    private final PrintedOffsets printed = new PrintedOffsets();
    /** Who has it writes a batch, or leaves, and then nothing is written any more: a signal comes on a thread of its own. */
    private final Semaphore turn = new Semaphore(1);

    private final Thread leave = new Thread(this::leave, "sampo-leave-group");

    /** Writes records, all of them to their last byte. */
    @FunctionalInterface
    interface Output {
        void write(List<ConsumerRecord> records) throws IOException;
    }

    /** A signal has it leave from now on. */
    PrintingMember(Consumer consumer) {
        this.consumer = consumer;
        Runtime.getRuntime().addShutdownHook(leave);
    }

    /** For the subscription. */
    RebalanceListener listener() {
        return printed;
    }

    void print(List<ConsumerRecord> records, Output output) throws IOException {
        turn.acquireUninterruptibly();
        try {
            output.write(records);
            records.forEach(record -> printed.print(record.partition(), record.offset()));
        } finally {
            turn.release();
        }
    }

    /** It has printed all that it was asked for. */
    void end() {
        try {
            Runtime.getRuntime().removeShutdownHook(leave);
        } catch (IllegalStateException e) {
            // A signal came meanwhile: the hook commits, leaves, and ends the process.
            awaitLeave();
            return;
        }
        Connection.await(printed.commit(consumer));
        consumer.close();
    }

    private void awaitLeave() {
        try {
            leave.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        try {
            boolean isWritten = turn.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS);
            printed.commit(consumer).toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (!isWritten) {
                System.err.println("sampo: nobody reads the output; what was being printed is not committed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("sampo: the last lines are not committed, another member prints them again: "
                    + Failure.of(e).line());
        }
        consumer.close();
    }
}
