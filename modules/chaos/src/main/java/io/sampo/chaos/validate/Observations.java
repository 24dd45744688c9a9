package io.sampo.chaos.validate;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Payload;
import java.util.Arrays;

/**
 * The index pass: what was sent and what every partition was seen to hold; finds what contradicts itself on the way.
 */
final class Observations {
    private static final long NOWHERE = -1;

    private final SentValues sent;
    private final ObservedLog[] logs;
    private final long[] firstOffsets;
    private final long[] lastOffsets;
    private final long offsetsMax;
    private boolean readAll;

    private Observations(History history) {
        this.sent = SentValues.of(history);
        this.logs = new ObservedLog[history.keys().size()];
        Arrays.setAll(logs, key -> new ObservedLog());
        this.firstOffsets = new long[sent.size()];
        this.lastOffsets = new long[sent.size()];
        Arrays.fill(firstOffsets, NOWHERE);
        Arrays.fill(lastOffsets, NOWHERE);
        // No log of this history can be longer by honest means; keeps a wild offset from taking all memory.
        this.offsetsMax = 16L * history.entries() + (1 << 16);
    }

    static Observations of(History history, Findings findings) {
        Observations observations = new Observations(history);
        for (int operation = 0; operation < history.operations(); operation++) {
            if (history.is(operation, Action.POLL)) {
                observations.read(history, operation, findings);
            } else if (history.is(operation, Action.READ_ALL) && history.is(operation, Outcome.OK)) {
                observations.readAll = true;
            }
        }
        observations.acknowledged(findings);
        for (int key = 0; key < observations.logs.length; key++) {
            observations.logs[key].rank();
        }
        return observations;
    }

    private void read(History history, int operation, Findings findings) {
        for (int entry = history.first(operation); entry < history.end(operation); entry++) {
            int key = history.key(entry);
            long offset = history.offset(entry);
            long value = history.value(entry);
            int number = sent.numberOf(value, key);
            if (value == Payload.WRONG_BYTES) {
                findings.add(AnomalyKind.WRONG_BYTES, key, offset, value);
            } else if (number == SentValues.NONE) {
                findings.add(AnomalyKind.NEVER_SENT, key, offset, value);
            } else if (offset < 0 || offset > offsetsMax) {
                findings.add(AnomalyKind.WRONG_OFFSET, key, offset, value);
            } else {
                if (history.is(operation, Outcome.OK)) {
                    sent.markRead(number);
                }
                readAt(key, offset, number, (int) history.extra(entry), value, findings);
            }
        }
    }

    private void readAt(int key, long offset, int number, int epoch, long value, Findings findings) {
        ObservedLog log = logs[key];
        int known = log.at(offset);
        if (known == SentValues.NONE) {
            log.put(offset, number);
            log.putEpoch(offset, epoch);
            if (firstOffsets[number] != NOWHERE) {
                findings.add(AnomalyKind.DUPLICATE, key, offset, value);
            }
            firstOffsets[number] = firstOffsets[number] == NOWHERE ? offset : Math.min(firstOffsets[number], offset);
            lastOffsets[number] = Math.max(lastOffsets[number], offset);
        } else if (known != number || log.epochAt(offset) != epoch) {
            findings.add(AnomalyKind.INCONSISTENT_OFFSET, key, offset, value);
        }
    }

    /** An acknowledgement is an observation as well, made before any other. */
    private void acknowledged(Findings findings) {
        for (int process = 0; process < sent.processes(); process++) {
            for (int number = sent.first(process); number < sent.end(process); number++) {
                long offset = sent.is(number, Outcome.OK) ? sent.ackedOffset(number) : Operation.UNKNOWN;
                if (offset != Operation.UNKNOWN) {
                    acknowledged(number, offset, sent.value(process, number), findings);
                }
            }
        }
    }

    private void acknowledged(int number, long offset, long value, Findings findings) {
        int key = sent.key(number);
        if (offset < 0 || offset > offsetsMax) {
            findings.add(AnomalyKind.WRONG_OFFSET, key, offset, value);
            return;
        }
        int known = logs[key].at(offset);
        if (known == SentValues.NONE && firstOffsets[number] == NOWHERE) {
            logs[key].put(offset, number);
            firstOffsets[number] = offset;
            lastOffsets[number] = offset;
        } else if (known != number) {
            findings.add(AnomalyKind.WRONG_OFFSET, key, offset, value);
        }
    }

    SentValues sent() {
        return sent;
    }

    ObservedLog log(int key) {
        return logs[key];
    }

    int keys() {
        return logs.length;
    }

    /** Where a value was seen first, or -1. */
    long firstOffset(int number) {
        return firstOffsets[number];
    }

    /** Where it was seen last, or -1. */
    long lastOffset(int number) {
        return lastOffsets[number];
    }

    /** Everything was read at the end. */
    boolean readAll() {
        return readAll;
    }
}
