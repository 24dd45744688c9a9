package io.sampo.chaos.validate;

import java.util.Arrays;

/**
 * One partition as all readers and all acknowledgements together show it: which value and which epoch at which offset.
 */
final class ObservedLog {
    private static final int NOTHING = 0;

    /** Number of the value + 1. */
    private int[] numbers = new int[1024];

    private int[] epochs = new int[1024];
    private int[] ranks = new int[0];
    private int size;

    /** One behind the highest offset seen. */
    int size() {
        return size;
    }

    /** The value at an offset, or {@link SentValues#NONE}. */
    int at(long offset) {
        return offset < size ? numbers[(int) offset] - 1 : SentValues.NONE;
    }

    /** The leader epoch at an offset, or -1. */
    int epochAt(long offset) {
        return offset < size ? epochs[(int) offset] - 1 : -1;
    }

    void put(long offset, int number) {
        int at = Math.toIntExact(offset);
        if (at >= numbers.length) {
            int length = Math.max(at + 1, numbers.length * 2);
            numbers = Arrays.copyOf(numbers, length);
            epochs = Arrays.copyOf(epochs, length);
        }
        numbers[at] = number + 1;
        size = Math.max(size, at + 1);
    }

    void putEpoch(long offset, int epoch) {
        epochs[(int) offset] = epoch + 1;
    }

    /** Numbers the records that were seen: gaps count for nothing. Call once, when everything is in. */
    void rank() {
        ranks = new int[size];
        int rank = 0;
        for (int offset = 0; offset < size; offset++) {
            ranks[offset] = rank;
            if (numbers[offset] != NOTHING) {
                rank++;
            }
        }
    }

    /** How many records were seen below that offset. */
    int rankOf(long offset) {
        return offset < size ? ranks[(int) offset] : Integer.MAX_VALUE;
    }
}
