package io.sampo.simulation;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import io.sampo.replication.PartitionReplica;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaIdentity;
import io.sampo.replication.ReplicaMetadata;
import io.sampo.replication.actor.ProducerKeeping;
import io.sampo.replication.actor.ReplicaRecovery;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Trace;
import io.sampo.simulation.watch.AckWatch;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A replica on one broker: the production core, and around it what {@code ReplicaHost} and {@code ServingReplica} are in
 * production. Its disk does one thing after the other, in its own time; what it had not done when the process dies may
 * have been done, up to some point, or not.
 */
final class SimReplica implements QuietSurroundings {
    private static final long NEVER = Long.MAX_VALUE;

    interface Producing {
        void answered(ErrorCode error, long baseOffset);
    }

    interface Reading {
        void answered(ErrorCode error, long fromOffset, long upToOffset);
    }

    private record Asked(ByteBuffer batch, boolean all, Producing who) {}

    private final Simulation simulation;
    private final SimBroker broker;
    private final TopicIdPartition partition;
    private final SimLog log;
    private final PartitionTruth truth;
    private final PartitionReplica core;
    private final ProducerKeeping keeping;
    private final AckWatch acks = new AckWatch();
    private final DiskQueue disk;
    private final Map<Long, Asked> produces = new HashMap<>();
    private final Map<Long, Reading> fetches = new HashMap<>();
    private long nextRequest = 1;
    private long tickAtMs = NEVER;
    private @Nullable String failure;
    private boolean failed;
    private boolean gone;

    SimReplica(Simulation simulation, SimBroker broker, TopicIdPartition partition, SimLog log) {
        this.simulation = simulation;
        this.broker = broker;
        this.partition = partition;
        this.log = log;
        this.truth = simulation.laws().truth(partition);
        this.disk = new DiskQueue(simulation, broker, this::settle);
        this.keeping = new ProducerKeeping(partition, log);
        RecoveredLog found = recovered();
        this.core = new PartitionReplica(
                new ReplicaIdentity(
                        partition, broker.id(), broker.brokerEpoch(), broker.directoryId(), broker.nowMs() * 1_000),
                simulation.weather().settings(),
                found,
                log.storedHighWatermark,
                this);
    }

    PartitionReplica core() {
        return core;
    }

    SimLog log() {
        return log;
    }

    PartitionTruth truth() {
        return truth;
    }

    SimBroker broker() {
        return broker;
    }

    TopicIdPartition partition() {
        return partition;
    }

    boolean isFailed() {
        return failed;
    }

