package io.sampo.chaos.model;

import java.util.Arrays;
import java.util.List;

/**
 * Operations in the order in which they were done, in columns of numbers: 10 million entries take about 300 MB. Grows
 * at its end only. For one thread.
 */
public final class History {
    private final List<String> keys;
    private int operations;
    private int[] processes = new int[1024];
    private byte[] actions = new byte[1024];
    private byte[] outcomes = new byte[1024];
    private long[] invokedNs = new long[1024];
    private long[] doneNs = new long[1024];
    private int[] ends = new int[1024];
    private int entries;
    private int[] entryKeys = new int[1024];
    private long[] offsets = new long[1024];
    private long[] values = new long[1024];
    private long[] extras = new long[1024];

    /** Of the partitions with these names. */
    public History(List<String> keys) {
        this.keys = List.copyOf(keys);
    }

    public History add(Operation operation) {
        if (operations == processes.length) {
            growOperations();
        }
        processes[operations] = operation.process();
        actions[operations] = (byte) operation.action().ordinal();
        outcomes[operations] = (byte) operation.outcome().ordinal();
        invokedNs[operations] = operation.invokedNs();
        doneNs[operations] = operation.doneNs();
        for (int i = 0; i < operation.size(); i++) {
            add(operation.key(i), operation.offset(i), operation.value(i), operation.extra(i));
        }
        ends[operations] = entries;
        operations++;
        return this;
    }

    private void add(int key, long offset, long value, long extra) {
        if (key < 0 || key >= keys.size()) {
            throw new IllegalArgumentException("key " + key + " is none of the " + keys.size() + " of this history");
        }
        if (entries == entryKeys.length) {
            int size = entries * 2;
            entryKeys = Arrays.copyOf(entryKeys, size);
            offsets = Arrays.copyOf(offsets, size);
            values = Arrays.copyOf(values, size);
            extras = Arrays.copyOf(extras, size);
        }
        entryKeys[entries] = key;
        offsets[entries] = offset;
        values[entries] = value;
        extras[entries] = extra;
        entries++;
    }

    private void growOperations() {
        int size = operations * 2;
        processes = Arrays.copyOf(processes, size);
        actions = Arrays.copyOf(actions, size);
        outcomes = Arrays.copyOf(outcomes, size);
        invokedNs = Arrays.copyOf(invokedNs, size);
        doneNs = Arrays.copyOf(doneNs, size);
        ends = Arrays.copyOf(ends, size);
    }

    /** Names of the partitions. */
    public List<String> keys() {
        return keys;
    }

    /** Number of operations. */
    public int operations() {
        return operations;
    }

    /** Number of entries of all operations. */
    public int entries() {
        return entries;
    }

    public int process(int operation) {
        return processes[operation];
    }

    public boolean is(int operation, Action action) {
        return actions[operation] == action.ordinal();
    }

    public boolean is(int operation, Outcome outcome) {
        return outcomes[operation] == outcome.ordinal();
    }

    /** The first entry of an operation. */
    public int first(int operation) {
        return operation == 0 ? 0 : ends[operation - 1];
    }

    /** One behind its last entry. */
    public int end(int operation) {
        return ends[operation];
    }

    public int key(int entry) {
        return entryKeys[entry];
    }

    public long offset(int entry) {
        return offsets[entry];
    }

    public long value(int entry) {
        return values[entry];
    }

    public long extra(int entry) {
        return extras[entry];
    }

    /** An operation as a value again. */
    public Operation operation(int operation) {
        long[] numbers = new long[(end(operation) - first(operation)) * Operation.FIELDS];
        int at = 0;
        for (int entry = first(operation); entry < end(operation); entry++) {
            numbers[at++] = entryKeys[entry];
            numbers[at++] = offsets[entry];
            numbers[at++] = values[entry];
            numbers[at++] = extras[entry];
        }
        return new Operation(
                processes[operation],
                Action.values()[actions[operation]],
                Outcome.values()[outcomes[operation]],
                invokedNs[operation],
                doneNs[operation],
                numbers);
    }
}
