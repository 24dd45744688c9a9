package io.sampo.chaos.model;

import java.util.Arrays;

/**
 * One operation of one process. Times in ns of one monotonic clock.
 *
 * @param entries four numbers for each record: key, offset (or {@link #UNKNOWN}), value, extra (see {@link Action})
 */
public record Operation(int process, Action action, Outcome outcome, long invokedNs, long doneNs, long[] entries) {
    /** An offset that nobody was told. */
    public static final long UNKNOWN = -1;

    static final int FIELDS = 4;

    public Operation {
        if (entries.length % FIELDS != 0) {
            throw new IllegalArgumentException(entries.length + " numbers are no whole entries");
        }
    }

    /** One without records. */
    public static Operation of(int process, Action action, Outcome outcome, long invokedNs, long doneNs) {
        return new Operation(process, action, outcome, invokedNs, doneNs, new long[0]);
    }

    /** The outcome of sending one record. */
    public static Operation send(
            int process, Outcome outcome, long invokedNs, long doneNs, int key, long offset, long value, long acked) {
        return new Operation(process, Action.SEND, outcome, invokedNs, doneNs, new long[] {key, offset, value, acked});
    }

    public int size() {
        return entries.length / FIELDS;
    }

    public int key(int entry) {
        return (int) entries[entry * FIELDS];
    }

    public long offset(int entry) {
        return entries[entry * FIELDS + 1];
    }

    public long value(int entry) {
        return entries[entry * FIELDS + 2];
    }

    /** The highest offset acknowledged before (a send), or the leader epoch (a poll). */
    public long extra(int entry) {
        return entries[entry * FIELDS + 3];
    }

    /** As a line of a history file: {@code process action outcome invoked done [key:offset:value:extra ...]}. */
    String toLine() {
        StringBuilder line = new StringBuilder(40 + entries.length * 8);
        line.append(process).append(' ').append(action.letter()).append(' ').append(outcome.letter());
        line.append(' ').append(invokedNs).append(' ').append(doneNs);
        for (int i = 0; i < entries.length; i++) {
            line.append(i % FIELDS == 0 ? ' ' : ':').append(entries[i]);
        }
        return line.toString();
    }

    static Operation parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length < 5) {
            throw new IllegalArgumentException("'" + line + "' is no operation");
        }
        long[] entries = new long[(fields.length - 5) * FIELDS];
        for (int i = 5; i < fields.length; i++) {
            String[] numbers = fields[i].split(":", -1);
            if (numbers.length != FIELDS) {
                throw new IllegalArgumentException("'" + fields[i] + "' is no key:offset:value:extra");
            }
            for (int n = 0; n < FIELDS; n++) {
                entries[(i - 5) * FIELDS + n] = Long.parseLong(numbers[n]);
            }
        }
        return new Operation(
                Integer.parseInt(fields[0]),
                Action.of(fields[1].charAt(0)),
                Outcome.of(fields[2].charAt(0)),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                entries);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Operation that && toLine().equals(that.toLine());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries) * 31 + Long.hashCode(invokedNs);
    }

    @Override
    public String toString() {
        return toLine();
    }
}
