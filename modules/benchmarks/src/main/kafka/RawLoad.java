import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/**
 * One load of pre-encoded batches, by one thread: open loop where there is a rate (the clock of each batch starts when it is
 * due, whether or not it could be sent then: no coordinated omission), else as fast as the windows allow. Readers, if there
 * are any, follow the end of every partition with long polls and throw away what they get.
 */
final class RawLoad {
    /** Where there is nothing to do for so long, the thread sleeps in the kernel; below it naps. */
    private static final long NAP_NS = 1_500_000;

    private static final long NAP_STEP_NS = 30_000;
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(90);
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(120);

    /**
     * What is to be done.
     *
     * @param connections in all, spread over the brokers that lead something
     * @param window requests of one connection that may be unanswered
     * @param batches in all
     * @param rate batches per second; 0 = as many as the windows allow
     * @param records in each batch
     * @param bytes of each value
     * @param keys every record has one
     * @param readers of each partition
     */
    record Plan(
            String topic,
            int connections,
            int window,
            long batches,
            double rate,
            int records,
            int bytes,
            String codec,
            boolean keys,
            int acks,
            int readers,
            int readBytes) {}

    private final Plan plan;
    private final Histogram acks = new Histogram(LATENCY_MAX_NS, 3);
    private final Histogram reads = new Histogram(LATENCY_MAX_NS, 3);
    private final List<RawProducer> producers = new ArrayList<>();
    private final List<RawReader> readers = new ArrayList<>();
    private final Selector selector = Selector.open();
    private long acknowledged;
    private long progressNs;

    RawLoad(Plan plan, List<PartitionInfo> partitions, Map<Integer, Long> ends) throws IOException {
        this.plan = plan;
        ByteBuffer batch = RawBatches.build(plan.records(), plan.bytes(), plan.codec(), plan.keys());
        boolean stamps = plan.rate() > 0 && plan.readers() > 0;
        Map<Integer, List<PartitionInfo>> led = new TreeMap<>();
        partitions.forEach(partition -> led.computeIfAbsent(partition.leader().id(), id -> new ArrayList<>())
                .add(partition));
        List<List<PartitionInfo>> brokers = new ArrayList<>(led.values());
        for (int i = 0; i < plan.connections(); i++) {
            List<PartitionInfo> own = brokers.get(i % brokers.size());
            List<Integer> numbers = own.stream().map(PartitionInfo::partition).toList();
            RawProducer producer = new RawProducer(plan, batch, stamps, numbers, i / brokers.size(), this::acknowledged);
            producer.connect(address(own.get(0).leader()), selector);
            producers.add(producer);
        }
        for (PartitionInfo partition : partitions) {
            for (int reader = 0; reader < plan.readers(); reader++) {
                RawReader added = new RawReader(
                        plan.topic(),
                        partition.partition(),
                        ends.get(partition.partition()),
                        plan.readBytes(),
                        stamps ? plan.bytes() : 0,
                        reads);
                added.connect(address(partition.leader()), selector);
                readers.add(added);
            }
        }
    }

    private static InetSocketAddress address(Node node) {
        return new InetSocketAddress(node.host(), node.port());
    }

    private void acknowledged(long dueNs) {
        long nowNs = System.nanoTime();
        acks.recordValue(Math.min(LATENCY_MAX_NS, Math.max(0, nowNs - dueNs)));
        acknowledged++;
        progressNs = nowNs;
    }

    /** Does it; returns what it came to, as {@code key=value} words. */
    String run() throws IOException {
        long fromNs = System.nanoTime();
        progressNs = fromNs;
        for (RawReader reader : readers) {
            reader.ask();
        }
        long given = 0;
        long readWanted = plan.batches() * plan.records() * plan.readers();
        int turn = 0;
        while (acknowledged < plan.batches() || read() < readWanted) {
            long nowNs = System.nanoTime();
            long due = plan.rate() > 0
                    ? Math.min(plan.batches(), 1 + (long) ((nowNs - fromNs) * plan.rate() / 1e9))
                    : plan.batches();
            boolean taken = true;
            while (given < due && taken) {
                taken = false;
                for (int i = 0; i < producers.size() && given < due && !taken; i++) {
                    RawProducer next = producers.get(turn++ % producers.size());
                    if (plan.rate() > 0) {
                        next.due(fromNs + (long) (given * 1e9 / plan.rate()));
                        taken = true;
                    } else if (next.hasRoom()) {
                        next.due(nowNs);
                        taken = true;
                    }
                }
                given += taken ? 1 : 0;
            }
            for (RawProducer producer : producers) {
                producer.send();
            }
            await(plan.rate() > 0 && given < plan.batches() ? fromNs + (long) (given * 1e9 / plan.rate()) : 0);
            if (System.nanoTime() - progressNs > STALLED_NS) {
                throw new IllegalStateException("nothing comes back after " + acknowledged + " of " + plan.batches()
                        + " batches, " + read() + " of " + readWanted + " records");
            }
        }
        long tookNs = System.nanoTime() - fromNs;
        StringBuilder words = new StringBuilder();
        words.append("nanos=").append(tookNs);
        words.append(" batches=").append(acknowledged);
        words.append(" wire=").append(producers.get(0).batchBytes() * acknowledged);
        words.append(" read_records=").append(read());
        words.append(" read_bytes=")
                .append(readers.stream().mapToLong(RawReader::bytes).sum());
        percentiles(words, "ack", acks);
        percentiles(words, "e2e", reads);
        return words.toString();
    }

    private long read() {
        long records = 0;
        for (RawReader reader : readers) {
            records += reader.records();
        }
        return records;
    }

    /** @param untilNs when something is due; 0 = whenever an answer comes */
    private void await(long untilNs) throws IOException {
        long waitNs = untilNs == 0 ? TimeUnit.SECONDS.toNanos(1) : untilNs - System.nanoTime();
        int ready;
        if (waitNs > NAP_NS) {
            ready = selector.select(waitNs / 1_000_000);
        } else {
            ready = selector.selectNow();
            if (ready == 0 && waitNs > 0) {
                LockSupport.parkNanos(Math.min(NAP_STEP_NS, waitNs));
            }
        }
        if (ready > 0) {
            for (var key : selector.selectedKeys()) {
                ((RawConnection) key.attachment()).ready();
            }
            selector.selectedKeys().clear();
        }
    }

    private static void percentiles(StringBuilder words, String name, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            for (String percentile : List.of("50", "90", "99", "99.9", "99.99", "100")) {
                words.append(' ').append(name).append("_p").append(percentile).append('=');
                words.append(histogram.getValueAtPercentile(Double.parseDouble(percentile)) / 1000);
            }
        }
    }

    void close() throws IOException {
        for (RawProducer producer : producers) {
            producer.close();
        }
        for (RawReader reader : readers) {
            reader.close();
        }
        selector.close();
    }
}
