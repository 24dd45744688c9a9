package io.sampo.replication;

import io.sampo.model.ErrorCode;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Produces that wait until an offset is passed, as plain data, in order of offset (Kafka's purgatory). */
final class PendingProduces {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long nextDeadlineMs = Long.MAX_VALUE;

    private record Waiting(long requestId, long baseOffset, long endOffset, long deadlineMs) {}

    int size() {
        return waiting.size();
    }

    /** Waits until everything below {@code endOffset} counts. A repeated batch may come with an offset of long ago. */
    void add(long requestId, long baseOffset, long endOffset, long deadlineMs) {
        Waiting added = new Waiting(requestId, baseOffset, endOffset, deadlineMs);
        if (waiting.isEmpty() || waiting.peekLast().endOffset <= endOffset) {
            waiting.addLast(added);
        } else {
            insert(added);
        }
        nextDeadlineMs = Math.min(nextDeadlineMs, deadlineMs);
    }

    /** Answers all that waited for offsets below {@code offset}: they were written, or are committed (R24). */
    void complete(long offset, ReplicaEffects effects) {
        Waiting first = waiting.peekFirst();
        while (first != null && first.endOffset <= offset) {
            waiting.pollFirst();
            effects.produced(first.requestId, ErrorCode.NONE, first.baseOffset);
            first = waiting.peekFirst();
        }
    }

    /** Answers those whose time is over; what they appended stays. */
    void expire(long nowMs, ErrorCode error, ReplicaEffects effects) {
        if (nowMs < nextDeadlineMs) {
            return;
        }
        nextDeadlineMs = Long.MAX_VALUE;
        for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
            Waiting next = i.next();
            if (next.deadlineMs <= nowMs) {
                i.remove();
                effects.produced(next.requestId, error, -1);
            } else {
                nextDeadlineMs = Math.min(nextDeadlineMs, next.deadlineMs);
            }
        }
    }

    /** Answers everybody. */
    void fail(ErrorCode error, ReplicaEffects effects) {
        for (Waiting next : waiting) {
            effects.produced(next.requestId, error, -1);
        }
        waiting.clear();
        nextDeadlineMs = Long.MAX_VALUE;
    }

    long nextDeadlineMs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : nextDeadlineMs;
    }

    private void insert(Waiting added) {
        ArrayDeque<Waiting> younger = new ArrayDeque<>();
        while (!waiting.isEmpty() && waiting.peekLast().endOffset > added.endOffset) {
            younger.addFirst(waiting.pollLast());
        }
        waiting.addLast(added);
        waiting.addAll(younger);
    }
}
