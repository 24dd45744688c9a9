package io.sampo.broker.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.Test;

class ClusterJoinTest {
    private static final Address ONE = new Address("pekko", "sampo", "127.0.0.1", 1);
    private static final Address TWO = new Address("pekko", "sampo", "127.0.0.1", 2);
    private static final Address THREE = new Address("pekko", "sampo", "127.0.0.1", 3);

    @Test
    void theLeaderOfTheMetadataLogHasItselfFirst() {
        assertThat(ClusterJoin.order(TWO, TWO, List.of(ONE, TWO, THREE))).containsExactly(TWO, ONE, THREE);
    }

    @Test
    void everybodyElseHasTheLeaderFirstAndNeverItself() {
        assertThat(ClusterJoin.order(THREE, TWO, List.of(ONE, TWO, THREE))).containsExactly(TWO, ONE);
    }

    @Test
    void theLeaderNeedsNoSeeds() {
        assertThat(ClusterJoin.order(ONE, TWO, List.of())).containsExactly(TWO);
    }
}
