package io.sampo.benchmarks.versus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class CoreUseTest {
    @Test
    void whoUsesACoreAndWhoTakesItAwayAreToldApart() {
        // given: user nice system idle iowait irq softirq steal guest guest_nice, in ticks of 10 ms
        CoreUse before = CoreUse.parse("cpu  100 0 50 1000 10 1 2 30 7 0\ncpu0 1 2 3\n", 0);
        // when: two seconds later
        CoreUse after = CoreUse.parse("cpu  200 10 100 1200 20 11 32 70 9 0\ncpu0 1 2 3\n", 2_000_000_000L);
        // then
        assertThat(after.busyCoresSince(before)).isEqualTo(1.0, offset(1e-9));
        assertThat(after.stolenCoresSince(before)).isEqualTo(0.2, offset(1e-9));
    }
}
