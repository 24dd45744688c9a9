package io.sampo.chaos.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void aPayloadTellsItsValue() {
        for (long counter = 0; counter < 1_000; counter++) {
            long value = Values.of(17, counter);
            assertThat(Payload.read(ByteBuffer.wrap(Payload.of(value)))).isEqualTo(value);
        }
    }

    @Test
    void everyFlippedBitAndEveryMissingByteIsNoticed() {
        long value = Values.of(2, 99);
        byte[] bytes = Payload.of(value);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(Payload.read(ByteBuffer.wrap(flipped))).as("bit %d", bit).isEqualTo(Payload.WRONG_BYTES);
        }
        for (int length = 0; length < bytes.length; length++) {
            assertThat(Payload.read(ByteBuffer.wrap(bytes, 0, length))).isEqualTo(Payload.WRONG_BYTES);
        }
    }
}
