import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Numbered records at a steady rate to each partition of a topic, and how long none was acknowledged. Open loop: the
 * next record is due whatever became of those before. One that failed is unknown, not lost; what was acknowledged is
 * looked for in the end.
 */
final class FailoverLoad implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(90);
    private static final int RECORD_BYTES = 100;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final double rate;
    private final List<Acknowledgements> partitions = new ArrayList<>();
    private final Thread sender = new Thread(this::send, "sender");
    private volatile boolean ended;

    /** Of one partition. The producer's thread, the sender and whoever asks meet here. */
    private static final class Acknowledgements {
        private final BitSet numbers = new BitSet();
        private long lastNs = System.nanoTime();
        private long longestNs;
        private int sent;
        private int sentBeforeMark;
        private int failed;

        synchronized int next() {
            return sent++;
        }

        synchronized void settled(int number, Exception failure) {
            if (failure != null) {
                failed++;
                return;
            }
            long nowNs = System.nanoTime();
            numbers.set(number);
            longestNs = Math.max(longestNs, nowNs - lastNs);
            lastNs = nowNs;
        }

        synchronized void mark() {
            sentBeforeMark = sent;
        }

        synchronized boolean hasRecovered() {
            return numbers.length() > sentBeforeMark;
        }

        /** A gap that goes on counts as long as it is by now, and goes on in the next window. */
        synchronized long longestMs() {
            long ns = Math.max(longestNs, System.nanoTime() - lastNs);
            longestNs = 0;
            return TimeUnit.NANOSECONDS.toMillis(ns);
        }
    }

    /** @param rate records a second, to each partition */
    FailoverLoad(KafkaProducer<byte[], byte[]> producer, String topic, int partitions, double rate) {
        this.producer = producer;
        this.topic = topic;
        this.rate = rate;
        for (int partition = 0; partition < partitions; partition++) {
            this.partitions.add(new Acknowledgements());
        }
        sender.setDaemon(true);
        sender.start();
    }

    private void send() {
        long fromNs = System.nanoTime();
        for (long i = 0; !ended; i++) {
            long dueNs = fromNs + (long) (i * 1e9 / rate);
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            for (int partition = 0; partition < partitions.size(); partition++) {
                Acknowledgements own = partitions.get(partition);
                int number = own.next();
                byte[] value =
                        ByteBuffer.allocate(RECORD_BYTES).putLong(number).array();
                producer.send(
                        new ProducerRecord<>(topic, partition, null, value),
                        (metadata, failure) -> own.settled(number, failure));
            }
        }
    }

    /** What is sent from now on is new. */
    void mark() {
        partitions.forEach(Acknowledgements::mark);
    }

    /** Waits until in each partition something new is acknowledged. */
    void awaitRecovered() throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!partitions.stream().allMatch(Acknowledgements::hasRecovered)) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("nothing new is acknowledged for 90 s in a partition of " + topic);
            }
            Thread.sleep(5);
        }
    }

    /** Of each partition, since this was asked last. */
    List<Long> longestGapsMs() {
        return partitions.stream().map(Acknowledgements::longestMs).toList();
    }

    /** Sends no more; returns when every record is acknowledged or failed. */
    @Override
    public void close() {
        ended = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }

    /** After {@link #close}: reads all that is there and lays it beside what was acknowledged; {@code key=value} words. */
    String readBack(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Acknowledgements> all = new HashMap<>();
        Map<TopicPartition, BitSet> read = new HashMap<>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            all.put(new TopicPartition(topic, partition), partitions.get(partition));
            read.put(new TopicPartition(topic, partition), new BitSet());
        }
        consumer.assign(all.keySet());
        consumer.seekToBeginning(all.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(all.keySet());
        long doubled = 0;
        long unordered = 0;
        long progressNs = System.nanoTime();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                BitSet own = read.get(new TopicPartition(record.topic(), record.partition()));
                int number = (int) ByteBuffer.wrap(record.value()).getLong();
                if (own.get(number)) {
                    doubled++;
                } else if (number < own.length()) {
                    unordered++;
                }
                own.set(number);
                progressNs = System.nanoTime();
            }
            if (System.nanoTime() - progressNs > PATIENCE_NS) {
                throw new IllegalStateException("nothing comes for 90 s before " + ends);
            }
        }
        long acknowledged = 0;
        long missing = 0;
        long failed = 0;
        for (Map.Entry<TopicPartition, Acknowledgements> partition : all.entrySet()) {
            BitSet lost = (BitSet) partition.getValue().numbers.clone();
            acknowledged += lost.cardinality();
            lost.andNot(read.get(partition.getKey()));
            missing += lost.cardinality();
            failed += partition.getValue().failed;
        }
        return "acknowledged=" + acknowledged + " missing=" + missing + " doubled=" + doubled + " unordered="
                + unordered + " failed=" + failed;
    }
}
