package io.sampo.benchmarks.versus.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    private static final String STATUS = "Name:\tjava\nVmHWM:\t  700000 kB\nVmRSS:\t  654321 kB\nThreads:\t109\n";

    @Test
    void userAndSystemTimeAreAddedAndTheNameMayHoldAnything() {
        // given: utime 1234 and stime 66 in ticks of 10 ms, after a name with blanks and parentheses
        String stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194560 1 2 3 4 1234 66 7 8 20 0 109 0 555 8974536000 163580 "
                + "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";
        // when
        ProcessUsage usage = ProcessUsage.parse(stat, STATUS);
        // then
        assertThat(usage).isEqualTo(new ProcessUsage(13.0, 654_321L * 1024, 109));
    }

    @Test
    void thisProcessUsesWhatTheJvmSaysItUses() throws Exception {
        // given
        Duration beforehand = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        // when
        ProcessUsage usage = ProcessUsage.of(ProcessHandle.current().pid());
        // then: the kernel counts in steps of 10 ms
        assertThat(usage.cpuSeconds()).isGreaterThanOrEqualTo(beforehand.toMillis() / 1000.0 - 0.05);
        assertThat(usage.threads()).isGreaterThan(1);
        assertThat(usage.rssBytes()).isGreaterThan(10_000_000);
    }
}
