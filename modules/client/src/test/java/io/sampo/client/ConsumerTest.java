package io.sampo.client;

import static io.sampo.client.ClientFixture.eventually;
import static io.sampo.client.ClientFixture.get;
import static io.sampo.client.ClientFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.fake.FakeCluster;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    private ClientFixture fixture;
    private FakeCluster cluster;
    private Producer producer;

    @BeforeEach
    void open() {
        fixture = new ClientFixture(Map.of());
        cluster = fixture.cluster;
        cluster.topic("book", 3);
        producer = fixture.client.producer();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void write(int from, int to) {
        for (int i = from; i < to; i++) {
            get(producer.send(ProducerRecord.of("book", Integer.toString(i))
                    .toPartition(0)
                    .withTimestamp(1_000 + i)));
        }
    }

    private Consumer consumer(Map<String, ?> settings) {
        return fixture.client.consumer(ConsumerSettings.of(settings));
    }

    private static List<String> read(Consumer consumer, int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.addAll(values(get(consumer.receive())));
        }
        return all;
    }

    @Test
    void nothingIsFetchedWithoutDemand() {
        // given
        write(0, 3);
        Consumer consumer = consumer(Map.of());
        // when
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        get(consumer.positions());
        // then
        assertThat(cluster.fetches).hasValue(0);
        // and when
        assertThat(read(consumer, 3)).containsExactly("0", "1", "2");
        get(consumer.positions());
        // then: one demand, one fetch
        assertThat(cluster.fetches).hasValue(1);
    }

    @Test
    void whatIsBufferedIsHandedOutBeforeAnythingIsFetched() {
        // given: one batch of ten
        cluster.holdsProduces = true;
        List<CompletionStage<RecordMetadata>> sends = new ArrayList<>();
        Producer lingering = fixture.client.producer(ProducerSettings.of(Map.of("linger.ms", 3_600_000)));
        for (int i = 0; i < 10; i++) {
            sends.add(lingering.send(ProducerRecord.of("book", "" + i).toPartition(0)));
        }
        lingering.flush();
        cluster.release();
        sends.forEach(ClientFixture::get);
        Consumer consumer = consumer(Map.of("max.poll.records", 3));
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        // when
        List<Integer> sizes = List.of(
                get(consumer.receive()).size(),
                get(consumer.receive()).size(),
                get(consumer.receive()).size(),
                get(consumer.receive()).size());
        // then
        assertThat(sizes).containsExactly(3, 3, 3, 1);
        assertThat(cluster.fetches).hasValue(1);
    }

    @Test
    void aReceiveWaitsForTheNextRecord() {
        // given
        Consumer consumer = consumer(Map.of());
        consumer.assign(Map.of(BOOK, StartAt.END));
        CompletionStage<List<ConsumerRecord>> receive = consumer.receive();
        eventually("the fetch is parked", () -> cluster.fetches.get() > 0);
        // when
        write(0, 1);
        // then
        assertThat(values(get(receive))).containsExactly("0");
    }

    @Test
    void aReceiveWithADeadlineEndsEmpty() {
        Consumer consumer = consumer(Map.of());
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        assertThat(get(consumer.receive(Duration.ofMillis(30)))).isEmpty();
    }

    @Test
    void readingGoesOnAtTheNewLeader() {
        // given
        write(0, 5);
        Consumer consumer = consumer(Map.of());
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        read(consumer, 5);
        CompletionStage<List<ConsumerRecord>> receive = consumer.receive();
        // when
        cluster.kill(1);
        cluster.moveLeader(BOOK, 2);
        write(5, 6);
        // then
        assertThat(values(get(receive))).containsExactly("5");
    }

    @Test
    void seekingByOffsetTimestampBeginningAndEnd() {
        // given
        write(0, 10);
        Consumer consumer = consumer(Map.of());
        // when, then
        consumer.assign(Map.of(BOOK, StartAt.offset(7)));
        assertThat(read(consumer, 3)).containsExactly("7", "8", "9");
        consumer.seek(BOOK, StartAt.timestamp(1_008));
        assertThat(read(consumer, 2)).containsExactly("8", "9");
        consumer.seek(BOOK, StartAt.BEGINNING);
        assertThat(read(consumer, 10)).startsWith("0");
        consumer.seek(BOOK, StartAt.END);
        write(10, 11);
        // The end may be looked up before or after that write: either nothing or the new record comes, never an old
        // one.
        assertThat(values(get(consumer.receive(Duration.ofMillis(300))))).isSubsetOf("10");
    }

    @Test
    void aSeekCancelsTheFetchThatWaits() {
        // given
        write(0, 2);
        Consumer consumer = consumer(Map.of("fetch.max.wait.ms", 60_000));
        consumer.assign(Map.of(BOOK, StartAt.offset(2)));
        CompletionStage<List<ConsumerRecord>> receive = consumer.receive();
        eventually("the fetch is parked", () -> cluster.fetches.get() > 0);
        // when
        consumer.seek(BOOK, StartAt.offset(1));
        // then
        assertThat(values(get(receive))).containsExactly("1");
        eventually("the broker knows", () -> cluster.fetchCancels.get() == 1);
    }

    @Test
    void anOffsetOutsideOfTheLogObeysAutoOffsetReset() {
        // given
        write(0, 10);
        cluster.deleteBefore(BOOK, 6);
        // when
        Consumer earliest = consumer(Map.of("auto.offset.reset", "earliest"));
        earliest.assign(Map.of(BOOK, StartAt.offset(2)));
        Consumer none = consumer(Map.of("auto.offset.reset", "none"));
        none.assign(Map.of(BOOK, StartAt.offset(2)));
        // then
        assertThat(get(earliest.receive()).get(0).offset()).isEqualTo(6);
        assertThatThrownBy(() -> get(none.receive()))
                .isInstanceOfSatisfying(
                        SampoException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE));
        // and when: the partition rests until somebody seeks
        none.seek(BOOK, StartAt.BEGINNING);
        // then
        assertThat(get(none.receive()).get(0).offset()).isEqualTo(6);
    }

    @Test
    void everyPartitionGetsItsTurn() {
        // given
        for (int i = 0; i < 300; i++) {
            get(producer.send(ProducerRecord.of("book", "v" + i).toPartition(i % 3)));
        }
        Consumer consumer = consumer(Map.of("max.poll.records", 10));
        consumer.assign(Map.of(
                BOOK,
                StartAt.BEGINNING,
                new TopicPartition("book", 1),
                StartAt.BEGINNING,
                new TopicPartition("book", 2),
                StartAt.BEGINNING));
        // when
        List<ConsumerRecord> all = new ArrayList<>();
        while (all.size() < 300) {
            all.addAll(get(consumer.receive()));
        }
        // then
        for (int partition = 0; partition < 3; partition++) {
            int wanted = partition;
            assertThat(all.stream()
                            .filter(r -> r.partition().partition() == wanted)
                            .map(ConsumerRecord::offset))
                    .isSorted()
                    .hasSize(100);
        }
    }

    @Test
    void aTopicThatIsNotThereFailsTheReceive() {
        Consumer consumer = consumer(Map.of());
        consumer.assign(Set.of(new TopicPartition("nowhere", 0)));
        assertThatThrownBy(() -> get(consumer.receive())).hasMessageContaining("no such topic");
    }

    @Test
    void aSeekRevivesAPartitionWhoseTopicWasDeletedAndIsThereAgain() {
        // given
        write(0, 1);
        Consumer consumer = consumer(Map.of());
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        assertThat(read(consumer, 1)).containsExactly("0");
        cluster.moveLeader(BOOK, 2);
        cluster.deleteTopic("book");
        assertThatThrownBy(() -> get(consumer.receive())).hasMessageContaining("its topic was deleted");

        // when: sought while it is gone, and there again
        consumer.seek(BOOK, StartAt.BEGINNING);
        CompletionStage<List<ConsumerRecord>> receive = consumer.receive();
        cluster.topic("book", 3);
        write(7, 8);

        // then
        assertThat(values(get(receive))).containsExactly("7");
    }

    @Test
    void closingReleasesWhoWaits() {
        // given
        Consumer consumer = consumer(Map.of());
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        CompletionStage<List<ConsumerRecord>> receive = consumer.receive();
        // when
        consumer.close();
        // then
        assertThat(get(receive)).isEmpty();
        assertThat(get(consumer.receive())).isEmpty();
    }
}
