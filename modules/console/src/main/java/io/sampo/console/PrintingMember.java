package io.sampo.console;

import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.RebalanceListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A member of a group that prints what it reads. What was printed, that is, taken by the operating system, is committed when it ends;
 * also when a signal ends it, so that others go on at once, and behind the last line that was written.
 */
public final class PrintingMember implements AutoCloseable {
    /** Records that are written in one go: so many are printed twice at most where the output is not taken. */
    private static final int TURN_RECORDS = 100;
    /** Together with a consumer's close less than the ten seconds after which a container is killed. */
    private static final long TURN_MS = 1_000;

    private static final long COMMIT_MS = 1_000;
    /** For the last words, to somebody who may not read them. */
    private static final long WORDS_MS = 500;

    private final PrintedOffsets printed;
    private final Supplier<CompletionStage<Void>> commit;
    private final Runnable leave;
    private final PrintWriter err;
    private final Runnable lastWord;
    private final long wordsMs;
    /** Who has it writes, or leaves: a signal comes on a thread of its own. Fair, so that who leaves waits for one turn alone. */
    private final Semaphore turn = new Semaphore(1, true);

    private final Thread hook = new Thread(this::leaveBySignal, "sampo-leave-group");
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile boolean isLeaving;
    private boolean isAtItsEnd;

    /** Writes records, all of them to their last byte. */
    @FunctionalInterface
    public interface Output {
        void write(List<ConsumerRecord> records) throws IOException;
    }

    PrintingMember(
            PrintedOffsets printed,
            Supplier<CompletionStage<Void>> commit,
            Runnable leave,
            PrintWriter err,
            Runnable lastWord,
            long wordsMs) {
        this.printed = printed;
        this.commit = commit;
        this.leave = leave;
        this.err = err;
        this.lastWord = lastWord;
        this.wordsMs = wordsMs;
    }

    /**
     * A signal has it leave from now on.
     *
     * @param commits false where the group is to remember nothing
     * @param err is told what a signal left uncommitted
     * @param lastWord when it has left, however it ended
     */
    public static PrintingMember of(Consumer consumer, boolean commits, PrintWriter err, Runnable lastWord) {
        PrintedOffsets printed = new PrintedOffsets();
        PrintingMember member = new PrintingMember(
                printed,
                commits ? () -> printed.commit(consumer) : () -> CompletableFuture.completedFuture(null),
                consumer::close,
                err,
                lastWord,
                WORDS_MS);
        Runtime.getRuntime().addShutdownHook(member.hook);
        return member;
    }

    /** For the subscription. */
    public RebalanceListener listener() {
        return printed;
    }

    /**
     * Writes them. Once a signal has come it writes no more, and returns when the group is left: records that are asked for behind
     * those that were not written would count as dealt with.
     */
    public void print(List<ConsumerRecord> records, Output output) throws IOException {
        for (int from = 0; from < records.size() && !isLeaving; from += TURN_RECORDS) {
            List<ConsumerRecord> some = records.subList(from, Math.min(records.size(), from + TURN_RECORDS));
            turn.acquireUninterruptibly();
            try {
                output.write(some);
                some.forEach(record -> printed.print(record.partition(), record.offset()));
            } finally {
                turn.release();
            }
        }
        if (isLeaving) {
            awaitLeft();
        }
    }

    /** It has printed all that it was asked for: commits that, and fails where it cannot. */
    public void end() {
        isAtItsEnd = true;
        try {
            Connection.await(commit.get());
        } catch (RuntimeException e) {
            if (!isLeaving) {
                throw e;
            }
            // A signal came meanwhile, which commits as well, and says it where it cannot.
        }
    }

    /** Leaves the group; where a signal does that already, waits for it. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came: the hook ends the process.
            awaitLeft();
            return;
        }
        if (!isAtItsEnd) {
            // It has failed, which somebody else tells of; what it printed before is printed all the same.
            commitSoon();
        }
        leave.run();
        lastWord.run();
    }

    /** Empty, or why what was printed is not committed. */
    private Optional<String> commitSoon() {
        try {
            commit.get().toCompletableFuture().get(COMMIT_MS, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (TimeoutException e) {
            return Optional.of("no answer in time");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        }
    }

    private void awaitLeft() {
        try {
            left.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isLeaving() {
        return isLeaving;
    }

    /** Commits and leaves before it says anything: who does not read that must not keep the group waiting. */
    void leaveBySignal() {
        isLeaving = true;
        List<String> words = new ArrayList<>();
        if (!isTurnMine()) {
            words.add("the output was not taken within " + TURN_MS + " ms; up to " + TURN_RECORDS
                    + " records are printed again by whoever goes on");
        }
        commitSoon()
                .ifPresent(why -> words.add(
                        "what was printed last is not committed, and is printed again by whoever goes on: " + why));
        leave.run();
        left.countDown();
        say(words);
    }

    private boolean isTurnMine() {
        try {
            return turn.tryAcquire(TURN_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void say(List<String> words) {
        Thread saying = new Thread(
                () -> {
                    words.forEach(err::println);
                    err.flush();
                    lastWord.run();
                },
                "sampo-last-words");
        saying.setDaemon(true);
        saying.start();
        try {
            saying.join(wordsMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
