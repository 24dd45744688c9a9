package io.sampo.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A few seconds of what {@code ops/bin/fuzz} does for minutes. */
class DecoderFuzzTest {
    private static final long FRAMES = 150_000;
    private static final double ALLOCATED_PER_BYTE_MAX = 48;

    @Test
    void everyMalformedFrameEndsInMalformedFrameAndCostsInProportionToItsBytes() {
        long seed = System.nanoTime();
        DecoderFuzz fuzz = new DecoderFuzz(seed);
        fuzz.run(FRAMES);
        assertThat(fuzz.escapes()).as("escapes, seed %s", seed).isEmpty();
        assertThat(fuzz.escaped()).isZero();
        assertThat(fuzz.allocatedPerByteMax())
                .as("seed %s: %s", seed, fuzz.costliest())
                .isLessThan(ALLOCATED_PER_BYTE_MAX);
    }

    @Test
    void everyFrameOfTheCorpusIsReadAsItIs() {
        assertThat(ValidFrames.some(1)).hasSizeGreaterThan(500).allSatisfy(frame -> assertThat(
                        frame.reader().read(ByteBuffer.wrap(frame.bytes())))
                .isNotNull());
    }

    @Test
    void theSameSeedGivesTheSameFrames() {
        DecoderFuzz one = new DecoderFuzz(7);
        DecoderFuzz other = new DecoderFuzz(7);
        one.run(5_000);
        other.run(5_000);
        assertThat(one.accepted()).isEqualTo(other.accepted());
    }
}
