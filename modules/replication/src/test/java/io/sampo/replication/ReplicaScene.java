package io.sampo.replication;

import io.sampo.model.Acks;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One replica, broker 1 of 1, 2, 3, with everything around it in the test's hand. Broker epochs are 10 + broker id. */
final class ReplicaScene {
    static final TopicIdPartition PARTITION = new TopicIdPartition(TopicId.random(), 0);
    static final UUID DIRECTORY = new UUID(7, 7);
    static final long TIMEOUT_MS = 30_000;

    final RecordedEffects host;
    final PartitionReplica replica;
    int minInsyncReplicas = 1;
    boolean durable;
    Map<Integer, Long> brokerEpochs = Map.of(1, 11L, 2, 12L, 3, 13L);
    private long metadataOffset = 100;
    private int partitionEpoch;
    private long nextRequest = 1;

    ReplicaScene() {
        this(new RecordedEffects(), ReplicaSettings.DEFAULTS);
    }

    ReplicaScene(RecordedEffects host, ReplicaSettings settings) {
        this.host = host;
        this.host.nowMs = 1_000;
        this.replica = new PartitionReplica(
                new ReplicaIdentity(PARTITION, 1, 11, DIRECTORY, 1), settings, host.recovered(), -1, host);
        host.replica = replica;
    }

    /** A replica on a log that somebody has filled. */
    static ReplicaScene on(PartitionLog log) {
        return new ReplicaScene(new RecordedEffects(log), ReplicaSettings.DEFAULTS);
    }

    static long brokerEpoch(int broker) {
        return 10L + broker;
    }

    /** The metadata say so now. The replicas are 1, 2, 3. */
    ReplicaScene apply(int leader, int leaderEpoch, Integer... isr) {
        partitionEpoch++;
        return applyAgain(leader, leaderEpoch, isr);
    }

    /** Newer news without a change of the partition. */
    ReplicaScene applyAgain(int leader, int leaderEpoch, Integer... isr) {
        return apply(
                new PartitionState(leader, leaderEpoch, partitionEpoch, List.of(1, 2, 3), List.of(isr), false),
                ++metadataOffset);
    }

    ReplicaScene apply(PartitionState state, long offset) {
        partitionEpoch = Math.max(partitionEpoch, state.partitionEpoch());
        replica.apply(new ReplicaMetadata(state, minInsyncReplicas, durable, brokerEpochs, offset), host.nowMs);
        return this;
    }

    int partitionEpoch() {
        return partitionEpoch;
    }

    long metadataOffset() {
        return metadataOffset;
    }

    /** Broker {@code follower}, whose log ends there, answers the probe; the first ack has not come yet. */
    void tail(int follower, long logEnd, int lastEpoch) {
        ReplicaFrame.Probe probe = host.lastTo(follower, ReplicaFrame.Probe.class);
        from(
                follower,
                new ReplicaFrame.Tail(
                        PARTITION,
                        probe.leaderEpoch(),
                        brokerEpoch(follower),
                        DIRECTORY,
                        probe.session(),
                        logEnd,
                        lastEpoch));
    }

    /** Broker {@code follower} acknowledges under its present session. */
    void ack(int follower, long logEnd) {
        from(follower, ackOf(follower, logEnd));
    }

    /** As {@link #ack(int, long)}, with only that much of it forced. */
    void ack(int follower, long logEnd, long durableEnd) {
        ReplicaFrame.Ack ack = ackOf(follower, logEnd);
        from(
                follower,
                new ReplicaFrame.Ack(
                        ack.partition(),
                        ack.leaderEpoch(),
                        ack.brokerEpoch(),
                        ack.directoryId(),
                        ack.session(),
                        logEnd,
                        durableEnd,
                        ack.highWatermark()));
    }

    ReplicaFrame.Ack ackOf(int follower, long logEnd) {
        ReplicaFrame.Probe probe = host.lastTo(follower, ReplicaFrame.Probe.class);
        return new ReplicaFrame.Ack(
                PARTITION,
                probe.leaderEpoch(),
                brokerEpoch(follower),
                DIRECTORY,
                probe.session(),
                logEnd,
                logEnd,
                replica.log().highWatermark());
    }

    void nack(int follower, ReplicaFrame.Reason reason, long offset) {
        ReplicaFrame.Probe probe = host.lastTo(follower, ReplicaFrame.Probe.class);
        from(
                follower,
                new ReplicaFrame.Nack(
                        PARTITION, probe.leaderEpoch(), brokerEpoch(follower), probe.session(), reason, -1, offset));
    }

