package io.sampo.client.intercept;

import static io.sampo.client.ClientFixture.eventually;
import static io.sampo.client.ClientFixture.get;
import static io.sampo.client.ClientFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ClientFixture;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterceptorsTest {
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    /** Puts a mark behind each value. */
    public static final class Marking implements ProducerInterceptor {
        @Override
        public ProducerRecord onSend(ProducerRecord record) {
            return ProducerRecord.of(
                    record.topic(), new String(record.value().array(), java.nio.charset.StandardCharsets.UTF_8) + "!");
        }

        @Override
        public void onAcknowledgement(
                ProducerRecord record, @Nullable RecordMetadata metadata, @Nullable Throwable failure) {
            SEEN.add(metadata == null ? "failed" : "acknowledged at " + metadata.offset());
        }

        @Override
        public void close() {
            SEEN.add("producer ended");
        }
    }

    /** Always throws. */
    public static final class Broken implements ProducerInterceptor {
        @Override
        public ProducerRecord onSend(ProducerRecord record) {
            throw new IllegalStateException("broken");
        }
    }

    /** Leaves out all but one value, and hears of commits. */
    public static final class OnlyTheLast implements ConsumerInterceptor {
        @Override
        public List<ConsumerRecord> onConsume(List<ConsumerRecord> records) {
            return records.stream()
                    .filter(record -> "last".equals(record.valueText()))
                    .toList();
        }
    }

    /** Throws what no one catches, and gives nothing. */
    public static final class Worse implements ConsumerInterceptor {
        private int calls;

        @Override
        @SuppressWarnings("NullAway")
        public List<ConsumerRecord> onConsume(List<ConsumerRecord> records) {
            calls++;
            if (calls == 1) {
                throw new AssertionError("worse");
            }
            return null;
        }

        @Override
        public void close() {
            throw new AssertionError("worse");
        }
    }

    /** Leaves out every second record. */
    public static final class Halving implements ConsumerInterceptor {
        @Override
        public List<ConsumerRecord> onConsume(List<ConsumerRecord> records) {
            return records.stream().filter(record -> record.offset() % 2 == 0).toList();
        }

        @Override
        public void close() {
            SEEN.add("consumer ended");
        }
    }

    /** Cannot be made. */
    public static final class Closed implements ProducerInterceptor {
        private Closed() {}

        @Override
        public ProducerRecord onSend(ProducerRecord record) {
            return record;
        }
    }

    private ClientFixture fixture;

    @BeforeEach
    void open() {
        SEEN.clear();
        fixture = new ClientFixture(Map.of());
        fixture.cluster.topic("book", 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Consumer read(Map<String, ?> settings) {
        Consumer consumer = fixture.client.consumer(ConsumerSettings.of(settings));
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        return consumer;
    }

    @Test
    void whatAnInterceptorMakesOfARecordIsSent_andOneThatThrowsChangesNothing() {
        // given
        Producer producer = fixture.client.producer(ProducerSettings.of(
                Map.of("interceptor.classes", Broken.class.getName() + ", " + Marking.class.getName())));
        // when
        get(producer.send(ProducerRecord.of("book", "a")));
        assertThatThrownBy(() -> get(producer.send(ProducerRecord.of("nowhere", "a"))));
        producer.close();
        // then
        eventually("both have been told of", () -> SEEN.size() == 3);
        assertThat(SEEN).containsExactlyInAnyOrder("acknowledged at 0", "failed", "producer ended");
        assertThat(values(get(read(Map.of()).receive()))).containsExactly("a!");
    }

    @Test
    void whatAnInterceptorLeavesOutIsNotHandedOut_andNotReadAgain() {
        // given
        Producer producer = fixture.client.producer();
        for (int i = 0; i < 5; i++) {
            get(producer.send(ProducerRecord.of("book", "v" + i)));
        }
        Consumer consumer = read(Map.of("interceptor.classes", List.of(Halving.class.getName())));
        // when, then
        List<String> received = new java.util.ArrayList<>();
        while (received.size() < 3) {
            received.addAll(values(get(consumer.receive())));
        }
        assertThat(received).containsExactly("v0", "v2", "v4");
        assertThat(get(consumer.positions())).containsEntry(BOOK, 5L);
        consumer.close();
        assertThat(SEEN).containsExactly("consumer ended");
    }

    @Test
    void whoWaitsForRecordsGetsSome_thoughAWholeAnswerIsLeftOut() {
        // given
        Consumer consumer = read(Map.of("interceptor.classes", OnlyTheLast.class.getName()));
        CompletionStage<List<ConsumerRecord>> waiting = consumer.receive();
        Producer producer = fixture.client.producer();
        // when
        for (int i = 0; i < 3; i++) {
            get(producer.send(ProducerRecord.of("book", "left out")));
        }
        get(producer.send(ProducerRecord.of("book", "last")));
        // then
        assertThat(values(get(waiting))).containsExactly("last");
        get(producer.send(ProducerRecord.of("book", "left out")));
        assertThat(get(consumer.receive(Duration.ofMillis(50)))).isEmpty();
    }

    @Test
    void whateverAnInterceptorThrowsNoRecordIsLost() {
        // given
        Producer producer = fixture.client.producer();
        Consumer consumer = read(Map.of("interceptor.classes", Worse.class.getName(), "max.poll.records", 1));
        // when
        get(producer.send(ProducerRecord.of("book", "a")));
        get(producer.send(ProducerRecord.of("book", "b")));
        // then
        assertThat(values(get(consumer.receive()))).containsExactly("a");
        assertThat(values(get(consumer.receive()))).containsExactly("b");
        get(consumer.stop());
    }

    @Test
    void aClassThatCannotInterceptIsToldByItsKey() {
        assertThatThrownBy(() -> ProducerSettings.of(Map.of("interceptor.classes", "no.such.Class")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("producer.interceptor.classes", "no.such.Class");
        assertThatThrownBy(() -> ProducerSettings.of(Map.of("interceptor.classes", Halving.class.getName())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no ProducerInterceptor");
        assertThatThrownBy(() -> ProducerSettings.of(Map.of("interceptor.classes", Closed.class.getName())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no public constructor");
    }
}
