package io.sampo.chaos.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slice of seconds; {@code -Dsampo.chaos.histories=100000} for more. */
class CheckerTest {
    private static final int HISTORIES = Integer.getInteger("sampo.chaos.histories", 10_000);
    private static final int PLANTED = Math.max(40, HISTORIES / 100);

    @Test
    void legalHistoriesAreNeverAccused() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            Verdict verdict = Checker.check(LegalHistory.asHistory(LegalHistory.of(seed)));
            assertThat(verdict.isClean())
                    .as("seed %d: %s", seed, String.join("\n", verdict.witnesses()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Planted.class)
    void aPlantedAnomalyIsAlwaysFound(Planted planted) {
        int places = 0;
        for (long seed = 1; places < PLANTED && seed < 100L * PLANTED; seed++) {
            Planted.History history = new Planted.History(seed);
            if (!planted.plant(history)) {
                continue;
            }
            places++;
            Verdict verdict = Checker.check(LegalHistory.asHistory(history.operations));
            assertThat(verdict.isClean()).as("%s, seed %d", planted, seed).isFalse();
            if (planted.kind != null) {
                assertThat(verdict.counts().keySet())
                        .as("%s, seed %d", planted, seed)
                        .contains(planted.kind);
            }
        }
        assertThat(places).as("histories with a place for it").isEqualTo(PLANTED);
    }

    @Test
    void everyKindOfAnomalyIsPlantedBySomebody() {
        Set<AnomalyKind> planted = Arrays.stream(Planted.values())
                .map(each -> each.kind)
                .filter(kind -> kind != null)
                .collect(Collectors.toSet());
        assertThat(planted).containsExactlyInAnyOrder(AnomalyKind.values());
    }

    @Test
    void theWitnessNamesOffsetValueAndOperations() {
        // given
        Planted.History history = new Planted.History(3);
        Planted.APPENDED_TWICE.plant(history);

        // when
        List<String> witnesses =
                Checker.check(LegalHistory.asHistory(history.operations)).witnesses();

        // then
        assertThat(witnesses).hasSize(1);
        assertThat(witnesses.get(0)).contains("DUPLICATE at t-").contains("POLL OK of process 91");
    }

    @Test
    void aValueThatWasSentTwiceIsNoHistory() {
        // given
        Operation sent = Operation.send(0, Outcome.OK, 1, 2, 0, 0, Values.of(0, 0), -1);
        History history = LegalHistory.asHistory(List.of(sent, sent));

        // when, then
        assertThatThrownBy(() -> Checker.check(history))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sent twice");
    }
}
