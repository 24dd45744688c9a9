package io.sampo.messages.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.WireMessage;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

class DamagedBytesTest {
    private static final WireSystem SYSTEM = new WireSystem();

    @AfterContainer
    static void close() {
        SYSTEM.close();
    }

    @Property(tries = 300)
    void damagedBytesAreReadOrRefusedButThrowNothingElse(
            @ForAll @IntRange(max = 41) int which, @ForAll @IntRange(max = 1 << 20) int seed) {
        // given
        List<WireMessage> samples = Samples.all(SYSTEM.actorRef());
        WireMessage message = samples.get(which % samples.size());
        byte[] bytes = SYSTEM.serializerFor(message).toBinary(message);
        Random random = new Random(seed);
        byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        if (damaged.length > 0) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
        }
        // when, then
        try {
            SYSTEM.serializerFor(message)
                    .fromBinary(damaged, SYSTEM.serializerFor(message).manifest(message));
        } catch (NotSerializableException refused) {
            assertThat(refused).hasMessageContaining("manifest");
        }
    }
}
