package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.replication.actor.ReplicaRecovery;
import io.sampo.replication.log.EpochHistory;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.replication.pace.CatchUpBudget;
import io.sampo.replication.pace.FollowerCredit;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The test host: carries out on a {@link MemoryLog} what the core asks for, at once or when told, and remembers it. */
final class RecordedEffects implements ReplicaEffects {
    record Sent(int toBroker, ReplicaFrame frame) {}

    record Produced(ErrorCode error, long baseOffset) {}

    record Served(long fromOffset, long upToOffset) {}

    record Tail(int partitionEpoch, int lastEpoch, long logEndOffset) {}

    FollowerCredit followerCredit = FollowerCredit.UNBOUNDED;
    final List<Tail> tails = new ArrayList<>();

    record Proposal(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {}

    final PartitionLog log;
    final List<Sent> sent = new ArrayList<>();
    final Map<Long, Produced> produced = new HashMap<>();
    final Map<Long, ErrorCode> fetched = new HashMap<>();
    final Map<Long, Served> served = new HashMap<>();
    final Map<Long, Long> listed = new HashMap<>();
    final Map<Long, ErrorCode> listErrors = new HashMap<>();
    final Map<Long, EpochHistory.Bound> epochEnds = new HashMap<>();
    final List<Proposal> proposals = new ArrayList<>();
    final List<Integer> resigned = new ArrayList<>();
    final List<Integer> newerEpochs = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<Long> truncations = new ArrayList<>();
    final ArrayDeque<Long> flushes = new ArrayDeque<>();
    final ArrayDeque<Runnable> deferred = new ArrayDeque<>();

    /** True: appends, truncations and cold reads wait for {@link #runDeferred}. */
    boolean deferring;

    /** True: the transport takes nothing. */
    boolean refusing;

    CatchUpBudget budget = CatchUpBudget.UNLIMITED;
    long nowMs;
    PartitionReplica replica;

    RecordedEffects(PartitionLog log) {
        this.log = log;
    }

    RecordedEffects() {
        this(new MemoryLog(TopicConfig.DEFAULTS, () -> 0));
    }

    RecoveredLog recovered() {
        return io(() -> ReplicaRecovery.read(log, nowMs));
    }

    void runDeferred() {
        while (!deferred.isEmpty()) {
            deferred.poll().run();
        }
    }

    @Override
    public CatchUpBudget catchUpBudget() {
        return budget;
    }

    @Override
    public void append(ByteBuffer batches, long endOffset) {
        later(() -> {
            io(() -> {
                log.append(batches);
                return null;
            });
            replica.appended(endOffset, nowMs);
        });
    }

    @Override
    public void beginEpoch(int leaderEpoch) {
        later(() -> {
            io(() -> {
                log.beginEpoch(leaderEpoch);
                return null;
            });
            replica.epochBegun(leaderEpoch, nowMs);
        });
    }

    @Override
    public void truncate(long offset, boolean restart) {
        truncations.add(offset);
        later(() -> {
            RecoveredLog found = io(() -> {
                if (restart) {
                    log.restartAt(offset);
                } else {
                    log.truncateTo(offset);
                }
                return ReplicaRecovery.read(log, nowMs);
            });
            replica.truncated(found, nowMs);
        });
    }

    @Override
    public void deleteBefore(long offset) {
        io(() -> {
            log.deleteBefore(offset);
            return null;
        });
    }

    /** Answered by the test, with {@link #force}. */
    @Override
    public void flush(long cuts) {
        flushes.add(cuts);
    }

    /** The disk has forced everything that is there; the answer to the oldest request that is open. */
    void force() {
        long cuts = flushes.remove();
        replica.flushed(cuts, log.logEndOffset(), nowMs);
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        if (refusing) {
            return false;
        }
        sent.add(new Sent(toBroker, frame));
        return true;
    }

    @Override
    public void readForPush(
            int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        Runnable read =
                () -> replica.batchesRead(follower, session, fromOffset, read(fromOffset, maxBytes, upToOffset), nowMs);
        if (recent) {
            read.run();
        } else {
            later(read);
        }
    }

    @Override
    public void produced(long requestId, ErrorCode error, long baseOffset) {
        Produced before = produced.put(requestId, new Produced(error, baseOffset));
        if (before != null) {
            throw new AssertionError("produce " + requestId + " was answered twice");
        }
    }

    @Override
    public void serveFetch(long requestId, long fromOffset, int maxBytes, long upToOffset, boolean recent) {
        served.put(requestId, new Served(fromOffset, upToOffset));
    }

    @Override
    public void fetched(long requestId, ErrorCode error) {
        fetched.put(requestId, error);
    }

    @Override
    public void offsetListed(long requestId, ErrorCode error, long offset) {
        listErrors.put(requestId, error);
        listed.put(requestId, offset);
    }

    @Override
    public void epochEndFound(long requestId, int epoch, long endOffset) {
        epochEnds.put(requestId, new EpochHistory.Bound(epoch, endOffset));
    }

    @Override
    public void findTimestamp(long requestId, long timestampMs, long upToOffset) {
        listed.put(requestId, timestampMs);
    }

    @Override
    public FollowerCredit followerCredit() {
        return followerCredit;
    }

    @Override
    public void proposeIsr(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr) {
        proposals.add(new Proposal(leaderEpoch, partitionEpoch, isr));
    }

    @Override
    public void resign(int leaderEpoch, String why) {
        resigned.add(leaderEpoch);
    }

    @Override
    public void reportTail(int partitionEpoch, int lastEpoch, long logEndOffset) {
        tails.add(new Tail(partitionEpoch, lastEpoch, logEndOffset));
    }

    @Override
    public void newerEpochSeen(int leaderEpoch) {
        newerEpochs.add(leaderEpoch);
    }

    @Override
    public void failed(String why) {
        failures.add(why);
    }

    /** The frames of one type sent to {@code broker}, oldest first. */
    <F extends ReplicaFrame> List<F> sentTo(int broker, Class<F> type) {
        List<F> frames = new ArrayList<>();
        for (Sent one : sent) {
            if (one.toBroker == broker && type.isInstance(one.frame)) {
                frames.add(type.cast(one.frame));
            }
        }
        return frames;
    }

    /** The youngest frame of one type sent to {@code broker}. */
    <F extends ReplicaFrame> F lastTo(int broker, Class<F> type) {
        List<F> frames = sentTo(broker, type);
        if (frames.isEmpty()) {
            throw new AssertionError("no " + type.getSimpleName() + " went to broker " + broker + ": " + sent);
        }
        return frames.get(frames.size() - 1);
    }

    private ByteBuffer read(long fromOffset, int maxBytes, long upToOffset) {
        return io(() -> {
            try (LogSlice slice = log.read(fromOffset, maxBytes, upToOffset)) {
                return slice.toBuffer();
            }
        });
    }

    private void later(Runnable work) {
        if (deferring) {
            deferred.add(work);
        } else {
            work.run();
        }
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
