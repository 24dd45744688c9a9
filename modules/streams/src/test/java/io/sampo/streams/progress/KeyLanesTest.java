package io.sampo.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyLanesTest {
    private record Item(int key, int number) {}

    @Property
    void eachKeyIsWorkedOnInOrderOneItemAtATimeAndNothingIsForgotten(
            @ForAll @IntRange(min = 1, max = 5) int parallelism,
            @ForAll @IntRange(min = 1, max = 6) int keys,
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll long seed) {
        Random random = new Random(seed);
        KeyLanes<Integer, Item> lanes = new KeyLanes<>(parallelism);
        Map<Integer, Integer> lastBegun = new HashMap<>();
        Set<Integer> busy = new HashSet<>();
        List<Item> running = new ArrayList<>();
        int added = 0;
        int ended = 0;
        while (ended < count) {
            if (added < count && random.nextBoolean()) {
                int key = random.nextInt(keys);
                lanes.add(key, new Item(key, added++));
            }
            Item next = lanes.next();
            if (next != null) {
                assertThat(busy.add(next.key())).as("two of a key at a time").isTrue();
                assertThat(next.number()).isGreaterThan(lastBegun.getOrDefault(next.key(), -1));
                lastBegun.put(next.key(), next.number());
                running.add(next);
            } else if (!running.isEmpty() && (added == count || random.nextBoolean())) {
                Item done = running.remove(random.nextInt(running.size()));
                busy.remove(done.key());
                lanes.done(done.key());
                ended++;
            }
            assertThat(lanes.running()).isEqualTo(running.size()).isLessThanOrEqualTo(parallelism);
            assertThat(lanes.waiting()).isEqualTo(added - ended - running.size());
        }
        assertThat(lanes.next()).isNull();
    }

    @Test
    void aKeyWithMuchToDoLeavesPlacesToOthers() {
        KeyLanes<String, Integer> lanes = new KeyLanes<>(2);
        for (int i = 0; i < 100; i++) {
            lanes.add("hot", i);
        }
        lanes.add("cold", 100);
        // then
        assertThat(lanes.next()).isZero();
        assertThat(lanes.next()).isEqualTo(100);
        assertThat(lanes.next()).isNull();
    }

    @Test
    void whatIsDiscardedNeverBegins() {
        KeyLanes<String, Integer> lanes = new KeyLanes<>(2);
        lanes.add("a", 1);
        lanes.add("a", 2);
        lanes.add("b", 3);
        lanes.add("a", 4);
        assertThat(lanes.next()).isEqualTo(1);
        // when
        assertThat(lanes.discard(item -> item > 2)).containsExactlyInAnyOrder(3, 4);
        // then: b has nothing any more, a goes on
        assertThat(lanes.next()).isNull();
        lanes.done("a");
        assertThat(lanes.next()).isEqualTo(2);
        lanes.done("a");
        assertThat(lanes.next()).isNull();
        assertThat(lanes.waiting()).isZero();
    }

    @Test
    void whatIsNotUnderWayCannotBeDone() {
        assertThatThrownBy(() -> new KeyLanes<>(1).done("k")).hasMessage("nothing of k is under way");
        assertThatThrownBy(() -> new KeyLanes<>(0)).hasMessage("parallelism 0 is less than 1");
    }
}
