package io.sampo.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    @Property(tries = 200)
    void theLargestOffsetOfEachKeyIsKept(@ForAll @Size(max = 300) List<@IntRange(min = 0, max = 120) Integer> keys) {
        // given
        OffsetMap map = new OffsetMap(200 * OffsetMap.ENTRY_BYTES);
        Map<Integer, Long> model = new HashMap<>();
        // when
        for (int i = 0; i < keys.size(); i++) {
            long offset = (i * 7L) % 1_000;
            assertThat(map.put(key(keys.get(i)), offset)).isEqualTo(model.getOrDefault(keys.get(i), -1L));
            model.merge(keys.get(i), offset, Math::max);
        }
        // then
        assertThat(map.size()).isEqualTo(model.size());
        for (int key = 0; key <= 120; key++) {
            assertThat(map.get(key(key))).isEqualTo(model.getOrDefault(key, -1L));
        }
    }

    @Test
    void aFullMapTakesNoNewKeyAndGoesOnWithTheOldOnes() {
        // given
        OffsetMap map = new OffsetMap(10 * OffsetMap.ENTRY_BYTES);
        for (int key = 0; key < 9; key++) {
            assertThat(map.put(key(key), key)).isEqualTo(-1);
        }
        // when / then
        assertThat(map.put(key(9), 9)).isEqualTo(OffsetMap.FULL);
        assertThat(map.get(key(9))).isEqualTo(-1);
        assertThat(map.put(key(3), 10)).isEqualTo(3);
        assertThat(map.get(key(3))).isEqualTo(10);
        assertThat(map.size()).isEqualTo(9);
    }

    @Test
    void offsetZeroIsAnOffset() {
        // given
        OffsetMap map = new OffsetMap(10 * OffsetMap.ENTRY_BYTES);
        // when
        map.put(key(1), 0);
        // then
        assertThat(map.get(key(1))).isZero();
    }

    @Test
    void theKeyIsNotMoved() {
        // given
        ByteBuffer key = ByteBuffer.wrap("xkeyx".getBytes(StandardCharsets.UTF_8), 1, 3);
        OffsetMap map = new OffsetMap(1_000);
        // when
        map.put(key, 5);
        // then
        assertThat(key.remaining()).isEqualTo(3);
        assertThat(map.get(ByteBuffer.wrap("key".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(5);
    }

    @Test
    void memoryIsThatOfTheKeysAndNeverMoreThanAllowed() {
        // given
        OffsetMap map = OffsetMap.forKeys(100, 1_000_000);
        // when / then
        for (int key = 0; key < 100; key++) {
            assertThat(map.put(key(key), key)).isEqualTo(-1);
        }
        OffsetMap small = OffsetMap.forKeys(Long.MAX_VALUE / 100, 100 * OffsetMap.ENTRY_BYTES);
        int taken = 0;
        while (small.put(key(taken), taken) != OffsetMap.FULL) {
            taken++;
        }
        assertThat(taken).isEqualTo(90);
    }

    private static ByteBuffer key(int key) {
        return ByteBuffer.allocate(4).putInt(0, key);
    }
}
