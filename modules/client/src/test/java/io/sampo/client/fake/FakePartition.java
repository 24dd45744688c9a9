package io.sampo.client.fake;

import io.sampo.model.ErrorCode;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A partition in memory with a broker's producer state: it tells repetitions, refuses gaps, and keeps the last five. */
final class FakePartition {
    private record Seen(int baseSequence, int lastSequence, long baseOffset) {}

    private static final class ProducerState {
        private short epoch;
        private final Deque<Seen> last = new ArrayDeque<>();
    }

    record Appended(ErrorCode error, long baseOffset) {}

    private final List<ByteBuffer> batches = new ArrayList<>();
    private final Map<Long, ProducerState> producers = new HashMap<>();
    private long logStartOffset;
    private long endOffset;

    Appended append(ByteBuffer bytes, int leaderEpoch) {
        ByteBuffer own =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        RecordBatch batch = RecordBatch.at(own, 0);
        if (!RecordBatch.hasWholeBatch(own, 0) || !batch.isIntact() || batch.baseOffset() != 0) {
            return new Appended(ErrorCode.CORRUPT_MESSAGE, -1);
        }
        if (batch.hasProducerId()) {
            ProducerState state = producers.get(batch.producerId());
            if (state == null || batch.producerEpoch() > state.epoch) {
                if (batch.baseSequence() != 0) {
                    return new Appended(
                            state == null ? ErrorCode.UNKNOWN_PRODUCER_ID : ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, -1);
                }
                state = new ProducerState();
                state.epoch = batch.producerEpoch();
                producers.put(batch.producerId(), state);
            }
            for (Seen seen : state.last) {
                if (seen.baseSequence == batch.baseSequence() && seen.lastSequence == batch.lastSequence()) {
                    return new Appended(ErrorCode.NONE, seen.baseOffset);
                }
            }
            Seen last = state.last.peekLast();
            int expected = last == null ? 0 : (last.lastSequence + 1) & 0x7fffffff;
            if (batch.baseSequence() != expected) {
                return new Appended(
                        batch.baseSequence() < expected
                                ? ErrorCode.DUPLICATE_SEQUENCE_NUMBER
                                : ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                        -1);
            }
            state.last.add(new Seen(batch.baseSequence(), batch.lastSequence(), endOffset));
            if (state.last.size() > 5) {
                state.last.remove();
            }
        }
        long base = endOffset;
        batch.assign(base, leaderEpoch);
        endOffset = batch.nextOffset();
        batches.add(own);
        return new Appended(ErrorCode.NONE, base);
    }

    /** Whole batches from the one that holds {@code offset} on. */
    ByteBuffer read(long offset, int bytesMax) {
        List<ByteBuffer> found = new ArrayList<>();
        int size = 0;
        for (ByteBuffer bytes : batches) {
            RecordBatch batch = RecordBatch.at(bytes, 0);
            if (batch.nextOffset() > offset && (found.isEmpty() || size + bytes.limit() <= bytesMax)) {
                found.add(bytes);
                size += bytes.limit();
            } else if (!found.isEmpty()) {
                break;
            }
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        found.forEach(bytes -> all.put(bytes.duplicate()));
        return all.flip();
    }

    long offsetForTimestamp(long timestampMs) {
        for (ByteBuffer bytes : batches) {
            for (Record record : RecordBatches.records(RecordBatch.at(bytes, 0))) {
                if (record.timestampMs() >= timestampMs) {
                    return record.offset();
                }
            }
        }
        return -1;
    }

    /** What retention does. */
    void deleteBefore(long offset) {
        logStartOffset = offset;
        batches.removeIf(bytes -> RecordBatch.at(bytes, 0).nextOffset() <= offset);
    }

    void forgetProducers() {
        producers.clear();
    }

    long logStartOffset() {
        return logStartOffset;
    }

    long endOffset() {
        return endOffset;
    }

    List<String> values() {
        List<String> values = new ArrayList<>();
        for (ByteBuffer bytes : batches) {
            for (Record record : RecordBatches.records(RecordBatch.at(bytes, 0))) {
                values.add(
                        record.value() == null
                                ? null
                                : StandardCharsets.UTF_8.decode(record.value()).toString());
            }
        }
        return values;
    }
}
