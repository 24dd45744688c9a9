package io.sampo.logfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class CoreTimeTest {
    private static final long MS = 1_000_000;

    private final AtomicLong hadMs = new AtomicLong(500_000);
    private final CoreTime time = new CoreTime(() -> hadMs.get() < 0 ? -1 : hadMs.get() * MS);

    @Test
    void aReadingServesForTenMilliseconds() {
        time.fromNow(0);
        hadMs.addAndGet(3);
        time.fromNow(9 * MS);
        assertThat(time.ns()).isEqualTo(3 * MS);

        time.fromNow(10 * MS);
        hadMs.addAndGet(4);

        assertThat(time.ns()).isEqualTo(4 * MS);
    }

    @Test
    void whatCannotBeReadIsNothing() {
        time.fromNow(0);
        hadMs.set(-1);
        assertThat(time.ns()).as("neither now").isZero();

        time.fromNow(20 * MS);
        hadMs.set(500_000);

        assertThat(time.ns()).as("nor since then").isZero();
    }

    @Test
    void linuxCountsWhatAThreadComputesAndNotWhatItSleeps() {
        LongSupplier linux = CoreTime.countedByLinux();
        assumeTrue(linux.getAsLong() > 0, "Linux, with statistics of its scheduler");
        long before = linux.getAsLong();

        long deadline = System.nanoTime() + 20_000 * MS;
        while (linux.getAsLong() - before < 20 * MS && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }

        assertThat(linux.getAsLong() - before).as("ns, computed").isGreaterThanOrEqualTo(20 * MS);

        long began = System.nanoTime();
        before = linux.getAsLong();
        while (System.nanoTime() - began < 400 * MS) {
            LockSupport.parkNanos(400 * MS);
        }

        long counted = linux.getAsLong() - before;
        assertThat(counted)
                .as("400 ms of it were slept, however late it woke")
                .isLessThan(System.nanoTime() - began - 200 * MS);
    }
}
