package io.sampo.controller.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Leaders and replicas are spread, whatever the sizes. */
class ReplicaPlacementTest {
    @Property(tries = 300)
    void leadersDifferByAtMostOneAndReplicasByAtMostTwo(
            @ForAll @IntRange(min = 1, max = 9) int brokers,
            @ForAll @IntRange(min = 1, max = 5) int factor,
            @ForAll @IntRange(min = 1, max = 60) int partitions,
            @ForAll long seed) {
        // given
        int replicationFactor = Math.min(factor, brokers);
        ClusterScenario cluster = ClusterScenario.of(brokers);
        // when
        List<List<Integer>> placed =
                ReplicaPlacement.over(cluster.metadata(), List.of(), seed).place(partitions, replicationFactor);
        // then
        Map<Integer, Integer> leaders = new HashMap<>();
        Map<Integer, Integer> replicas = new HashMap<>();
        for (int id = 1; id <= brokers; id++) {
            leaders.put(id, 0);
            replicas.put(id, 0);
        }
        for (List<Integer> one : placed) {
            assertThat(new HashSet<>(one)).hasSize(replicationFactor);
            leaders.merge(one.get(0), 1, Integer::sum);
            one.forEach(id -> replicas.merge(id, 1, Integer::sum));
        }
        assertThat(spread(leaders)).as("leaders %s", leaders).isLessThanOrEqualTo(1);
        assertThat(spread(replicas)).as("replicas %s", replicas).isLessThanOrEqualTo(2);
    }

    @Property(tries = 30)
    void manySmallTopicsAreSpreadToo(@ForAll @IntRange(min = 2, max = 6) int brokers) {
        // given
        ClusterScenario cluster = ClusterScenario.of(brokers);
        // when
        for (int i = 0; i < brokers * 5; i++) {
            cluster.create("topic-" + i, 1, 1);
        }
        // then
        for (int id = 1; id <= brokers; id++) {
            assertThat(cluster.metadata().partitionsOf(id)).hasSize(5);
        }
    }

    @Property(tries = 100)
    void whatADeadBrokerLedIsSpreadOverAllTheOthers(
            @ForAll @IntRange(min = 3, max = 9) int brokers,
            @ForAll @IntRange(min = 2, max = 3) int replicationFactor,
            @ForAll long seed) {
        // given
        ClusterScenario cluster = ClusterScenario.of(brokers);
        int ledByEach = 60;
        // when
        List<List<Integer>> placed = ReplicaPlacement.over(cluster.metadata(), List.of(), seed)
                .place(ledByEach * brokers, replicationFactor);
        // then
        double share = (double) ledByEach / (brokers - 1);
        for (int dead = 1; dead <= brokers; dead++) {
            Map<Integer, Integer> heirs = new HashMap<>();
            for (List<Integer> one : placed) {
                if (one.get(0) == dead) {
                    heirs.merge(one.get(1), 1, Integer::sum);
                }
            }
            assertThat(heirs).as("of broker %s", dead).hasSize(brokers - 1);
            assertThat(heirs.values()).as("of broker %s", dead).allMatch(count -> Math.abs(count - share) <= 3);
        }
    }

    @Test
    void manySmallTopicsShareTheirHeirsToo() {
        // given
        ClusterScenario cluster = ClusterScenario.of(3);
        // when
        for (int i = 0; i < 60; i++) {
            cluster.create("topic-" + i, 1, 3);
        }
        // then
        Map<List<Integer>, Integer> heirs = new HashMap<>();
        cluster.metadata()
                .forEachPartition(
                        (partition, state) -> heirs.merge(state.replicas().subList(0, 2), 1, Integer::sum));
        assertThat(heirs).hasSize(6);
        assertThat(spread(heirs)).isLessThanOrEqualTo(2);
    }

    @Test
    void theSameSeedPlacesTheSame() {
        // given
        ClusterScenario cluster = ClusterScenario.of(5);
        // when
        List<List<Integer>> first =
                ReplicaPlacement.over(cluster.metadata(), List.of(), 42).place(20, 3);
        List<List<Integer>> second =
                ReplicaPlacement.over(cluster.metadata(), List.of(), 42).place(20, 3);
        // then
        assertThat(first).isEqualTo(second);
    }

    private static int spread(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0)
                - counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }
}