    private RecoveredLog recovered() {
        try {
            return ReplicaRecovery.read(log, broker.nowMs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void apply(ReplicaMetadata metadata) {
        core.apply(metadata, broker.nowMs());
        settle();
    }

    void receive(int from, long fromEpoch, ReplicaFrame frame) {
        simulation.trace("frame", broker.id(), from, frame.leaderEpoch(), frame);
        acks.received(from, frame);
        core.receive(from, fromEpoch, frame, broker.nowMs());
        settle();
    }

    void produce(Acks acks, ByteBuffer batch, long timeoutMs, Producing who) {
        long request = nextRequest++;
        produces.put(request, new Asked(batch, acks == Acks.ALL, who));
        core.produce(request, acks, -1, batch, timeoutMs, broker.nowMs());
        settle();
    }

    void fetch(int leaderEpoch, long fromOffset, Reading who) {
        long request = nextRequest++;
        fetches.put(request, who);
        core.fetch(request, leaderEpoch, fromOffset, 1_000, 1, 30, broker.nowMs());
        settle();
    }

    void isrRefused(int leaderEpoch, int partitionEpoch, ErrorCode error) {
        core.isrRefused(leaderEpoch, partitionEpoch, error, broker.nowMs());
        settle();
    }

    void feedContact(boolean fresh) {
        core.feedContact(fresh);
    }

    /** The leader's retention, at an hour of the nemesis. */
    void retain(long upToOffset) {
        if (disk.isEmpty() && core.isLeader() && upToOffset <= core.log().highWatermark()) {
            log.deleteBefore(upToOffset);
            simulation.laws().retained(partition, upToOffset);
            core.logStartMoved(upToOffset);
            settle();
        }
    }

    /** Forces what is written, as the operating system does when it likes. */
    void writeBack() {
        if (failure == null) {
            log.flush();
        }
    }

    /** The topic is gone. */
    void stop() {
        core.stop();
        gone = true;
        disk.stop();
    }

    /** The process dies: of what the disk was asked for a first part may still happen. */
    void die(Rng random) {
        gone = true;
        disk.die(log, failure == null, random);
        if (random.below(3) > 0) {
            log.storedHighWatermark =
                    Math.max(log.storedHighWatermark, core.log().highWatermark());
        }
    }

    private void settle() {
        if (gone) {
            return;
        }
        if (failure != null && !failed) {
            failed = true;
            core.storageFailed(failure);
            if (log.quarantined) {
                broker.failed().setAside(this);
            }
        }
        simulation.laws().changed(this);
        arm();
    }

    private void arm() {
        long deadline = core.nextDeadlineMs();
        if (deadline < tickAtMs) {
            tickAtMs = Math.max(deadline, broker.nowMs() + 1);
            broker.after(tickAtMs - broker.nowMs(), this::tickIfDue);
        }
    }

    /** What was to come later comes earlier. */
    void clockLeapt() {
        tickAtMs = NEVER;
        arm();
    }

    private void tickIfDue() {
        if (!gone && broker.nowMs() >= tickAtMs) {
            tickAtMs = NEVER;
            core.tick(broker.nowMs());
            simulation.laws().require(core.nextDeadlineMs() > broker.nowMs(), "liveness", "the deadline does not move");
            settle();
        }
    }

    @Override
    public void append(ByteBuffer batches, long endOffset) {
        disk.add(
                batches,
                () -> {
                    if (failure == null && simulation.disks().writeFails()) {
                        failure = "the disk is bad";
                    }
                    if (failure == null) {
                        log.append(batches);
                    }
                },
                () -> {
                    if (failure == null) {
                        keep(keeping.afterAppend(core.log()));
                        core.appended(endOffset, broker.nowMs());
                    }
                });
    }

    /** Beside the row of the others, as in production; the log may have been cut by then. */
    private void keep(@Nullable ProducerSnapshot producers) {
        if (producers != null) {
            broker.after(simulation.disks().delayMs(broker.id()), () -> {
                if (!gone) {
                    keeping.keep(producers);
                }
            });
        }
    }

    @Override
    public void beginEpoch(int leaderEpoch) {
        disk.add(null, () -> log.beginEpoch(leaderEpoch), () -> core.epochBegun(leaderEpoch, broker.nowMs()));
    }

    @Override
    public void truncate(long offset, boolean restart) {
        simulation.trace("truncate", broker.id(), offset, restart ? 1 : 0, log);
        disk.add(
                null,
                () -> {
                    if (restart) {
                        log.restartAt(offset);
                    } else {
                        log.truncateTo(offset);
                    }
                },
                () -> core.truncated(recovered(), broker.nowMs()));
    }

    /** Not in the row of the others: a force may end before or after what was asked for meanwhile. */
    @Override
    public void flush(long cuts) {
        broker.after(1 + simulation.disks().delayMs(broker.id()), () -> {
            if (!gone && failure == null && simulation.disks().forceFails()) {
                failure = "a force has failed";
                broker.disk().forceFailed(partition);
                settle();
            } else if (!gone && failure == null) {
                log.flush();
                long forced = log.flushedOffset();
                broker.after(simulation.disks().delayMs(broker.id()), () -> {
                    if (!gone) {
                        core.flushed(cuts, forced, broker.nowMs());
                        settle();
                    }
                });
            }
        });
    }

    @Override
    public void deleteBefore(long offset) {
        disk.add(null, () -> log.deleteBefore(Math.min(offset, log.logEndOffset())), () -> {});
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        ReplicaFrame arriving = simulation.network().garbled(frame);
        boolean catchUp = frame instanceof ReplicaFrame.Push push && push.catchUp();
        SimBroker to = simulation.broker(toBroker);
        int from = broker.id();
        long fromEpoch = broker.brokerEpoch();
        return simulation
                .network()
                .send(
                        from,
                        toBroker,
                        catchUp ? Network.CATCH_UP : Network.LIVE,
                        () -> to.arrive(() -> to.receive(from, fromEpoch, arriving)));
    }

    @Override
    public void readForPush(
            int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        if (recent) {
            core.batchesRead(follower, session, fromOffset, read(fromOffset, maxBytes, upToOffset), broker.nowMs());
            return;
        }
        ByteBuffer batches = read(fromOffset, maxBytes, upToOffset);
        if (batches != null && !SimLog.isIntact(batches)) {
            failure = "corrupt batch in the log behind offset " + fromOffset;
            log.quarantined = true;
            batches = null;
        }
        ByteBuffer found = batches;
        broker.after(simulation.disks().delayMs(broker.id()), () -> {
            if (!gone) {
                core.batchesRead(follower, session, fromOffset, found, broker.nowMs());
                settle();
            }
        });
    }

    private @Nullable ByteBuffer read(long fromOffset, int maxBytes, long upToOffset) {
        try (LogSlice slice = log.read(fromOffset, maxBytes, upToOffset)) {
            return slice.toBuffer();
        } catch (IOException stale) {
            // The log start has passed it: no fault of the disk, the leader begins anew with this follower.
            return null;
        }
    }

    @Override
    public void produced(long requestId, ErrorCode error, long baseOffset) {
        Asked asked = produces.remove(requestId);
        simulation.laws().require(asked != null, "I17", "a produce is answered once");
        simulation.trace("produced", broker.id(), baseOffset, error.code(), error);
        if (error == ErrorCode.NONE && asked.all) {
            simulation.laws().acknowledged(this, asked.batch, baseOffset);
        }
        asked.who.answered(error, baseOffset);
    }

    @Override
    public void serveFetch(long requestId, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        simulation.laws().read(this, fromOffset, upToOffset);
        fetches.remove(requestId).answered(ErrorCode.NONE, fromOffset, upToOffset);
    }

    @Override
    public void fetched(long requestId, ErrorCode error) {
        fetches.remove(requestId).answered(error, -1, -1);
    }

    @Override
    public void proposeIsr(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        simulation.trace("propose isr", broker.id(), leaderEpoch, partitionEpoch, isr);
        acks.proposed(isr, broker.image().partition(partition).isr(), broker.id());
        broker.link().propose(partition, leaderEpoch, partitionEpoch, isr);
    }

    @Override
    public void resign(int leaderEpoch, String why) {
        simulation.trace("resign", broker.id(), leaderEpoch, Trace.NONE, why);
        broker.link().resign(partition, leaderEpoch);
    }

    @Override
    public void reportTail(int partitionEpoch, int lastEpoch, long logEndOffset) {
        simulation.trace("tail", broker.id(), lastEpoch, logEndOffset, partition);
        broker.link().reportTail(partition, partitionEpoch, lastEpoch, logEndOffset);
    }

    @Override
    public void newerEpochSeen(int leaderEpoch) {
        broker.askFeed();
    }

    @Override
    public void failed(String why) {
        failed = true;
        simulation.trace("failed", broker.id(), Trace.NONE, Trace.NONE, why);
        broker.failed().add(partition);
        // The disk may fail; to be told to cut what is committed is a loss that somebody else has caused.
        simulation.laws().require(failure != null, "R5", why);
    }

    @Override
    public String toString() {
        return core + " " + log;
    }
}
