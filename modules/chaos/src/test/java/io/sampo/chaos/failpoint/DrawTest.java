package io.sampo.chaos.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.chaos.cluster.Network;
import io.sampo.chaos.cluster.Scene;
import io.sampo.chaos.failpoint.FaultKind.Shape;
import io.sampo.chaos.failpoint.Strike.Cut;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawTest {
    private static Scene scene(int brokers) {
        List<PartitionState> partitions = new ArrayList<>();
        for (int key = 0; key < 2 * brokers; key++) {
            List<Integer> replicas = List.of(key % brokers + 1, (key + 1) % brokers + 1, (key + 2) % brokers + 1);
            partitions.add(new PartitionState(replicas.get(0), 1, 1, replicas, replicas, false));
        }
        return new Scene(2, 10, partitions);
    }

    private static List<Strike> drawn(FaultKind kind, int brokers, int count) {
        Draw draw = new Draw(List.of(kind), brokers, 7);
        List<Strike> strikes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strikes.add(draw.next(scene(brokers)));
        }
        return strikes;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void theShapesOfAKindComeEquallyOften(int brokers) {
        for (FaultKind kind : FaultKind.values()) {
            Map<Shape, Integer> counts = new HashMap<>();
            int shapes = kind.shapes().size();
            drawn(kind, brokers, 3 * shapes).forEach(strike -> counts.merge(strike.shape(), 1, Integer::sum));
            assertThat(counts).hasSize(shapes).allSatisfy((shape, count) -> assertThat(count)
                    .isEqualTo(3));
        }
    }

    @Test
    void aPausedControllerStandsStillLongEnoughForAnotherOneToTakeOver() {
        assertThat(drawn(FaultKind.PAUSE, 3, 100))
                .anySatisfy(strike -> assertThat(strike.hitsController()).isTrue());
        assertThat(drawn(FaultKind.PAUSE, 3, 100))
                .filteredOn(Strike::hitsController)
                .allSatisfy(strike -> assertThat(strike.holdMs()).isBetween(2_500L, 20_000L));
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(drawn(FaultKind.PAUSE, 3, 20)).isEqualTo(drawn(FaultKind.PAUSE, 3, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aLeaderThatIsCutFromItsFollowersReachesTheController(int brokers) {
        List<Strike> strikes = drawn(FaultKind.CUT, brokers, 60).stream()
                .filter(strike -> strike.shape() == Shape.LEADER_FROM_FOLLOWERS)
                .toList();

        assertThat(strikes).isNotEmpty().allSatisfy(strike -> {
            assertThat(strike.cuts()).hasSize(4);
            // Broker 2 leads and is the controller: it reaches itself.
            assertThat(strike.cuts()).allMatch(cut -> cut.from() == 2 || cut.to() == 2);
        });
    }

    @Test
    void aLeaderIsCutFromAControllerThatIsAnotherBroker() {
        drawn(FaultKind.CUT, 3, 60).stream()
                .filter(strike -> strike.shape() == Shape.LEADER_FROM_CONTROLLER)
                .forEach(strike -> assertThat(strike.cuts())
                        .hasSize(2)
                        .allMatch(cut -> cut.from() != cut.to() && (cut.from() == 2 || cut.to() == 2)));
    }

    @Test
    void aBridgeIsSeenByBothHalves() {
        for (Strike strike : drawn(FaultKind.CUT, 5, 60)) {
            if (strike.shape() == Shape.BRIDGE) {
                Set<Integer> cut = new HashSet<>();
                strike.cuts().forEach(each -> cut.add(each.from()));
                assertThat(cut).hasSize(4);
                assertThat(strike.cuts()).hasSize(8);
            }
        }
    }

    @Test
    void oneWayCutsLeaveTheOtherDirection() {
        for (Strike strike : drawn(FaultKind.ONEWAY, 3, 20)) {
            Set<Cut> cuts = new HashSet<>(strike.cuts());
            assertThat(cuts).allMatch(cut -> !cuts.contains(new Cut(cut.to(), cut.from())));
        }
    }

    @Test
    void onlyTheClientsShapeCutsClients() {
        for (Strike strike : drawn(FaultKind.CUT, 5, 60)) {
            boolean clients =
                    strike.cuts().stream().anyMatch(cut -> cut.from() == Network.CLIENT || cut.to() == Network.CLIENT);
            assertThat(clients).isEqualTo(strike.shape() == Shape.CLIENT_FROM_LEADER);
        }
    }

    @Test
    void aSecondStrikeHitsOthers() {
        Draw draw = new Draw(FaultKind.ALL, 5, 3);
        for (int i = 0; i < 200; i++) {
            Strike first = draw.next(scene(5));
            if (first.shape() != Shape.ALL && first.shape() != Shape.ROLLING) {
                Strike second = draw.beside(first, scene(5));
                assertThat(second.kind() == first.kind() && second.equals(first))
                        .isFalse();
            }
        }
    }

    @Test
    void aKindThatIsNoneIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> FaultKind.parseAll("kill,flood"))
                .hasMessage(
                        "--faults 'flood' is none of kill, pause, stop, cut, oneway, flap, disk-full, power, power-all,"
                                + " all");
        assertThat(FaultKind.parseAll("all"))
                .isEqualTo(FaultKind.ALL)
                .doesNotContain(FaultKind.POWER, FaultKind.POWER_ALL);
        assertThat(FaultKind.parseAll("kill,disk-full")).containsExactly(FaultKind.KILL, FaultKind.DISK_FULL);
    }
}
