package io.sampo.simulation;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An idempotent client of one partition: up to five batches on the way, each sent again until it is answered, in the order
 * of their sequences (KIP-98). What has no answer is not known to have failed.
 */
final class SimProducer {
    private static final int IN_FLIGHT_MAX = 5;
    private static final long RETRY_MS = 30;
    private static final long PATIENCE_MS = 400;

    /** One batch without a good answer. */
    private static final class Pending {
        final int sequence;
        final ByteBuffer batch;
        boolean done;
        int attempt;

        Pending(int sequence, ByteBuffer batch) {
            this.sequence = sequence;
            this.batch = batch;
        }
    }

    private final Simulation simulation;
    private final Rng random;
    private final TopicIdPartition partition;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long producerId;
    private int sequence;
    private int acknowledged;
    private boolean stopped;

    SimProducer(Simulation simulation, long producerId, TopicIdPartition partition, Rng random) {
        this.simulation = simulation;
        this.producerId = producerId;
        this.partition = partition;
        this.random = random;
    }

    /** Goes on until the load ends. */
    void run() {
        if (stopped || !simulation.isLoaded()) {
            return;
        }
        if (pending.size() < IN_FLIGHT_MAX) {
            send();
        }
        simulation
                .schedule()
                .after(1 + random.below((int) (2 * simulation.weather().loadEveryMs())), this::run);
    }

    /** The topic is gone; nobody waits for its answers. */
    void stop() {
        stopped = true;
        pending.clear();
    }

    boolean isSettled() {
        return pending.isEmpty();
    }

    TopicIdPartition partition() {
        return partition;
    }

    private void send() {
        if (random.below(12) == 0) {
            stray();
            return;
        }
        int records = 1 + random.below(3);
        RecordBatchBuilder builder = new RecordBatchBuilder(256).producer(producerId, (short) 0, sequence);
        for (int i = 0; i < records; i++) {
            builder.append(1_000 + simulation.nowMs(), null, value(producerId + "-" + (sequence + i)));
        }
        Pending next = new Pending(sequence, builder.build());
        sequence += records;
        pending.add(next);
        attempt(next);
    }

    /** A batch without a producer and with acks=1: promised nothing, it makes logs differ. */
    private void stray() {
        RecordBatchBuilder builder = new RecordBatchBuilder(256);
        builder.append(1_000 + simulation.nowMs(), null, value("stray " + random.next()));
        ByteBuffer batch = builder.build();
        boolean all = random.below(2) == 0;
        SimBroker leader = believedLeader();
        if (leader != null) {
            simulation
                    .schedule()
                    .after(
                            1 + random.below(5),
                            () -> leader.arrive(() -> {
                                SimReplica replica = leader.replicas().get(partition);
                                if (replica != null) {
                                    replica.produce(all ? Acks.ALL : Acks.LEADER, batch, 200, (error, offset) -> {});
                                }
                            }));
        }
    }

    private static ByteBuffer value(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void attempt(Pending batch) {
        if (batch.done || stopped) {
            return;
        }
        int attempt = ++batch.attempt;
        SimBroker leader = believedLeader();
        if (leader != null) {
            simulation
                    .schedule()
                    .after(
                            1 + random.below(5),
                            () -> leader.arrive(() -> {
                                SimReplica replica = leader.replicas().get(partition);
                                if (replica != null) {
                                    replica.produce(
                                            Acks.ALL,
                                            copy(batch.batch),
                                            200,
                                            (error, offset) -> answered(batch, attempt, error));
                                }
                            }));
        }
        simulation.schedule().after(PATIENCE_MS + random.below(50), () -> retry(batch, attempt));
    }

    private static ByteBuffer copy(ByteBuffer batch) {
        ByteBuffer copy = ByteBuffer.allocate(batch.remaining());
        return copy.put(batch.duplicate()).flip();
    }

    private SimBroker believedLeader() {
        SimBroker asked =
                simulation.broker(1 + random.below(simulation.weather().brokers()));
        var state = asked.isUp() ? asked.image().partition(partition) : null;
        return state == null || !state.hasLeader() ? null : simulation.broker(state.leader());
    }

    private void answered(Pending batch, int attempt, ErrorCode error) {
        if (simulation.isLoaded() && random.below(40) == 0) {
            return;
        }
        simulation.schedule().after(1 + random.below(5), () -> {
            if (batch.done || stopped) {
                return;
            }
            if (error == ErrorCode.NONE || error == ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
                batch.done = true;
                acknowledged++;
                if (error == ErrorCode.DUPLICATE_SEQUENCE_NUMBER && !simulation.isBeyondPromise()) {
                    simulation
                            .laws()
                            .require(
                                    simulation.laws().truth(partition).offsetOf(producerId, batch.sequence) >= 0,
                                    "I10",
                                    "sequence " + batch.sequence + " of producer " + producerId
                                            + " is called a duplicate and committed nowhere");
                }
                while (!pending.isEmpty() && pending.peek().done) {
                    pending.remove();
                }
            } else if (error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && batch == pending.peek() && isForgotten()) {
                beginAnew();
            } else {
                simulation.schedule().after(RETRY_MS, () -> retry(batch, attempt));
            }
        });
    }

    /**
     * True where retention has taken all of its batches: a log that was read anew since knows nothing of it (H72). Whoever
     * refuses its oldest batch for another reason has been replaced, or the producer waits for ever and I17 says so.
     */
    private boolean isForgotten() {
        PartitionTruth truth = simulation.laws().truth(partition);
        return simulation.isBeyondPromise() || truth.lastOffsetOf(producerId) < truth.start();
    }

    /** It goes on with an identity of its own, as the client does; what was on the way counts as failed. */
    private void beginAnew() {
        requireAcknowledged();
        pending.forEach(left -> left.done = true);
        pending.clear();
        producerId = simulation.newProducerId();
        sequence = 0;
        acknowledged = 0;
    }

    /** Offset of the oldest batch that is committed and unanswered; retention waits longer than any delivery timeout. */
    long unansweredFrom() {
        for (Pending batch : pending) {
            long offset = batch.done ? -1 : simulation.laws().truth(partition).offsetOf(producerId, batch.sequence);
            if (offset >= 0) {
                return offset;
            }
        }
        return Long.MAX_VALUE;
    }

    private void retry(Pending batch, int attempt) {
        if (batch.attempt == attempt) {
            attempt(batch);
        }
    }

    /** I7, I17: everything was answered, and is there once. */
    void requireComplete() {
        Laws laws = simulation.laws();
        laws.require(pending.isEmpty(), "I17", "producer " + producerId + " waits for " + pending.size() + " answers");
        requireAcknowledged();
    }

    /** I12 sees to it that none is there twice. */
    private void requireAcknowledged() {
        int there = simulation.laws().truth(partition).batchesOf(producerId);
        if (simulation.isBeyondPromise()) {
            return;
        }
        if (there < acknowledged || (pending.isEmpty() && there != acknowledged)) {
            throw new Violation(
                    "I7",
                    "producer " + producerId + " was promised " + acknowledged + " batches, committed are " + there);
        }
    }
}