    void from(int broker, ReplicaFrame frame) {
        replica.receive(broker, brokerEpoch(broker), frame, host.nowMs);
    }

    /** Both followers are where the leader is, and have said so. */
    ReplicaScene inSync() {
        for (int follower : new int[] {2, 3}) {
            tail(follower, replica.log().assignedEnd(), replica.log().lastEpoch());
            ack(follower, replica.log().assignedEnd());
        }
        return this;
    }

    /** Broker 1 leads with everybody in the ISR and at its end. */
    ReplicaScene leading(int leaderEpoch) {
        return apply(1, leaderEpoch, 1, 2, 3).inSync();
    }

    long produce(Acks acks, ByteBuffer batches) {
        long request = nextRequest++;
        replica.produce(request, acks, -1, batches, TIMEOUT_MS, host.nowMs);
        return request;
    }

    long produce(int records) {
        return produce(Acks.ALL, TestBatches.batch(records));
    }

    long fetch(long fromOffset, long maxWaitMs) {
        long request = nextRequest++;
        replica.fetch(request, -1, fromOffset, 1 << 20, 1, maxWaitMs, host.nowMs);
        return request;
    }

    long listOffset(long timestampMs) {
        long request = nextRequest++;
        replica.ask(new OffsetQuestion.ForTimestamp(request, -1, timestampMs));
        return request;
    }

    long epochEnd(int epoch) {
        long request = nextRequest++;
        replica.ask(new OffsetQuestion.EpochEnd(request, -1, epoch));
        return request;
    }

    long deleteBefore(long offset) {
        long request = nextRequest++;
        replica.ask(new OffsetQuestion.DeleteBefore(request, -1, offset));
        return request;
    }

    RecordedEffects.Produced answer(long request) {
        return host.produced.get(request);
    }

    /** Time passes, with a tick wherever one is due. */
    void pass(long ms) {
        long until = host.nowMs + ms;
        while (replica.nextDeadlineMs() <= until) {
            host.nowMs = Math.max(host.nowMs, replica.nextDeadlineMs());
            replica.tick(host.nowMs);
            if (replica.nextDeadlineMs() <= host.nowMs) {
                throw new AssertionError("the deadline " + replica.nextDeadlineMs() + " does not move");
            }
        }
        host.nowMs = until;
    }

    List<ReplicaFrame.Push> pushesWithBatches(int follower) {
        List<ReplicaFrame.Push> found = new ArrayList<>();
        for (ReplicaFrame.Push push : host.sentTo(follower, ReplicaFrame.Push.class)) {
            if (push.batches().hasRemaining()) {
                found.add(push);
            }
        }
        return found;
    }

    // As follower of broker 2.

    /** Follows broker 2 in that epoch, with session {@code session} open. */
    ReplicaScene following(int leaderEpoch, long session) {
        apply(2, leaderEpoch, 1, 2, 3);
        probe(leaderEpoch, session);
        return this;
    }

    void probe(int leaderEpoch, long session) {
        from(2, new ReplicaFrame.Probe(PARTITION, leaderEpoch, brokerEpoch(2), session));
    }

    void truncate(int leaderEpoch, long session, int commonEpoch, long offset) {
        ReplicaFrame.LogEnd judged =
                new ReplicaFrame.LogEnd(replica.log().logEnd(), replica.log().lastEpoch());
        from(
                2,
                new ReplicaFrame.Truncate(
                        PARTITION, leaderEpoch, brokerEpoch(2), session, judged, commonEpoch, offset, false));
    }

    void push(int leaderEpoch, long session, long prevOffset, int prevEpoch, long highWatermark, ByteBuffer batches) {
        from(
                2,
                new ReplicaFrame.Push(
                        PARTITION,
                        leaderEpoch,
                        brokerEpoch(2),
                        session,
                        prevOffset,
                        prevEpoch,
                        highWatermark,
                        0,
                        false,
                        batches));
    }

    ReplicaFrame.Ack lastAck() {
        return host.lastTo(2, ReplicaFrame.Ack.class);
    }

    ReplicaFrame.Nack lastNack() {
        return host.lastTo(2, ReplicaFrame.Nack.class);
    }

    ReplicaFrame.Tail lastTail() {
        return host.lastTo(2, ReplicaFrame.Tail.class);
    }
}
