package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectoryWriterTest {
    private static final int MIB = 1024 * 1024;

    private final AtomicLong nowMs = new AtomicLong(5_000);
    private final SlowDisk disk = new SlowDisk();
    private final PartitionLog log = log();
    private final AtomicLong coreMs = new AtomicLong();
    private final DirectoryWriter writer = new DirectoryWriter(
            "sampo-test-write", 3, Runnable::run, () -> nowMs.get() * 1_000_000, () -> coreMs.get() * 1_000_000);

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void aCalmDiskIsWrittenByTheCaller() throws IOException {
        Thread[] wrote = new Thread[1];

        assertThat(writer.writeNow(log, 1, () -> wrote[0] = Thread.currentThread()))
                .isTrue();

        assertThat(wrote[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void aSlowWriteIsTheLastOneOfACallerUntilASecondIsOver() throws IOException {
        // given
        writer.writeNow(log, 1, () -> nowMs.addAndGet(50));

        // then
        assertThat(isCalm()).isFalse();
        nowMs.addAndGet(999);
        assertThat(isCalm()).isFalse();
        nowMs.addAndGet(1);
        assertThat(isCalm()).isTrue();
    }

    @Test
    void aDiskThatStalledLongIsTrustedAgainAfterTwentyTimesAsLongOrFiveMinutes() throws IOException {
        writer.writeNow(log, 1, () -> nowMs.addAndGet(3_000));
        nowMs.addAndGet(59_999);
        assertThat(isCalm()).isFalse();
        nowMs.addAndGet(1);
        assertThat(isCalm()).isTrue();

        writer.writeNow(log, 1, () -> nowMs.addAndGet(60_000));
        nowMs.addAndGet(299_999);
        assertThat(isCalm()).isFalse();
        nowMs.addAndGet(1);
        assertThat(isCalm()).isTrue();
    }

    @Test
    void aDiskThatHoldsUpEveryWriteALittleHoldsUpItsCallersForATwentiethOfTheTime() throws IOException {
        long beganMs = nowMs.get();
        long[] heldMs = new long[1];

        for (int i = 0; i < 20_000; i++) {
            boolean byItself = writer.writeNow(log, 1, () -> nowMs.addAndGet(40));
            heldMs[0] += byItself ? 40 : 0;
            nowMs.addAndGet(byItself ? 0 : 10);
        }

        assertThat(heldMs[0]).isPositive().isLessThanOrEqualTo((nowMs.get() - beganMs) / 20 + 200);
    }

    @Test
    void writesThatAllWaitForABusyCoreAreNoReasonToLeaveIt() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertThat(writer.writeNow(log, 1, () -> nowMs.addAndGet(19))).isTrue();
        }
        assertThat(isCalm()).isTrue();
    }

    @Test
    void aWriteNowAndThenThatWaitsForABusyCoreIsForgiven() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            assertThat(writer.writeNow(log, 1, () -> nowMs.addAndGet(20))).isTrue();
            nowMs.addAndGet(400);
        }
    }

    @Test
    void whatAWriteWaitedForACoreIsNoWaitForTheDisk() throws IOException {
        // given: two cores for many threads, or a host that takes them away
        for (int i = 0; i < 20; i++) {
            writer.writeNow(log, 1, () -> {
                nowMs.addAndGet(300);
                coreMs.addAndGet(295);
            });
        }

        // then
        assertThat(isCalm()).isTrue();
        writer.writeNow(log, 1, () -> {
            nowMs.addAndGet(300);
            coreMs.addAndGet(240);
        });
        assertThat(isCalm()).as("60 ms were the disk's").isFalse();
    }

    @Test
    void whatAThreadComputedLongBeforeItsWriteExcusesNoDisk() throws IOException {
        writer.writeNow(log, 1, () -> {});
        nowMs.addAndGet(10);
        coreMs.addAndGet(1_000);

        writer.writeNow(log, 1, () -> nowMs.addAndGet(50));

        assertThat(isCalm()).isFalse();
    }

    @Test
    void aSmallerTroubleDoesNotMakeALongStallForgotten() throws IOException {
        writer.writeNow(log, 1, () -> nowMs.addAndGet(3_000));

        writer.write(log, 1, () -> nowMs.addAndGet(50));

        nowMs.addAndGet(2_000);
        assertThat(isCalm()).isFalse();
    }

    @Test
    void aSlowWriteOfTheWriterThreadKeepsCallersAway() throws IOException {
        writer.write(log, 1, () -> nowMs.addAndGet(50));

        assertThat(isCalm()).isFalse();
    }

    @Test
    void moreThanTheDiskHasTakenKeepsCallersAwayUntilASecondAfterItWasForced() throws IOException {
        // given
        disk.holdsForces = true;
        writer.writeNow(log, 8 * MIB, () -> {});
        assertThat(isCalm()).isTrue();

        // when
        writer.writeNow(log, 56 * MIB, () -> {});

        // then
        assertThat(isCalm()).isFalse();
        nowMs.addAndGet(10_000);
        assertThat(isCalm()).as("the first round of forces has not ended").isFalse();
        disk.forces.remove().accept(0);
        assertThat(isCalm()).isTrue();
    }

    @Test
    void eightMebibytesOfAllLogsTogetherBeginOneRoundOfForces() throws IOException {
        // given
        disk.holdsForces = true;
        PartitionLog other = log();
        PartitionLog trickles = log();
        writer.writeNow(trickles, 1000, () -> {});
        writer.writeNow(other, 4 * MIB, () -> {});
        assertThat(disk.forces).isEmpty();

        // when
        writer.writeNow(log, 4 * MIB, () -> {});

        // then: of two logs; the third one has too little for a force
        assertThat(disk.forces).hasSize(2);
        writer.writeNow(log, 7 * MIB, () -> {});
        assertThat(disk.forces).as("one round at a time").hasSize(2);
        disk.forces.forEach(force -> force.accept(0));
        disk.forces.clear();
        writer.writeNow(log, 1 * MIB, () -> {});
        assertThat(disk.forces).as("and the next one behind it").hasSize(1);
    }

    @Test
    void aCallerJoinsAWriteThatHasJustBegun() throws IOException {
        boolean[] second = {false};

        writer.writeNow(log, 1, () -> {
            nowMs.addAndGet(1);
            second[0] = writer.writeNow(log(), 1, () -> {});
        });

        assertThat(second[0])
                .as("a copy into the page cache is no reason to wait for another thread")
                .isTrue();
    }

    @Test
    void nobodyJoinsAWriteThatHangs() throws IOException {
        boolean[] second = {true};

        writer.writeNow(log, 1, () -> {
            nowMs.addAndGet(2);
            second[0] = writer.writeNow(log(), 1, () -> {});
        });

        assertThat(second[0])
                .as("whoever comes after the disk began to stall is not held up")
                .isFalse();
        assertThat(isCalm()).as("it was no stall").isTrue();
    }

    @Test
    void nobodyJoinsTheWriterThreadWhereItHangs() throws IOException {
        boolean[] joined = new boolean[2];

        writer.write(log, 1, () -> {
            joined[0] = isCalm();
            nowMs.addAndGet(2);
            joined[1] = isCalm();
        });

        assertThat(joined).containsExactly(true, false);
    }

    @Test
    void aDiskHoldsUpAFewCallersAtMost() throws IOException {
        AtomicInteger depth = new AtomicInteger();

        nest(depth);

        assertThat(depth.get()).as("however many come at once").isEqualTo(3);
    }

    private void nest(AtomicInteger depth) throws IOException {
        writer.writeNow(log, 1, () -> {
            depth.incrementAndGet();
            nest(depth);
        });
    }

    @Test
    void aWriteThatFailsLeavesTheWayFree() {
        try {
            writer.writeNow(log, 1, () -> {
                throw new IOException("no space left on device");
            });
        } catch (IOException expected) {
            assertThat(expected).hasMessageContaining("no space");
        }

        assertThat(isCalm()).isTrue();
    }

    @Test
    void creditIsGivenBack() {
        writer.waits(32 * MIB);
        assertThat(writer.hasRoomFor(1)).isFalse();

        writer.waits(-1000);

        assertThat(writer.hasRoomFor(1000)).isTrue();
        assertThat(writer.hasRoomFor(1001)).isFalse();
    }

    @Test
    void aBatchLargerThanTheCreditIsTakenWhereNothingWaits() {
        assertThat(writer.hasRoomFor(100 * MIB)).isTrue();
    }

    private boolean isCalm() {
        try {
            return writer.writeNow(log, 0, () -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PartitionLog log() {
        return disk.holding(new MemoryLog(TopicConfig.DEFAULTS, () -> 0));
    }
}
