package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VarintsTest {
    @Property
    void anIntComesBackAndTakesTheSizeForetold(@ForAll int value) {
        ByteBuffer buffer = ByteBuffer.allocate(Varints.INT_BYTES_MAX);

        Varints.writeInt(buffer, value);

        assertThat(buffer.position()).isEqualTo(Varints.sizeOfInt(value));
        assertThat(Varints.readInt(buffer.flip())).isEqualTo(value);
    }

    @Property
    void aLongComesBackAndTakesTheSizeForetold(@ForAll long value) {
        ByteBuffer buffer = ByteBuffer.allocate(Varints.LONG_BYTES_MAX);

        Varints.writeLong(buffer, value);

        assertThat(buffer.position()).isEqualTo(Varints.sizeOfLong(value));
        assertThat(Varints.readLong(buffer.flip())).isEqualTo(value);
    }

    @Test
    void smallNumbersOfEitherSignTakeOneByte() {
        assertThat(Varints.sizeOfInt(0)).isEqualTo(1);
        assertThat(Varints.sizeOfInt(-64)).isEqualTo(1);
        assertThat(Varints.sizeOfInt(63)).isEqualTo(1);
        assertThat(Varints.sizeOfInt(64)).isEqualTo(2);
        assertThat(Varints.sizeOfLong(Long.MIN_VALUE)).isEqualTo(10);
    }

    @Test
    void aNumberThatNeverEndsIsRefused() {
        byte[] endless = new byte[16];
        java.util.Arrays.fill(endless, (byte) 0x80);

        assertThatThrownBy(() -> Varints.readInt(ByteBuffer.wrap(endless))).isInstanceOf(InvalidBatchException.class);
        assertThatThrownBy(() -> Varints.readLong(ByteBuffer.wrap(endless))).isInstanceOf(InvalidBatchException.class);
        assertThatThrownBy(() -> Varints.readInt(ByteBuffer.wrap(endless, 0, 2)))
                .isInstanceOf(InvalidBatchException.class);
    }
}
