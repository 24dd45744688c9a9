package io.sampo.client;

import static io.sampo.client.ClientFixture.eventually;
import static io.sampo.client.ClientFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.fake.FakeCluster;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProducerTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    private ClientFixture fixture;
    private FakeCluster cluster;

    @BeforeEach
    void open() {
        fixture = new ClientFixture(Map.of());
        cluster = fixture.cluster;
        cluster.topic("book", 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Producer producer(Map<String, ?> settings) {
        return fixture.client.producer(ProducerSettings.of(settings));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static List<CompletionStage<RecordMetadata>> sendAll(Producer producer, List<String> values) {
        return values.stream()
                .map(value -> producer.send(ProducerRecord.of("book", value)))
                .toList();
    }

    private static void await(List<CompletionStage<RecordMetadata>> sends) {
        get(CompletableFuture.allOf(
                sends.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new)));
    }

    @Test
    void acknowledgementsNameTheOffsets() {
        // given
        Producer producer = producer(Map.of());
        // when
        List<CompletionStage<RecordMetadata>> sends = sendAll(producer, numbers(100));
        // then
        for (int i = 0; i < 100; i++) {
            RecordMetadata metadata = get(sends.get(i));
            assertThat(metadata.offset()).isEqualTo(i);
            assertThat(metadata.partition()).isEqualTo(BOOK);
        }
        assertThat(cluster.values(BOOK)).isEqualTo(numbers(100));
    }

    @Test
    void aBurstTravelsInFewBatches() {
        // given
        Producer producer = producer(Map.of("linger.ms", 20));
        // when
        await(sendAll(producer, numbers(2_000)));
        // then
        assertThat(cluster.produces.get()).isLessThan(30);
    }

    @Test
    void aBurstOfManyIsTakenInWithoutAnotherSend() {
        // given a producer that is held up by its first record
        CompletableFuture<Integer> go = new CompletableFuture<>();
        Producer producer = fixture.client.producer(ProducerSettings.of(Map.of()), (record, partitions) -> get(go));
        // when
        List<CompletionStage<RecordMetadata>> sends = sendAll(producer, numbers(5_000));
        go.complete(0);
        // then
        await(sends);
        assertThat(cluster.values(BOOK)).isEqualTo(numbers(5_000));
    }

    @Test
    void whoSendsWhileItIsClosedIsToldOfEveryRecord() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            // given
            Producer producer = producer(Map.of());
            List<CompletionStage<RecordMetadata>> sends = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(100);
            Thread sender = new Thread(() -> {
                CompletableFuture<RecordMetadata> last = new CompletableFuture<>();
                while (!last.isCompletedExceptionally()) {
                    last = producer.send(ProducerRecord.of("book", "x")).toCompletableFuture();
                    sends.add(last);
                    begun.countDown();
                    get(producer.room());
                }
            });
            sender.start();
            begun.await(20, TimeUnit.SECONDS);
            // when
            producer.close();
            sender.join();
            // then
            sends.forEach(send -> get(send.handle((done, failure) -> true)));
        }
    }

    @Test
    void orderIsKeptAndNothingTwiceWhereMessagesAreLostAndLeadersMove() {
        // given
        Producer producer = producer(Map.of("batch.size", 200, "linger.ms", 0));
        Random random = new Random(42);
        List<CompletionStage<RecordMetadata>> sends = new ArrayList<>();
        List<String> values = numbers(1_500);
        // when
        for (int i = 0; i < values.size(); i++) {
            sends.add(producer.send(ProducerRecord.of("book", values.get(i))));
            if (i % 150 == 75) {
                switch (random.nextInt(4)) {
                    case 0 -> cluster.losesProduceAnswers.set(2);
                    case 1 -> cluster.losesProduces.set(1);
                    case 2 -> cluster.refusesProduces.set(3);
                    default -> cluster.moveLeader(BOOK, 1 + random.nextInt(3));
                }
                get(sends.get(Math.max(0, i - 100)));
            }
        }
        await(sends);
        // then
        assertThat(cluster.values(BOOK)).isEqualTo(values);
    }

    @Test
    void aDeadLeaderIsLeftAsSoonAsTheViewNamesAnother() {
        // given
        Producer producer = producer(Map.of());
        await(sendAll(producer, List.of("before")));
        cluster.kill(1);
        List<CompletionStage<RecordMetadata>> sends = sendAll(producer, List.of("a", "b"));
        // when
        cluster.moveLeader(BOOK, 2);
        // then
        await(sends);
        assertThat(cluster.values(BOOK)).containsExactly("before", "a", "b");
    }

    @Test
    void aBrokerThatWasSilentForAWhileIsFoundAgain() {
        // given: the only leader is away for longer than the probe timeout, and nobody else takes over
        Producer producer = producer(Map.of());
        await(sendAll(producer, List.of("before")));
        long asks = cluster.asksOf(1);
        cluster.kill(1);
        List<CompletionStage<RecordMetadata>> sends = sendAll(producer, List.of("a", "b"));
        eventually("the session is given up", () -> cluster.asksOf(1) > asks);
        // when
        cluster.revive(1);
        // then
        await(sends);
        assertThat(cluster.values(BOOK)).containsExactly("before", "a", "b");
    }

    @Test
    void theHintOfTheOldLeaderIsEnough() {
        // given
        Producer producer = producer(Map.of());
        await(sendAll(producer, List.of("before")));
        cluster.silentAboutLeaders = true;
        cluster.moveLeader(BOOK, 3);
        cluster.silentAboutLeaders = false;
        // when: no wake-up has shown the view, only the answer names the new leader
        await(sendAll(producer, List.of("after")));
        // then
        assertThat(cluster.values(BOOK)).containsExactly("before", "after");
    }

    @Test
    void aProducerThatTheBrokerForgotGoesOnUnderANewIdentity() {
        // given
        Producer producer = producer(Map.of());
        await(sendAll(producer, numbers(10)));
        // when
        cluster.forgetProducers(BOOK);
        await(sendAll(producer, List.of("x", "y")));
        // then
        assertThat(cluster.values(BOOK)).hasSize(12).endsWith("x", "y");
    }

    @Test
    void equalKeysShareAPartitionAndKeepTheirOrder() {
        // given
        cluster.topic("keyed", 3);
        Producer producer = producer(Map.of());
        // when
        List<RecordMetadata> metadata = IntStream.range(0, 60)
                .mapToObj(i -> producer.send(ProducerRecord.of("keyed", "key-" + i % 5, "v" + i)))
                .map(ClientFixture::get)
                .toList();
        // then
        for (int i = 5; i < 60; i++) {
            assertThat(metadata.get(i).partition())
                    .isEqualTo(metadata.get(i % 5).partition());
            assertThat(metadata.get(i).offset())
                    .isGreaterThan(metadata.get(i % 5).offset());
        }
    }

    @Test
    void explicitAndCustomPartitionsAreObeyed() {
        // given
        cluster.topic("keyed", 3);
        Producer custom = fixture.client.producer(ProducerSettings.load(), (record, partitions) -> partitions - 1);
        // when
        RecordMetadata explicit =
                get(custom.send(ProducerRecord.of("keyed", "k", "v").toPartition(1)));
        RecordMetadata chosen = get(custom.send(ProducerRecord.of("keyed", "k", "v")));
        // then
        assertThat(explicit.partition().partition()).isEqualTo(1);
        assertThat(chosen.partition().partition()).isEqualTo(2);
        assertThatThrownBy(() -> get(custom.send(ProducerRecord.of("keyed", "v").toPartition(7))))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("no partition 7");
    }

    @Test
    void aTopicThatIsNotThereIsToldSoon() {
        Producer producer = producer(Map.of());
        assertThatThrownBy(() -> get(producer.send(ProducerRecord.of("nowhere", "v"))))
                .isInstanceOf(SampoException.class)
                .hasMessage("Topic 'nowhere' does not exist");
    }

    @Test
    void aRecordBeyondTheLimitIsRefusedAtOnce() {
        Producer producer = producer(Map.of("max.request.size", 1000));
        assertThatThrownBy(() -> get(producer.send(new ProducerRecord("book", null, new byte[2000]))))
                .isInstanceOfSatisfying(
                        SampoException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE));
    }

    @Test
    void memoryIsBoundedWhereTheBrokerDoesNotAnswer() {
        // given
        Producer producer = producer(Map.of("buffer.memory", 100_000, "batch.size", 1_000));
        cluster.holdsProduces = true;
        // when
        List<CompletionStage<RecordMetadata>> sends = IntStream.range(0, 1_000)
                .mapToObj(i -> producer.send(new ProducerRecord("book", null, new byte[1_000])))
                .toList();
        // then: as much again as buffer.memory waits, the rest is refused at once
        eventually(
                "the rest is refused",
                () -> sends.get(999).toCompletableFuture().isCompletedExceptionally());
        long refused = sends.stream()
                .filter(send -> send.toCompletableFuture().isCompletedExceptionally())
                .count();
        assertThat(refused).isBetween(780L, 860L);
        assertThat(cluster.heldBytes.get()).isLessThan(100_000);
        CompletionStage<Void> room = producer.room();
        assertThat(room.toCompletableFuture()).isNotDone();
        // when
        cluster.release();
        // then
        get(room);
        get(producer.flush());
        assertThat(cluster.values(BOOK)).hasSize((int) (1_000 - refused));
    }

    @Test
    void aRecordWithoutRoomFailsAfterMaxBlock() {
        // given
        Producer producer = producer(Map.of("buffer.memory", 2_000, "max.block.ms", 100));
        cluster.holdsProduces = true;
        CompletionStage<RecordMetadata> first = producer.send(new ProducerRecord("book", null, new byte[1_500]));
        CompletionStage<RecordMetadata> second = producer.send(new ProducerRecord("book", null, new byte[1_500]));
        // when, then
        assertThatThrownBy(() -> get(second)).hasMessageContaining("max.block.ms");
        cluster.release();
        assertThat(get(first).offset()).isZero();
    }

    @Test
    void aRecordThatIsNeverAcknowledgedFailsAfterTheDeliveryTimeout() {
        // given
        Producer producer = producer(Map.of("delivery.timeout.ms", 200));
        cluster.losesProduces.set(Integer.MAX_VALUE);
        // when, then
        assertThatThrownBy(() -> get(producer.send(ProducerRecord.of("book", "v"))))
                .isInstanceOfSatisfying(
                        SampoException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT));
        // and when
        cluster.losesProduces.set(0);
        // then: the gap in the sequences is closed by a new identity
        get(producer.send(ProducerRecord.of("book", "next")));
        assertThat(cluster.values(BOOK)).containsExactly("next");
    }

    @Test
    void flushSendsWhatLingers() {
        // given
        Producer producer = producer(Map.of("linger.ms", 3_600_000));
        CompletionStage<RecordMetadata> send = producer.send(ProducerRecord.of("book", "v"));
        // when
        get(producer.flush());
        // then
        assertThat(send.toCompletableFuture()).isDone();
        assertThat(cluster.values(BOOK)).containsExactly("v");
    }

    @Test
    void closeSettlesEverythingAndIsPrompt() {
        // given
        Producer producer = producer(Map.of("linger.ms", 3_600_000));
        List<CompletionStage<RecordMetadata>> sends = sendAll(producer, numbers(50));
        // when
        producer.close();
        // then
        assertThat(sends).allMatch(send -> send.toCompletableFuture().isDone());
        assertThatThrownBy(() -> get(producer.send(ProducerRecord.of("book", "late"))))
                .hasMessageContaining("closed");
        get(producer.flush());
        get(producer.closeAsync());
    }

    @Test
    void acksZeroAndOneAreDeliveredToo() {
        Producer none = producer(Map.of("acks", "0"));
        Producer leader = producer(Map.of("acks", "1"));
        assertThat(get(none.send(ProducerRecord.of("book", "a"))).offset()).isEqualTo(-1);
        assertThat(get(leader.send(ProducerRecord.of("book", "b"))).offset()).isEqualTo(1);
    }

    @Test
    void nullKeysNullValuesHeadersTimestampsAndCompressionSurvive() {
        // given
        Producer producer = producer(Map.of("compression.type", "gzip"));
        Consumer consumer = fixture.client.consumer();
        consumer.assign(Map.of(BOOK, StartAt.BEGINNING));
        RecordHeader header = new RecordHeader("h", ByteBuffer.wrap(new byte[] {7}));
        // when
        get(producer.send(ProducerRecord.of("book", "k", null)
                .withTimestamp(1234)
                .withHeaders(List.of(header, new RecordHeader("n", null)))));
        // then
        ConsumerRecord read = get(consumer.receive()).get(0);
        assertThat(read.keyText()).isEqualTo("k");
        assertThat(read.value()).isNull();
        assertThat(read.timestampMs()).isEqualTo(1234);
        assertThat(read.headers()).containsExactly(header, new RecordHeader("n", null));
    }

    @Test
    void aDeletedTopicFailsWhatWaitsForIt() {
        // given
        Producer producer = producer(Map.of());
        cluster.holdsProduces = true;
        CompletionStage<RecordMetadata> send = producer.send(ProducerRecord.of("book", "v"));
        eventually("sent", () -> cluster.produces.get() > 0);
        // when
        cluster.deleteTopic("book");
        // then
        assertThatThrownBy(() -> get(send)).hasMessageContaining("deleted");
    }
}
