package io.sampo.cli;

import io.sampo.broker.BrokerSettings;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.console.Connection;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The embedded broker of the quickstart and a client in the same process, with the time of each step. */
final class QuickstartBroker implements AutoCloseable {
    private static final TopicPartition PARTITION = new TopicPartition("quickstart", 0);
    private static final Duration READ_WAIT = Duration.ofSeconds(10);

    private final RunningBroker running;
    private final Connection connection;
    private final PrintWriter out;

    private QuickstartBroker(RunningBroker running, Connection connection, PrintWriter out) {
        this.running = running;
        this.connection = connection;
        this.out = out;
    }

    static QuickstartBroker start(BrokerSettings settings, PrintWriter out) {
        long from = System.nanoTime();
        RunningBroker running = RunningBroker.start(settings);
        Connection connection;
        try {
            connection = Connection.of(SampoClient.embedded(
                    running.node().actorSystem(), running.node().sessionGate()));
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        QuickstartBroker broker = new QuickstartBroker(running, connection, out);
        broker.say(from, "broker %d serves at %s", settings.brokerId(), broker.bootstrap());
        return broker;
    }

    String bootstrap() {
        BrokerEndpoints at = running.node().endpoints();
        return at.host() + ":" + at.arteryPort();
    }

    void createTopic() {
        long from = System.nanoTime();
        try {
            Connection.await(connection.admin().createTopic(NewTopic.of(PARTITION.topic(), 1, 1)));
            say(from, "topic %s created", PARTITION.topic());
        } catch (SampoException e) {
            if (e.error() != ErrorCode.TOPIC_ALREADY_EXISTS) {
                throw e;
            }
            say(from, "topic %s is there already", PARTITION.topic());
        }
    }

    /** Publishes {@code lines} and returns the offset of the first one. */
    long publish(List<byte[]> lines, String name, Supplier<Duration> sinceJvmStart) {
        long from = System.nanoTime();
        try (Producer producer = connection.producer(ProducerSettings.load())) {
            RecordMetadata first = Connection.await(send(producer, lines.get(0)));
            out.println("  first acknowledged record after "
                    + sinceJvmStart.get().toMillis() + " ms, counted from the start of the JVM");
            CompletionStage<RecordMetadata> last = null;
            for (byte[] line : lines.subList(1, lines.size())) {
                Connection.await(producer.room());
                last = send(producer, line);
            }
            long lastOffset =
                    last == null ? first.offset() : Connection.await(last).offset();
            say(from, "%d lines of %s published: offsets %d to %d", lines.size(), name, first.offset(), lastOffset);
            if (lastOffset - first.offset() + 1 != lines.size()) {
                throw new IllegalStateException("the offsets of the lines have a hole");
            }
            return first.offset();
        }
    }

    /** Reads as many records as there are lines and compares each. */
    void verify(long firstOffset, List<byte[]> lines) {
        long from = System.nanoTime();
        try (Consumer consumer = connection.consumer(ConsumerSettings.load())) {
            consumer.assign(Map.of(PARTITION, StartAt.offset(firstOffset)));
            int next = 0;
            while (next < lines.size()) {
                List<ConsumerRecord> records = Connection.await(consumer.receive(READ_WAIT));
                if (records.isEmpty()) {
                    throw new IllegalStateException(
                            "record " + (firstOffset + next) + " did not come within " + READ_WAIT.toSeconds() + " s");
                }
                for (ConsumerRecord record : records.subList(0, Math.min(records.size(), lines.size() - next))) {
                    if (record.offset() != firstOffset + next || !equal(record.value(), lines.get(next))) {
                        throw new IllegalStateException("the record at offset " + record.offset() + " is not line "
                                + (next + 1) + " of the file");
                    }
                    next++;
                }
            }
        }
        say(from, "%d records read back, each equals its line", lines.size());
    }

    /** Returns when the broker ended by itself; a signal ends the process instead. */
    void awaitEnd() {
        Connection.await(running.node().terminated());
    }

    @Override
    public void close() {
        connection.close();
        running.close();
    }

    private static CompletionStage<RecordMetadata> send(Producer producer, byte[] line) {
        return producer.send(new ProducerRecord(PARTITION.topic(), null, line).toPartition(PARTITION.partition()));
    }

    private static boolean equal(@Nullable ByteBuffer value, byte[] line) {
        return value != null && value.equals(ByteBuffer.wrap(line));
    }

    private void say(long fromNanos, String format, Object... fields) {
        double ms = (System.nanoTime() - fromNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        out.println(String.format(Locale.ROOT, "  %-66s %8.1f ms", String.format(Locale.ROOT, format, fields), ms));
    }
}
