package io.sampo.controller.reassignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerRemovalTest {
    private final ClusterScenario cluster = ClusterScenario.of(4);

    private Outcome remove(int brokerId, Set<Integer> voters) {
        return cluster.run(BrokerRemoval.decide(cluster.metadata(), brokerId, voters));
    }

    @Test
    void stoppedBrokerWithoutReplicasIsForgotten() {
        cluster.fence(4);
        assertThat(remove(4, Set.of(1, 2, 3))).isEqualTo(Outcome.DONE);
        assertThat(cluster.metadata().broker(4)).isNull();
        cluster.start(4);
        assertThat(cluster.metadata().isEligible(4)).isTrue();
    }

    @Test
    void brokerWithReplicasStays() {
        cluster.create("book", List.of(1, 4));
        cluster.fence(4);
        assertThat(remove(4, Set.of()).message()).contains("still holds 1 replica", "drain");
    }

    @Test
    void voterStays() {
        cluster.fence(3);
        assertThat(remove(3, Set.of(1, 2, 3)).message()).contains("voter");
    }

    @Test
    void runningBrokerStays() {
        assertThat(remove(4, Set.of()).message()).contains("is running");
    }

    @Test
    void unknownBrokerIsTold() {
        assertThat(remove(9, Set.of()).message()).contains("Broker 9 is not registered");
    }
}
