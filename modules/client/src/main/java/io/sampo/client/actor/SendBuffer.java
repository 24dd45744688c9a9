package io.sampo.client.actor;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ClientMetrics.Metric;
import io.sampo.client.RecordMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The records of one producer between {@code send} and acknowledgement: those inside count against {@code buffer.memory},
 * those outside wait for room, in order. Every record leaves through {@link #acknowledge} or {@link #fail}, once.
 */
final class SendBuffer {
    private final SendInbox inbox;
    private final long bytesMax;
    private final long maxBlockMs;
    private final AtomicLong acceptedBytes;
    private final ClientMetrics metrics;
    private final Deque<PendingSend> outside = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> awaitingRoom = new ArrayList<>();
    private final FlushGenerations flushes = new FlushGenerations();
    private long bytes;

    /**
     * @param inbox where records come from
     * @param acceptedBytes what {@code send} adds to, and what a record that leaves is taken from
     */
    SendBuffer(SendInbox inbox, long bytesMax, long maxBlockMs, AtomicLong acceptedBytes, ClientMetrics metrics) {
        this.inbox = inbox;
        this.bytesMax = bytesMax;
        this.maxBlockMs = maxBlockMs;
        this.acceptedBytes = acceptedBytes;
        this.metrics = metrics;
    }

    /**
     * Takes in what was sent, {@code most} records at most; true if that was all. If not, nobody announces what is left: the
     * caller comes again.
     */
    boolean takeIn(int most, long nowMs) {
        for (int taken = 0; taken < most; taken++) {
            PendingSend send = inbox.poll();
            if (send == null) {
                inbox.looked();
                // What came in between was not announced.
                send = inbox.poll();
            }
            if (send == null) {
                return true;
            }
            send.accepted(nowMs, flushes.begun());
            outside.add(send);
        }
        return false;
    }

    /** Nobody takes in anything after this. */
    void takeInTheLast(long nowMs) {
        inbox.stop();
        takeIn(Integer.MAX_VALUE, nowMs);
    }

    /** The next record for which there is room; it is inside from here on. Null if there is none. */
    @Nullable
    PendingSend letIn() {
        PendingSend head = outside.peek();
        if (head == null || (bytes > 0 && bytes + head.sizeBytes() > bytesMax)) {
            return null;
        }
        bytes += head.sizeBytes();
        return outside.remove();
    }

    /** So many records go out, for the {@code attempt}-th time. */
    void goOut(int records, int attempt) {
        metrics.add(attempt == 1 ? Metric.RECORD_SEND : Metric.RECORD_RETRY, records);
    }

    /**
     * All of a batch, in its order: the first one has {@code baseOffset} and each one the next, or all of them none where that is negative.
     *
     * @param appendTimeMs of all of them; negative where each keeps its own time
     */
    void acknowledge(List<PendingSend> sends, TopicPartition partition, long baseOffset, long appendTimeMs) {
        long offset = baseOffset;
        for (PendingSend send : sends) {
            long timestampMs = appendTimeMs >= 0 ? appendTimeMs : send.timestampMs();
            send.promise().complete(new RecordMetadata(partition, offset, timestampMs));
            offset = offset < 0 ? offset : offset + 1;
        }
        // First the records, then the flush that waits for them.
        leave(sends);
    }

    void fail(PendingSend send, RuntimeException why) {
        metrics.add(Metric.RECORD_ERROR, 1);
        send.promise().completeExceptionally(why);
        leave(List.of(send));
    }

    /** Fails what has waited outside for too long. */
    void failLate(long nowMs) {
        while (!outside.isEmpty() && nowMs - outside.peek().acceptedMs() >= maxBlockMs) {
            failOutside(new SampoException(
                    ErrorCode.REQUEST_TIMED_OUT, "No room in buffer.memory within max.block.ms = " + maxBlockMs));
        }
    }

    /** Fails everything outside. */
    void failWaiting(RuntimeException why) {
        while (!outside.isEmpty()) {
            failOutside(why);
        }
    }

    /** When the first record outside has waited for too long; {@code Long.MAX_VALUE} if none waits. */
    long deadlineMs() {
        PendingSend head = outside.peek();
        return head == null ? Long.MAX_VALUE : head.acceptedMs() + maxBlockMs;
    }

    /** Completes {@code promise} as soon as there is room. */
    void awaitRoom(CompletableFuture<Void> promise) {
        awaitingRoom.add(promise);
        giveRoom();
    }

    /** Completes {@code promise} when everything offered so far has left. */
    void flush(CompletableFuture<Void> promise) {
        flushes.flush(promise);
    }

    /** True if somebody waits for that record to leave. */
    boolean isFlushed(PendingSend send) {
        return flushes.isFlushed(send.flushGeneration());
    }

    private void failOutside(RuntimeException why) {
        PendingSend send = outside.remove();
        bytes += send.sizeBytes();
        fail(send, why);
    }

    /** What is shared with the threads that send is touched once for all of them, and before whoever waits is told. */
    private void leave(List<PendingSend> sends) {
        long leftBytes = 0;
        for (PendingSend send : sends) {
            leftBytes += send.sizeBytes();
        }
        bytes -= leftBytes;
        acceptedBytes.addAndGet(-leftBytes);
        for (PendingSend send : sends) {
            flushes.finished(send.flushGeneration());
        }
        giveRoom();
    }

    private void giveRoom() {
        if (!awaitingRoom.isEmpty() && outside.isEmpty() && bytes < bytesMax) {
            List<CompletableFuture<Void>> ready = List.copyOf(awaitingRoom);
            awaitingRoom.clear();
            ready.forEach(promise -> promise.complete(null));
        }
    }
}
