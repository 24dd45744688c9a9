package io.sampo.storage;

import java.util.stream.LongStream;

/**
 * How many cases the model tests run: a few hundred, or as many as {@code -Dsampo.model.cases} says. jqwik draws and reports
 * the seed of a try; where more are wanted, each try runs the seeds that follow it as well.
 */
final class ModelCases {
    private ModelCases() {}

    /** The seeds of one try out of {@code tries}. */
    static LongStream seeds(long first, int tries) {
        int cases = Integer.getInteger("sampo.model.cases", tries);
        return LongStream.range(0, Math.max(1, cases / tries)).map(i -> first + i);
    }
}
