package io.sampo.console.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines one after the other and waits for an answer to each, with a bound on what is under way: when it is reached,
 * nothing is read until answers come. Runs on the caller's thread; answers may come on any.
 */
public final class LineSender {
    /** Lines without an answer yet. */
    private static final int LINES_MAX = 20_000;
    /** Their bytes. */
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    /** Where lines go. A line that is not taken fails its stage; the method itself does not throw. */
    @FunctionalInterface
    public interface Target {
        CompletionStage<?> send(byte @Nullable [] key, byte[] value);
    }

    private record Answer(int bytes, long atNanos, @Nullable Throwable failure) {}

    private final Target target;
    private final AckTally tally;
    private final Consumer<String> report;
    private final byte @Nullable [] keySeparator;
    private final Pace pace;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private int linesUnderWay;
    private long bytesUnderWay;
    private long lineNumber;

    /**
     * @param report is told of gaps that {@code tally} finds long enough, one line each
     * @param keySeparator what stands between key and value, or null if lines are values alone
     */
    public LineSender(
            Target target, AckTally tally, Consumer<String> report, @Nullable String keySeparator, Pace pace) {
        this.target = target;
        this.tally = tally;
        this.report = report;
        this.keySeparator = keySeparator == null ? null : keySeparator.getBytes(StandardCharsets.UTF_8);
        this.pace = pace;
    }

    /**
     * Sends everything and returns when each line has its answer.
     *
     * @throws IllegalArgumentException if a line has no key separator where there must be one; lines before it are sent
     */
    public void sendAll(LineReader lines) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                awaitTurn(startNanos + pace.dueNanos(lineNumber));
                lineNumber++;
                send(line);
                for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
                    count(answer);
                }
            }
        } finally {
            while (linesUnderWay > 0) {
                count(answers.take());
            }
        }
    }

    private void awaitTurn(long dueNanos) throws InterruptedException {
        while (linesUnderWay >= LINES_MAX || bytesUnderWay >= BYTES_MAX) {
            count(answers.take());
        }
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            Answer answer = answers.poll(left, TimeUnit.NANOSECONDS);
            if (answer != null) {
                count(answer);
            }
        }
    }

    private void send(byte[] line) {
        byte[] key = null;
        byte[] value = line;
        if (keySeparator != null) {
            int at = indexOf(line, keySeparator);
            if (at < 0) {
                throw new IllegalArgumentException("line " + lineNumber + " has no key separator '"
                        + new String(keySeparator, StandardCharsets.UTF_8) + "'; write KEY"
                        + new String(keySeparator, StandardCharsets.UTF_8) + "VALUE");
            }
            key = Arrays.copyOf(line, at);
            value = Arrays.copyOfRange(line, at + keySeparator.length, line.length);
        }
        linesUnderWay++;
        bytesUnderWay += line.length;
        tally.sent(millis(System.nanoTime()));
        target.send(key, value)
                .whenComplete((done, failure) -> answers.add(new Answer(line.length, System.nanoTime(), failure)));
    }

    private void count(Answer answer) {
        linesUnderWay--;
        bytesUnderWay -= answer.bytes();
        if (answer.failure() != null) {
            tally.failed(String.valueOf(answer.failure().getMessage()));
            return;
        }
        long gapMs = tally.acknowledged(millis(answer.atNanos()));
        if (gapMs > 0) {
            report.accept("gap-ms=" + gapMs + " before-acknowledged=" + tally.acknowledged());
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static int indexOf(byte[] line, byte[] wanted) {
        for (int at = 0; at + wanted.length <= line.length; at++) {
            if (Arrays.equals(line, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
