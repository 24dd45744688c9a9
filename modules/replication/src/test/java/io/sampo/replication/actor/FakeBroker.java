package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaSettings;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;

/** A broker without a cluster: logs in memory, frames in a queue, real time. */
final class FakeBroker implements ReplicaContext, ReplicaLogs, ReplicaTransport {
    record Sent(int toBroker, ReplicaFrame frame) {}

    private static final Executor DISK = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sampo-test-disk");
        thread.setDaemon(true);
        return thread;
    });

    final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    final Map<TopicIdPartition, PartitionLog> logs = new ConcurrentHashMap<>();
    final Map<TopicIdPartition, Long> checkpoints = new ConcurrentHashMap<>();
    final Map<TopicIdPartition, Boolean> deleted = new ConcurrentHashMap<>();
    final Map<TopicIdPartition, String> quarantined = new ConcurrentHashMap<>();
    final UUID directoryId = UUID.randomUUID();
    final int brokerId;
    private final ActorRef<BrokerMessage> broker;
    private final Executor blocking;
    InFlightBytes inFlight = new InFlightBytes(Long.MAX_VALUE / 2);
    volatile IOException openFailure;
    /** Nothing goes into quarantine before it opens. */
    volatile CountDownLatch quarantineGate = new CountDownLatch(0);

    final AtomicInteger begunAnew = new AtomicInteger();
    /** What lies between the replica and its log. */
    volatile UnaryOperator<PartitionLog> disk = log -> log;

    volatile DirectoryWriter writer = new DirectoryWriter("sampo-test-write", 1, DISK, System::nanoTime);
    volatile LongSupplier retentionClock = this::wallClockMs;
    volatile ReplicaTransport wire;
    ReplicaSettings settings = ReplicaSettings.DEFAULTS;

    FakeBroker(int brokerId, ActorRef<BrokerMessage> broker, Executor blocking) {
        this.brokerId = brokerId;
        this.broker = broker;
        this.blocking = blocking;
        this.wire = (to, frame) -> sent.add(new Sent(to, frame));
    }

    @Override
    public int brokerId() {
        return brokerId;
    }

    @Override
    public long brokerEpoch() {
        return 10L + brokerId;
    }

    @Override
    public InFlightBytes inFlight() {
        return inFlight;
    }

    @Override
    public ReplicaTransport transport() {
        return this;
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        return wire.send(toBroker, frame);
    }

    @Override
    public ActorRef<BrokerMessage> broker() {
        return broker;
    }

    @Override
    public ReplicaLogs logs() {
        return this;
    }

    @Override
    public ReplicaSettings settings() {
        return settings;
    }

    @Override
    public TopicConfig inForce(TopicConfig topic) {
        return topic;
    }

    @Override
    public long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public long wallClockMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long retentionClockMs() {
        return retentionClock.getAsLong();
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public Executor recovery() {
        return DISK;
    }

    @Override
    public OpenedLog open(TopicIdPartition partition, String topic, TopicConfig config) throws IOException {
        if (openFailure != null) {
            throw openFailure;
        }
        PartitionLog log =
                logs.computeIfAbsent(partition, id -> disk.apply(new MemoryLog(config, System::currentTimeMillis)));
        return new OpenedLog(log, directoryId, checkpoints.getOrDefault(partition, -1L), writer);
    }

    /** What was corrupt is in quarantine. */
    @Override
    public OpenedLog openAnew(TopicIdPartition partition, String topic, TopicConfig config) {
        PartitionLog log = new MemoryLog(config, System::currentTimeMillis);
        logs.put(partition, log);
        begunAnew.incrementAndGet();
        return new OpenedLog(log, directoryId, -1, writer);
    }

    @Override
    public void quarantine(TopicIdPartition partition, String topic, String why) {
        try {
            quarantineGate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logs.remove(partition);
        quarantined.put(partition, why);
    }

    @Override
    public void delete(TopicIdPartition partition, String topic) {
        logs.remove(partition);
        deleted.put(partition, true);
    }

    @Override
    public void reconfigure(PartitionLog log, TopicConfig config) {
        if (log instanceof MemoryLog memory) {
            memory.configure(config);
        }
    }

    @Override
    public void checkpoint(TopicIdPartition partition, long highWatermark) {
        checkpoints.put(partition, highWatermark);
    }
}
