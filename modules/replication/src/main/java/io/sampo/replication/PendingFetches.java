package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.replication.log.ByteLedger;
import java.util.ArrayList;
import java.util.List;

/** Long polls that wait for bytes below the high watermark, as plain data (Kafka's purgatory). */
final class PendingFetches {
    private final List<Waiting> waiting = new ArrayList<>();
    private long nextDeadlineMs = Long.MAX_VALUE;

    /** One parked fetch. */
    record Waiting(long requestId, long fromOffset, int maxBytes, int minBytes, long deadlineMs) {}

    int size() {
        return waiting.size();
    }

    void add(Waiting fetch) {
        waiting.add(fetch);
        nextDeadlineMs = Math.min(nextDeadlineMs, fetch.deadlineMs);
    }

    /** Its asker is gone. */
    void cancel(long requestId) {
        waiting.removeIf(fetch -> fetch.requestId == requestId);
    }

    /** The high watermark moved: whoever has enough now is served. */
    void advanced(long highWatermark, ByteLedger recent, ReplicaEffects effects) {
        int kept = 0;
        for (int i = 0; i < waiting.size(); i++) {
            Waiting fetch = waiting.get(i);
            if (hasEnough(fetch.fromOffset, fetch.minBytes, highWatermark, recent)) {
                effects.serveFetch(fetch.requestId, fetch.fromOffset, fetch.maxBytes, highWatermark, true);
            } else {
                waiting.set(kept++, fetch);
            }
        }
        cutTo(kept);
    }

    /** Serves what there is to those whose time is over, and {@code nothing} to those for whom there is nothing. */
    void expire(long nowMs, long highWatermark, ErrorCode nothing, ReplicaEffects effects) {
        if (nowMs < nextDeadlineMs) {
            return;
        }
        nextDeadlineMs = Long.MAX_VALUE;
        int kept = 0;
        for (int i = 0; i < waiting.size(); i++) {
            Waiting fetch = waiting.get(i);
            if (fetch.deadlineMs > nowMs) {
                nextDeadlineMs = Math.min(nextDeadlineMs, fetch.deadlineMs);
                waiting.set(kept++, fetch);
            } else if (fetch.fromOffset < highWatermark) {
                effects.serveFetch(fetch.requestId, fetch.fromOffset, fetch.maxBytes, highWatermark, true);
            } else {
                effects.fetched(fetch.requestId, nothing);
            }
        }
        cutTo(kept);
    }

    /** Answers everybody. */
    void fail(ErrorCode error, ReplicaEffects effects) {
        for (Waiting fetch : waiting) {
            effects.fetched(fetch.requestId, error);
        }
        waiting.clear();
    }

    long nextDeadlineMs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : nextDeadlineMs;
    }

    /** Bytes too old for the ledger are many. */
    static boolean hasEnough(long fromOffset, int minBytes, long highWatermark, ByteLedger recent) {
        if (fromOffset >= highWatermark) {
            return false;
        }
        if (minBytes <= 1) {
            return true;
        }
        long behind = recent.bytesFrom(fromOffset);
        return behind == Long.MAX_VALUE || behind - recent.bytesFrom(highWatermark) >= minBytes;
    }

    private void cutTo(int kept) {
        waiting.subList(kept, waiting.size()).clear();
    }
}
