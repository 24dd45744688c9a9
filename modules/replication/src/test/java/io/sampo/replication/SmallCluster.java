package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatch;
import io.sampo.replication.pace.InSyncSettings;
import io.sampo.replication.pace.PushSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Three replicas of one partition in virtual time, from a seed: links that lose, double and reorder, disks that are slow,
 * processes that die. After every event the invariants of REPLICATION §2.4 are checked on what the cluster itself recorded,
 * not on what the brokers believe.
 */
final class SmallCluster {
    static final TopicIdPartition PARTITION = new TopicIdPartition(TopicId.random(), 0);
    static final int MIN_ISR = 2;
    static final ReplicaSettings SETTINGS = new ReplicaSettings(
            new PushSettings(3_000, 1_000, 20, 60, 50),
            new InSyncSettings(400, 400, 100, 50),
            10_000,
            100,
            1_000,
            1_000_000);

    private record Event(long atMs, long number, Runnable what) {}

    /** One batch that somebody was promised, or saw below a high watermark. */
    private record Entry(int epoch, int crc, long lastOffset) {}

    /** A produce without an answer; it dies with the broker that it was sent to. */
    private record Asked(int broker, ByteBuffer batch) {}

    private final Random random;
    final boolean durable;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::number));
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final ClusterController controller = new ClusterController(this);
    private final Map<Long, Entry> committed = new HashMap<>();
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final Map<Integer, Long> verified = new HashMap<>();
    private final Set<String> cuts = new HashSet<>();
    private final Map<Long, Asked> open = new HashMap<>();
    private long nowMs;
    private long eventCount;
    private long nextRequest = 1;
    private int sequence;
    private boolean healed;
    int acknowledged;
    int refused;

    /** @param durable only forced bytes count; then brokers lose power where otherwise only their process dies */
    SmallCluster(long seed, boolean durable) {
        random = new Random(seed);
        this.durable = durable;
        for (int id = 1; id <= 3; id++) {
            nodes.add(new ClusterNode(id, this));
        }
        for (ClusterNode node : nodes) {
            node.start(controller.register(node.id));
        }
    }

    List<ClusterNode> nodes() {
        return nodes;
    }

    ClusterController controller() {
        return controller;
    }

    long nowMs() {
        return nowMs;
    }

    long diskDelayMs() {
        return random.nextInt(3) > 0 ? 0 : random.nextInt(15);
    }

    void at(long atMs, Runnable what) {
        events.add(new Event(atMs, eventCount++, what));
    }

    /** On the way between brokers and controller. */
    void later(Runnable what) {
        at(nowMs + 1 + random.nextInt(30), what);
    }

    /** Faults and load for that long; then everything heals and comes to rest. */
    void run(long durationMs) {
        scheduleLoad(durationMs);
        scheduleFaults(durationMs);
        runUntil(durationMs);
        heal();
        runUntil(durationMs + 20_000);
        checkRest();
    }

    private void runUntil(long endMs) {
        while (!events.isEmpty() && events.peek().atMs <= endMs) {
            Event next = events.poll();
            nowMs = next.atMs;
            next.what.run();
        }
        nowMs = endMs;
    }

    private void scheduleLoad(long untilMs) {
        if (nowMs < untilMs) {
            at(nowMs + 1 + random.nextInt(12), () -> {
                ClusterNode target = nodes.get(random.nextInt(3));
                if (target.isUp() && target.replica.isLeader()) {
                    produce(target);
                }
                scheduleLoad(untilMs);
            });
        }
    }

    private void produce(ClusterNode target) {
        int records = 1 + random.nextInt(3);
        ByteBuffer batch = TestBatches.batch(77, 0, sequence, records);
        long request = nextRequest++;
        // A producer that is never told goes on: what it skips is lost, not out of order.
        if (target.replica.log().producers().check(RecordBatch.at(batch, 0))
                == io.sampo.replication.log.ProducerFence.Verdict.NEW) {
            sequence += records;
            open.put(request, new Asked(target.id, batch));
            target.produce(request, batch);
        } else {
            ByteBuffer plain = TestBatches.batch("r" + request);
            open.put(request, new Asked(target.id, plain));
            target.produce(request, plain);
        }
    }

    private void scheduleFaults(long untilMs) {
        if (nowMs < untilMs) {
            at(nowMs + 20 + random.nextInt(250), () -> {
                if (!healed) {
                    fault();
                }
                scheduleFaults(untilMs);
            });
        }
    }

    private void fault() {
        ClusterNode node = nodes.get(random.nextInt(3));
        switch (random.nextInt(8)) {
            case 0, 1 -> crash(node);
            case 2 -> controller.move();
            case 3, 4 -> cut(node);
            case 5 -> cuts.clear();
            case 6 -> controller.tellAll();
            default -> {
                // A wrong fence: the broker is alive, and registered again under its own epoch's successor.
                if (node.isUp()) {
                    crash(node);
                }
            }
        }
    }

    private void crash(ClusterNode node) {
        if (!node.isUp()) {
            return;
        }
        if (durable) {
            node.losePower();
        } else {
            node.crash();
        }
        open.values().removeIf(asked -> asked.broker == node.id);
        verified.remove(node.id);
        int died = node.incarnation;
        if (random.nextBoolean()) {
            later(() -> {
                if (node.incarnation == died) {
                    controller.fence(node.id);
                }
            });
        }
        at(nowMs + 10 + random.nextInt(800), () -> {
            if (!node.isUp()) {
                node.start(controller.register(node.id));
                controller.tellAll();
            }
        });
    }

    /** One way or both ways between two brokers. */
    private void cut(ClusterNode node) {
        int other = 1 + (node.id + random.nextInt(2)) % 3;
        cuts.add(node.id + ">" + other);
        if (random.nextBoolean()) {
            cuts.add(other + ">" + node.id);
        }
    }

    private void heal() {
        healed = true;
        cuts.clear();
        for (ClusterNode node : nodes) {
            if (!node.isUp()) {
                node.start(controller.register(node.id));
            }
        }
        controller.tellAll();
    }

    boolean send(ClusterNode from, int to, ReplicaFrame frame) {
        if (!healed && random.nextInt(50) == 0) {
            return false;
        }
        if (cuts.contains(from.id + ">" + to) || (!healed && random.nextInt(12) == 0)) {
            return true;
        }
        int copies = !healed && random.nextInt(20) == 0 ? 2 : 1;
        long epoch = from.brokerEpoch;
        for (int i = 0; i < copies; i++) {
            long delay = random.nextInt(10) == 0 ? random.nextInt(200) : 1 + random.nextInt(5);
            at(nowMs + delay, () -> nodes.get(to - 1).receive(from.id, epoch, frame));
        }
        return true;
    }

    void produced(long request, ErrorCode error, long baseOffset) {
        Asked asked = open.remove(request);
        assertThat(asked).as("request %d is answered once", request).isNotNull();
        if (error != ErrorCode.NONE) {
            refused++;
            return;
        }
        acknowledged++;
        // I10: acknowledged is committed, on every member of the ISR.
        RecordBatch view = RecordBatch.at(asked.batch, 0);
        assertThat(view.baseOffset()).isEqualTo(baseOffset);
        remember(view);
        for (int member : controller.state().isr()) {
            requireHolds(nodes.get(member - 1), baseOffset, "acknowledged");
        }
    }

    /** I1: whoever is elected holds everything that was committed. */
    void elected(int leader) {
        for (long offset : committed.keySet()) {
            requireHolds(nodes.get(leader - 1), offset, "elected");
        }
    }

    void truncating(ClusterNode node, long offset) {
        verified.merge(node.id, offset, Math::min);
    }

    /** I4, I6, I9, I11, I13, after every event. */
    void changed(ClusterNode node) {
        PartitionReplica replica = node.replica;
        var log = replica.log();
        assertThat(log.logStart()).isLessThanOrEqualTo(log.highWatermark());
        assertThat(log.highWatermark()).isLessThanOrEqualTo(log.logEnd());
        assertThat(log.logEnd()).isLessThanOrEqualTo(log.assignedEnd());
        if (replica.isLeader()) {
            Integer before = leaders.putIfAbsent(replica.leaderEpoch(), node.id);
            assertThat(before == null || before == node.id)
                    .as("one leader in epoch %d", replica.leaderEpoch())
                    .isTrue();
        }
        long from = verified.getOrDefault(node.id, 0L);
        if (log.highWatermark() > from) {
            for (RecordBatch batch : batches(node, from, log.highWatermark())) {
                remember(batch);
            }
            verified.put(node.id, log.highWatermark());
        }
    }

    private void remember(RecordBatch batch) {
        Entry entry = new Entry(batch.leaderEpoch(), batch.crc(), batch.lastOffset());
        Entry before = committed.putIfAbsent(batch.baseOffset(), entry);
        assertThat(before == null || before.equals(entry))
                .as("what is committed at %d never changes", batch.baseOffset())
                .isTrue();
    }

    private void requireHolds(ClusterNode node, long offset, String when) {
        Entry entry = committed.get(offset);
        boolean holds = false;
        if (node.log.logEndOffset() > entry.lastOffset) {
            RecordBatch batch = batches(node, offset, entry.lastOffset + 1).get(0);
            holds = batch.leaderEpoch() == entry.epoch && batch.crc() == entry.crc && batch.baseOffset() == offset;
        }
        assertThat(holds)
                .as("broker %d holds the batch at %d when %s; state %s", node.id, offset, when, controller.state())
                .isTrue();
    }

    /** I16, I17: after healing everybody has everything, and nobody waits. */
    private void checkRest() {
        assertThat(open).as("every produce is answered").isEmpty();
        assertThat(controller.state().isr()).hasSize(3);
        ClusterNode leader = nodes.get(controller.state().leader() - 1);
        for (ClusterNode node : nodes) {
            var log = node.replica.log();
            assertThat(log.highWatermark()).isEqualTo(log.assignedEnd());
            assertThat(log.assignedEnd()).isEqualTo(leader.replica.log().assignedEnd());
            assertThat(bytes(node)).isEqualTo(bytes(leader));
            assertThat(node.replica.nextDeadlineMs()).as("silence at the end").isEqualTo(Long.MAX_VALUE);
        }
        Set<Integer> sequences = new HashSet<>();
        for (RecordBatch batch : batches(leader, 0, leader.log.logEndOffset())) {
            if (batch.hasProducerId()) {
                assertThat(sequences.add(batch.baseSequence()))
                        .as("no sequence twice (I12)")
                        .isTrue();
            }
        }
    }

    private static ByteBuffer bytes(ClusterNode node) {
        try {
            return node.log.read(0, Integer.MAX_VALUE, node.log.logEndOffset()).toBuffer();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<RecordBatch> batches(ClusterNode node, long from, long upTo) {
        List<RecordBatch> found = new ArrayList<>();
        try {
            ByteBuffer bytes = node.log.read(from, Integer.MAX_VALUE, upTo).toBuffer();
            io.sampo.records.RecordBatches.of(bytes).forEach(found::add);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(controller.state().toString());
        nodes.forEach(node -> text.append("\n").append(node.isUp() ? node.replica : "broker " + node.id + " is down"));
        return text.toString();
    }
}
