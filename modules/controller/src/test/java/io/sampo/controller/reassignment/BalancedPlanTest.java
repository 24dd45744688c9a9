package io.sampo.controller.reassignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BalancedPlanTest {
    private static final List<Integer> FOUR = List.of(1, 2, 3, 4);

    private static Map<TopicPartition, List<Integer>> onThree(int partitions) {
        Map<TopicPartition, List<Integer>> current = new LinkedHashMap<>();
        for (int number = 0; number < partitions; number++) {
            List<Integer> replicas = new ArrayList<>(List.of(1, 2, 3));
            Collections.rotate(replicas, number);
            current.put(new TopicPartition("book", number), replicas);
        }
        return current;
    }

    private static Map<Integer, Long> count(Map<TopicPartition, List<Integer>> plan, boolean leaders) {
        Map<Integer, Long> counts = new HashMap<>();
        plan.values().forEach(replicas -> replicas.subList(0, leaders ? 1 : replicas.size())
                .forEach(id -> counts.merge(id, 1L, Long::sum)));
        return counts;
    }

    private static int moved(Map<TopicPartition, List<Integer>> from, Map<TopicPartition, List<Integer>> to) {
        return to.entrySet().stream()
                .mapToInt(entry -> (int) entry.getValue().stream()
                        .filter(id -> !from.get(entry.getKey()).contains(id))
                        .count())
                .sum();
    }

    private static long spread(Map<Integer, Long> counts, Collection<Integer> brokers) {
        List<Long> all = brokers.stream().map(id -> counts.getOrDefault(id, 0L)).toList();
        return Collections.max(all) - Collections.min(all);
    }

    @Test
    void whatIsBalancedStaysAsItIs() {
        Map<TopicPartition, List<Integer>> current = onThree(3);
        assertThat(BalancedPlan.over(current, List.of(1, 2, 3))).isEqualTo(current);
    }

    @Test
    void whatABrokerLeadsIsInheritedByAllTheOthersAndNothingIsCopiedForIt() {
        // given: whoever dies, one broker would take over all of it
        Map<TopicPartition, List<Integer>> current = onThree(12);

        // when
        Map<TopicPartition, List<Integer>> plan = BalancedPlan.over(current, List.of(1, 2, 3));

        // then
        assertThat(moved(current, plan)).isZero();
        assertThat(count(plan, true)).isEqualTo(count(current, true));
        Map<List<Integer>, Integer> heirs = new HashMap<>();
        plan.values().forEach(replicas -> heirs.merge(replicas.subList(0, 2), 1, Integer::sum));
        assertThat(heirs.values()).containsExactly(2, 2, 2, 2, 2, 2);
    }

    @Test
    void newBrokerGetsItsShareAndNothingElseMoves() {
        // given 12 partitions with 36 replicas on three brokers
        Map<TopicPartition, List<Integer>> current = onThree(12);

        // when
        Map<TopicPartition, List<Integer>> plan = BalancedPlan.over(current, FOUR);

        // then
        assertThat(moved(current, plan)).isEqualTo(9);
        assertThat(count(plan, false)).isEqualTo(Map.of(1, 9L, 2, 9L, 3, 9L, 4, 9L));
        assertThat(count(plan, true)).isEqualTo(Map.of(1, 3L, 2, 3L, 3, 3L, 4, 3L));
    }

    @Test
    void drainedBrokerKeepsNothing() {
        Map<TopicPartition, List<Integer>> plan = BalancedPlan.over(onThree(12), List.of(1, 2, 4));
        assertThat(count(plan, false)).isEqualTo(Map.of(1, 12L, 2, 12L, 4, 12L));
        assertThat(moved(onThree(12), plan)).isEqualTo(12);
    }

    @Test
    void evacuationTouchesNothingElse() {
        Map<TopicPartition, List<Integer>> current = onThree(12);
        Map<TopicPartition, List<Integer>> plan = BalancedPlan.evacuated(current, List.of(1, 2), List.of(1, 2, 4, 5));
        assertThat(moved(current, plan)).isEqualTo(12);
        assertThat(count(plan, false)).isEqualTo(Map.of(1, 12L, 2, 12L, 4, 6L, 5, 6L));
    }

    @Test
    void tooFewBrokersAreTold() {
        assertThatThrownBy(() -> BalancedPlan.over(onThree(1), List.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("book-0 has 3 replicas and only 2 brokers");
    }

    @Property(tries = 300)
    void everyPlanIsBalancedLegalAndTheSameTwice(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int partitions,
            @ForAll @IntRange(min = 1, max = 3) int factor,
            @ForAll @IntRange(min = 3, max = 6) int brokers) {
        // given replicas anywhere on brokers 1 to 7
        Random random = new Random(seed);
        Map<TopicPartition, List<Integer>> current = new LinkedHashMap<>();
        for (int number = 0; number < partitions; number++) {
            List<Integer> all =
                    new ArrayList<>(IntStream.rangeClosed(1, 7).boxed().toList());
            Collections.shuffle(all, random);
            current.put(new TopicPartition("t" + random.nextInt(3), number), List.copyOf(all.subList(0, factor)));
        }
        List<Integer> allowed = IntStream.rangeClosed(1, brokers).boxed().toList();

        // when
        Map<TopicPartition, List<Integer>> plan = BalancedPlan.over(current, allowed);

        // then
        assertThat(plan.keySet()).isEqualTo(current.keySet());
        plan.values().forEach(replicas -> assertThat(replicas)
                .hasSize(factor)
                .doesNotHaveDuplicates()
                .isSubsetOf(allowed));
        assertThat(spread(count(plan, false), allowed)).isLessThanOrEqualTo(1);
        if (factor > 1) {
            assertThat(spread(count(plan, true), allowed)).isLessThanOrEqualTo(2);
        }
        assertThat(BalancedPlan.over(current, allowed)).isEqualTo(plan);
        assertThat(BalancedPlan.over(plan, allowed))
                .as("a plan is its own plan")
                .isEqualTo(plan);
    }
}
