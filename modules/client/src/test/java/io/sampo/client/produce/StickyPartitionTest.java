package io.sampo.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.PartitionState;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StickyPartitionTest {
    private static PartitionState ledBy(int leader) {
        return new PartitionState(leader, 1, 1, List.of(1), List.of(1), false);
    }

    @Test
    void itStaysUntilABatchIsFull() {
        // given
        StickyPartition sticky = new StickyPartition(new SplittableRandom(1), 1_000);
        List<PartitionState> partitions = List.of(ledBy(1), ledBy(1), ledBy(1));
        // when
        int[] chosen =
                IntStream.range(0, 3_000).map(i -> sticky.next(partitions, 100)).toArray();
        // then
        for (int i = 0; i < 3_000; i++) {
            assertThat(chosen[i]).isEqualTo(chosen[i - i % 10]);
        }
        assertThat(IntStream.range(0, 3)
                        .mapToLong(p -> IntStream.of(chosen).filter(c -> c == p).count()))
                .allMatch(count -> count > 700);
    }

    @Test
    void itAvoidsPartitionsWithoutALeader() {
        StickyPartition sticky = new StickyPartition(new SplittableRandom(1), 1);
        List<PartitionState> partitions = List.of(ledBy(-1), ledBy(1), ledBy(-1));
        assertThat(IntStream.range(0, 50).map(i -> sticky.next(partitions, 100)))
                .containsOnly(1);
    }
}
