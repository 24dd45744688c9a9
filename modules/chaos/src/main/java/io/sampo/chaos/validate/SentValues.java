package io.sampo.chaos.validate;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Values;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Every value that was sent, numbered without holes: in the order of processes and within one in the order of sends.
 * What is known of a value is a column.
 */
final class SentValues {
    static final int NONE = -1;

    /** First number of each process, and behind the last one the number of all. */
    private final int[] bases;

    private final int[] keys;
    private final long[] ackedOffsets;
    private final long[] ackedBefore;
    private final byte[] outcomes;
    private final BitSet read = new BitSet();

    private SentValues(int[] bases) {
        this.bases = bases;
        int size = bases[bases.length - 1];
        this.keys = new int[size];
        Arrays.fill(keys, NONE);
        this.ackedOffsets = new long[size];
        this.ackedBefore = new long[size];
        this.outcomes = new byte[size];
    }

    static SentValues of(History history) {
        SentValues values = new SentValues(bases(history));
        for (int operation = 0; operation < history.operations(); operation++) {
            if (history.is(operation, Action.SEND)) {
                values.sent(history, operation);
            }
        }
        return values;
    }

    private static int[] bases(History history) {
        int[] bases = new int[1];
        for (int operation = 0; operation < history.operations(); operation++) {
            if (history.is(operation, Action.SEND)) {
                for (int entry = history.first(operation); entry < history.end(operation); entry++) {
                    int process = Values.process(history.value(entry));
                    if (process + 2 > bases.length) {
                        bases = Arrays.copyOf(bases, process + 2);
                    }
                    bases[process + 1] =
                            Math.max(bases[process + 1], Math.toIntExact(Values.counter(history.value(entry)) + 1));
                }
            }
        }
        for (int process = 1; process < bases.length; process++) {
            bases[process] += bases[process - 1];
        }
        return bases;
    }

    private void sent(History history, int operation) {
        for (int entry = history.first(operation); entry < history.end(operation); entry++) {
            int id = numberOf(history.value(entry));
            if (keys[id] != NONE) {
                throw new IllegalArgumentException(
                        "value " + Values.text(history.value(entry)) + " was sent twice: no history of ours");
            }
            keys[id] = history.key(entry);
            ackedOffsets[id] = history.is(operation, Outcome.OK) ? history.offset(entry) : Operation.UNKNOWN;
            ackedBefore[id] = history.extra(entry);
            Outcome outcome = history.is(operation, Outcome.OK)
                    ? Outcome.OK
                    : history.is(operation, Outcome.FAIL) ? Outcome.FAIL : Outcome.INFO;
            outcomes[id] = (byte) outcome.ordinal();
        }
    }

    /** The number of a value, in the range of what was sent; {@link #NONE} for others. */
    int numberOf(long value) {
        int process = Values.process(value);
        if (value < 0 || process + 1 >= bases.length) {
            return NONE;
        }
        long number = bases[process] + Values.counter(value);
        return number < bases[process + 1] ? (int) number : NONE;
    }

    /** The number of a value that was sent to that key; {@link #NONE} for others. */
    int numberOf(long value, int key) {
        int number = numberOf(value);
        return number == NONE || keys[number] != key ? NONE : number;
    }

    int size() {
        return keys.length;
    }

    /** Processes are numbered from 0 to below this. */
    int processes() {
        return bases.length - 1;
    }

    int first(int process) {
        return bases[process];
    }

    int end(int process) {
        return bases[process + 1];
    }

    long value(int process, int number) {
        return Values.of(process, (long) number - bases[process]);
    }

    /** {@link #NONE} if it was not sent after all: the process skipped that number. */
    int key(int number) {
        return keys[number];
    }

    boolean is(int number, Outcome outcome) {
        return keys[number] != NONE && outcomes[number] == outcome.ordinal();
    }

    long ackedOffset(int number) {
        return ackedOffsets[number];
    }

    long ackedBefore(int number) {
        return ackedBefore[number];
    }

    /** Somebody has read it for certain. */
    void markRead(int number) {
        read.set(number);
    }

    boolean wasRead(int number) {
        return read.get(number);
    }

    /** Acknowledged, or unknown and read: it has to stay. */
    boolean isCommitted(int number) {
        return is(number, Outcome.OK) || (is(number, Outcome.INFO) && wasRead(number));
    }
}
