package io.sampo.groups.classic;

import static io.sampo.groups.classic.ClassicState.COMPLETING_REBALANCE;
import static io.sampo.groups.classic.ClassicState.DEAD;
import static io.sampo.groups.classic.ClassicState.EMPTY;
import static io.sampo.groups.classic.ClassicState.PREPARING_REBALANCE;
import static io.sampo.groups.classic.ClassicState.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassicStateTest {
    private record Move(ClassicState from, ClassicState to) {}

    private static final Set<Move> LEGAL = Set.of(
            new Move(EMPTY, PREPARING_REBALANCE),
            new Move(COMPLETING_REBALANCE, PREPARING_REBALANCE),
            new Move(STABLE, PREPARING_REBALANCE),
            new Move(PREPARING_REBALANCE, EMPTY),
            new Move(PREPARING_REBALANCE, COMPLETING_REBALANCE),
            new Move(COMPLETING_REBALANCE, STABLE));

    @Test
    void ofAllPairsOnlyTheLegalOnesAreAllowed() {
        for (ClassicState from : ClassicState.values()) {
            for (ClassicState to : ClassicState.values()) {
                boolean legal = to == DEAD || LEGAL.contains(new Move(from, to));
                assertThat(from.leadsTo(to)).as(from + " to " + to).isEqualTo(legal);
            }
        }
    }
}
