package io.sampo.chaos.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.chaos.failpoint.FaultKind;
import org.junit.jupiter.api.Test;

class ChaosOptionsTest {
    private static ChaosOptions of(String... arguments) {
        return ChaosOptions.of(arguments);
    }

    @Test
    void withoutArgumentsThreeBrokersAreKilledTenTimes() {
        ChaosOptions options = of();

        assertThat(options.brokers()).isEqualTo(3);
        assertThat(options.rounds()).isEqualTo(10);
        assertThat(options.kinds()).containsExactly(FaultKind.KILL);
    }

    @Test
    void whatIsWrongIsNamedWithWhatWouldBeRight() {
        assertThatThrownBy(() -> of("--brokers", "4")).hasMessage("--brokers 4 is neither 3 nor 5");
        assertThatThrownBy(() -> of("--rounds", "many")).hasMessage("--rounds 'many' is no whole number");
        assertThatThrownBy(() -> of("--rounds", "0")).hasMessageContaining("between 1 and");
        assertThatThrownBy(() -> of("--chaos", "0")).hasMessageContaining("'--chaos' is no option");
        assertThatThrownBy(() -> of("--seed")).hasMessage("--seed has no value");
    }

    @Test
    void cutsAndFullDisksNeedNamespacesOfTheRunsOwn() {
        assertThatThrownBy(() -> of("--faults", "kill,cut")).hasMessageContaining("apt-get install iproute2");
        assertThatThrownBy(() -> of("--faults", "all")).hasMessageContaining("needs namespaces");
        assertThat(of("--faults", "all", "--isolated", "true").kinds()).isEqualTo(FaultKind.ALL);
    }
}
