package io.sampo.logfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CoreTimeTest {
    private final LongSupplier linux = CoreTime.countedByLinux();

    @Test
    void whatAThreadComputesIsCounted() {
        long before = linux.getAsLong();

        long until = System.nanoTime() + 60_000_000;
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }

        assertThat(linux.getAsLong() - before)
                .as("ns, at a resolution of the scheduler's")
                .isGreaterThan(20_000_000);
    }

    @Test
    void whatAThreadSleepsIsNot() {
        long began = System.nanoTime();
        long before = linux.getAsLong();

        while (System.nanoTime() - began < 200_000_000) {
            LockSupport.parkNanos(200_000_000);
        }

        long slept = System.nanoTime() - began;
        assertThat(linux.getAsLong() - before).as("of %d ns", slept).isLessThan(slept);
    }
}
