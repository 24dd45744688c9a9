package io.sampo.benchmarks.versus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersusOptionsTest {
    private static final List<String> KNOWN = List.of("a", "b", "c");

    private static VersusOptions of(String... arguments) {
        return VersusOptions.of(List.of(arguments), KNOWN, List.of("a", "b"));
    }

    @Test
    void withoutArgumentsEveryRowHasFivePairs() {
        assertThat(of().rows()).isEmpty();
        assertThat(of().pairs()).isEqualTo(5);
    }

    @Test
    void quickMeansItsRowsAndThreePairsUnlessSomebodySaysOtherwise() {
        assertThat(of("--quick").rows()).containsExactly("a", "b");
        assertThat(of("--quick").pairs()).isEqualTo(3);
        assertThat(of("--quick", "--pairs", "2", "c").rows()).containsExactly("c");
        assertThat(of("--quick", "--pairs", "2", "c").pairs()).isEqualTo(2);
    }

    @Test
    void whatIsWrongIsSaidInOneLineWithWhatWouldBeRight() {
        assertThatThrownBy(() -> of("d")).hasMessage("'d' is no row; there are a, b, c");
        assertThatThrownBy(() -> of("--fast")).hasMessageContaining("'--fast' is no option");
        assertThatThrownBy(() -> of("--pairs")).hasMessage("--pairs has no value");
        assertThatThrownBy(() -> of("--pairs", "0")).hasMessageContaining("'0' is no number from 1 to 1000");
        assertThatThrownBy(() -> of("--pairs", "many")).hasMessageContaining("'many' is no number");
    }
}
