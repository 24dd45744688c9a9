package io.sampo.client.produce;

/** Sequences of one producer identity in one partition: each record takes one, from 0, and 2^31-1 is followed by 0. */
final class SequenceNumbers {
    private static final int MASK = 0x7fffffff;

    private int next;

    SequenceNumbers() {
        this(0);
    }

    SequenceNumbers(int next) {
        this.next = next;
    }

    /** Sequence of the first of {@code records} records, which are taken. */
    int take(int records) {
        int base = next;
        next = (next + records) & MASK;
        return base;
    }
}
