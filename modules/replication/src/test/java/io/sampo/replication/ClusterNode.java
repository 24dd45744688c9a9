package io.sampo.replication;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.replication.actor.ReplicaRecovery;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.replication.pace.FollowerCredit;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One broker of {@link SmallCluster}: a log that survives crashes of the process, and a replica that does not. Its disk
 * answers in its own time; what was not answered when the process dies was not written.
 */
final class ClusterNode implements ReplicaEffects {
    final int id;
    final PartitionLog log = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
    private final UUID directoryId;
    private final SmallCluster cluster;

    @Nullable
    PartitionReplica replica;

    long brokerEpoch;
    int incarnation;
    private long diskFreeAtMs;
    private int queued;
    private long tickAtMs = Long.MAX_VALUE;

    ClusterNode(int id, SmallCluster cluster) {
        this.id = id;
        this.cluster = cluster;
        this.directoryId = new UUID(id, id);
    }

    void start(long newBrokerEpoch) {
        brokerEpoch = newBrokerEpoch;
        incarnation++;
        diskFreeAtMs = cluster.nowMs();
        queued = 0;
        tickAtMs = Long.MAX_VALUE;
        RecoveredLog found = io(() -> ReplicaRecovery.read(log, cluster.nowMs()));
        replica = new PartitionReplica(
                new ReplicaIdentity(SmallCluster.PARTITION, id, brokerEpoch, directoryId, 1),
                SmallCluster.SETTINGS,
                found,
                -1,
                this);
    }

    void crash() {
        replica = null;
        incarnation++;
    }

    /** The process dies, and the page cache with it. */
    void losePower() {
        crash();
        io(() -> {
            log.truncateTo(log.flushedOffset());
            return null;
        });
    }

    boolean isUp() {
        return replica != null;
    }

    void apply(ReplicaMetadata metadata) {
        ifUp(up -> up.apply(metadata, cluster.nowMs()));
    }

    void receive(int from, long fromEpoch, ReplicaFrame frame) {
        ifUp(up -> up.receive(from, fromEpoch, frame, cluster.nowMs()));
    }

    void produce(long requestId, ByteBuffer batch) {
        ifUp(up -> up.produce(requestId, Acks.ALL, -1, batch, 2_000, cluster.nowMs()));
    }

    void isrRefused(int leaderEpoch, int partitionEpoch, ErrorCode error) {
        ifUp(up -> up.isrRefused(leaderEpoch, partitionEpoch, error, cluster.nowMs()));
    }

    private interface Call {
        void on(PartitionReplica up);
    }

    private void ifUp(Call call) {
        if (replica != null) {
            call.on(replica);
            cluster.changed(this);
            arm();
        }
    }

    private void arm() {
        long deadline = replica.nextDeadlineMs();
        if (deadline < tickAtMs) {
            tickAtMs = Math.max(deadline, cluster.nowMs() + 1);
            int armedBy = incarnation;
            cluster.at(tickAtMs, () -> {
                if (armedBy == incarnation && cluster.nowMs() >= tickAtMs) {
                    tickAtMs = Long.MAX_VALUE;
                    replica.tick(cluster.nowMs());
                    if (replica.nextDeadlineMs() <= cluster.nowMs()) {
                        throw new AssertionError("broker " + id + ": the deadline does not move");
                    }
                    cluster.changed(this);
                    arm();
                }
            });
        }
    }

    /** The disk does one thing after the other, each in its own time, unless the process dies before. */
    private void disk(Runnable work) {
        diskFreeAtMs = Math.max(diskFreeAtMs, cluster.nowMs()) + cluster.diskDelayMs();
        int asked = incarnation;
        if (diskFreeAtMs == cluster.nowMs() && queued == 0) {
            work.run();
            return;
        }
        queued++;
        cluster.at(diskFreeAtMs, () -> {
            if (asked == incarnation) {
                queued--;
                work.run();
                cluster.changed(this);
                arm();
            }
        });
    }

    @Override
    public void append(ByteBuffer batches, long endOffset) {
        disk(() -> {
            io(() -> {
                log.append(batches);
                return null;
            });
            replica.appended(endOffset, cluster.nowMs());
        });
    }

    @Override
    public void beginEpoch(int leaderEpoch) {
        disk(() -> {
            io(() -> {
                log.beginEpoch(leaderEpoch);
                return null;
            });
            replica.epochBegun(leaderEpoch, cluster.nowMs());
        });
    }

    @Override
    public void truncate(long offset, boolean restart) {
        disk(() -> {
            cluster.truncating(this, offset);
            RecoveredLog found = io(() -> {
                if (restart) {
                    log.restartAt(offset);
                } else {
                    log.truncateTo(offset);
                }
                return ReplicaRecovery.read(log, cluster.nowMs());
            });
            replica.truncated(found, cluster.nowMs());
        });
    }

    @Override
    public void deleteBefore(long offset) {
        throw new AssertionError("no retention here");
    }

    /** The answer may be overtaken by whatever the disk does next. */
    @Override
    public void flush(long cuts) {
        int asked = incarnation;
        cluster.at(cluster.nowMs() + cluster.diskDelayMs(), () -> {
            if (asked == incarnation) {
                io(() -> {
                    log.flush();
                    return null;
                });
                long flushed = log.flushedOffset();
                cluster.at(cluster.nowMs() + cluster.diskDelayMs(), () -> {
                    if (asked == incarnation) {
                        replica.flushed(cuts, flushed, cluster.nowMs());
                        cluster.changed(this);
                        arm();
                    }
                });
            }
        });
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        return cluster.send(this, toBroker, frame);
    }

    @Override
    public void readForPush(
            int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        ByteBuffer batches = io(() -> {
            try (LogSlice slice = log.read(fromOffset, maxBytes, upToOffset)) {
                return slice.toBuffer();
            }
        });
        if (recent) {
            replica.batchesRead(follower, session, fromOffset, batches, cluster.nowMs());
        } else {
            int asked = incarnation;
            cluster.at(cluster.nowMs() + cluster.diskDelayMs(), () -> {
                if (asked == incarnation) {
                    replica.batchesRead(follower, session, fromOffset, batches, cluster.nowMs());
                    cluster.changed(this);
                    arm();
                }
            });
        }
    }

    @Override
    public void produced(long requestId, ErrorCode error, long baseOffset) {
        cluster.produced(requestId, error, baseOffset);
    }

    @Override
    public void serveFetch(long requestId, long fromOffset, int maxBytes, long upToOffset, boolean recent) {}

    @Override
    public void fetched(long requestId, ErrorCode error) {}

    @Override
    public void offsetListed(long requestId, ErrorCode error, long offset) {}

    @Override
    public void epochEndFound(long requestId, int epoch, long endOffset) {}

    @Override
    public void findTimestamp(long requestId, long timestampMs, long upToOffset) {}

    @Override
    public FollowerCredit followerCredit() {
        return FollowerCredit.UNBOUNDED;
    }

    @Override
    public void proposeIsr(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        cluster.controller().propose(this, leaderEpoch, partitionEpoch, isr);
    }

    @Override
    public void resign(int leaderEpoch, String why) {
        cluster.controller().resign(leaderEpoch);
    }

    @Override
    public void newerEpochSeen(int leaderEpoch) {}

    @Override
    public void reportTail(int partitionEpoch, int lastEpoch, long logEndOffset) {
        throw new AssertionError("the ISR of this cluster is never empty");
    }

    @Override
    public void failed(String why) {
        throw new AssertionError("broker " + id + " stops: " + why);
    }

    private interface Io<T> {
        T run() throws IOException;
    }

    private static <T> T io(Io<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
