package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.DiskFullException;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.TestBatches;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits behind a write of the writer thread; the clock stands still, so the disk is always calm. */
class LogWritesTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private final SlowDisk disk = new SlowDisk();
    private final PartitionLog log = disk.holding(new MemoryLog(TopicConfig.DEFAULTS, () -> 0));
    private final DirectoryWriter directory =
            new DirectoryWriter("sampo-test-write", 1, Runnable::run, () -> 0, () -> 0);
    private final List<Integer> written = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private TestInbox<PartitionMessage> inbox;
    private LogWrites writes;

    @BeforeEach
    void behindAWriteOfTheWriterThread() {
        BehaviorTestKit<PartitionMessage> actor = BehaviorTestKit.create(Behaviors.setup(context -> {
            writes = new LogWrites(
                    new TopicIdPartition(TopicId.random(), 0),
                    log,
                    directory,
                    new ReplicaJobs(context, Runnable::run),
                    failures::add);
            return Behaviors.ignore();
        }));
        inbox = actor.selfInbox();
        disk.stall();
        append(0, () -> {});
    }

    @AfterEach
    void close() {
        disk.goOn();
        directory.close();
    }

    @Test
    void whatWaitsIsWrittenHereInItsOrder() {
        appendUpTo(10);

        goOn();

        assertThat(written).containsExactlyElementsOf(upTo(10));
        assertThat(directory.handedOver()).isEqualTo(1);
        assertThat(directory.waitingBytes()).isZero();
    }

    @Test
    void ofALongLineAPieceIsWrittenHereAndTheRestElsewhere() {
        appendUpTo(200);

        goOn();

        assertThat(written).hasSize(1 + 64);
        writes.ended(event());
        assertThat(written).containsExactlyElementsOf(upTo(200));
        assertThat(directory.waitingBytes()).isZero();
    }

    @Test
    void aCallbackIsOverBeforeTheNextOneRuns() {
        // given: each asks for another change
        int[] within = {0};
        for (int i = 1; i <= 20; i++) {
            append(i, () -> {
                assertThat(++within[0]).isEqualTo(1);
                writes.retain(() -> {}, () -> {});
                within[0]--;
            });
        }

        goOn();

        assertThat(written).containsExactlyElementsOf(upTo(20));
    }

    @Test
    void whatACallbackAppendsIsWrittenBehindAllThatWaited() {
        append(1, () -> append(4, () -> {}));
        append(2, () -> {});
        append(3, () -> {});

        goOn();

        assertThat(written).containsExactlyElementsOf(upTo(4));
        assertThat(directory.waitingBytes()).isZero();
    }

    @Test
    void theCallbacksOfTheWriterThreadAreOverBeforeWhatTheyAppendIsWritten() {
        // given: 65 to 67 come back together
        appendUpTo(64);
        append(65, () -> append(68, () -> {}));
        append(66, () -> writes.pauseFor(() -> written.add(-1)));
        append(67, () -> {});
        goOn();

        writes.ended(event());

        assertThat(written.subList(0, 69)).containsExactlyElementsOf(upTo(68));
        assertThat(written.subList(69, written.size()))
                .as("who waits for quiet")
                .containsExactly(-1);
    }

    @Test
    void whoWaitsForQuietComesOnceAndBehindWhatWaited() {
        appendUpTo(3);
        List<List<Integer>> seen = new ArrayList<>();
        writes.pauseFor(() -> seen.add(List.copyOf(written)));

        goOn();

        assertThat(seen).containsExactly(upTo(3));
    }

    @Test
    void aLogThatFailedIsNotCut() {
        disk.appendFailure = new DiskFailed();
        boolean[] cut = {false};
        writes.pauseFor(() -> cut[0] = true);

        goOn();

        assertThat(failures).hasSize(1);
        assertThat(cut[0]).isFalse();
    }

    @Test
    void aDiskThatFailsHereLeavesNothingWaiting() {
        append(1, () -> disk.appendFailure = new DiskFailed());
        append(2, () -> {});
        append(3, () -> {});

        goOn();

        assertThat(failures).hasSize(1);
        assertThat(written).containsExactlyElementsOf(upTo(1));
        assertThat(directory.waitingBytes()).isZero();
    }

    @Test
    void whatAFullDiskRefusesHereIsWrittenWhenThereIsRoom() {
        append(1, () -> disk.appendFailure = new DiskFullException(new IOException("no room")));
        append(2, () -> {});
        append(3, () -> {});
        goOn();
        assertThat(written).containsExactlyElementsOf(upTo(1));
        assertThat(writes.isDiskFull()).isTrue();

        disk.appendFailure = null;
        writes.retry();

        assertThat(written).containsExactlyElementsOf(upTo(3));
        assertThat(writes.isDiskFull()).isFalse();
        assertThat(directory.waitingBytes()).isZero();
    }

    @Test
    void anEpochThatBeginsInTheLineIsTheWriterThreads() {
        append(1, () -> {});
        write(2, TestBatches.placed(2, 8, 1), () -> {});
        write(3, TestBatches.placed(3, 8, 1), () -> {});

        goOn();

        assertThat(written).containsExactlyElementsOf(upTo(1));
        writes.ended(event());
        assertThat(written).containsExactlyElementsOf(upTo(3));
    }

    private static final class DiskFailed extends IOException {
        private static final long serialVersionUID = 1;
    }

    private void appendUpTo(int last) {
        for (int i = 1; i <= last; i++) {
            append(i, () -> {});
        }
    }

    private void append(int number, Runnable then) {
        write(number, TestBatches.placed(number, 7, 1), then);
    }

    private void write(int number, ByteBuffer batches, Runnable then) {
        writes.append(batches, () -> log.append(batches), () -> {
            written.add(number);
            then.run();
        });
    }

    /** The writer thread ends what it was at. */
    private void goOn() {
        disk.goOn();
        writes.ended(event());
    }

    private ReplicaEvent.WritesEnded event() {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (!inbox.hasMessages() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return (ReplicaEvent.WritesEnded) inbox.receiveMessage();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(0, last).boxed().toList();
    }
}
