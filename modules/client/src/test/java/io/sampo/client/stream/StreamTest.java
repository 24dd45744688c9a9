package io.sampo.client.stream;

import static io.sampo.client.ClientFixture.eventually;
import static io.sampo.client.ClientFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ClientFixture;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.fake.FakeCluster;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
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

    private CompletionStage<Done> write(int count) {
        return Source.range(0, count - 1)
                .map(i -> ProducerRecord.of("book", Integer.toString(i)))
                .runWith(Producer.plainSink(fixture.client, ProducerSettings.load()), fixture.system);
    }

    private Source<ConsumerRecord, Consumer.Control> source(long offset) {
        return Consumer.plainSource(
                fixture.client, ConsumerSettings.load(), Subscriptions.assignmentWithOffset(BOOK, offset));
    }

    @Test
    void whatGoesIntoTheSinkComesOutOfTheSource() {
        // when
        get(write(5_000));
        List<ConsumerRecord> read = get(source(0).take(5_000).runWith(Sink.seq(), fixture.system));
        // then
        assertThat(read.stream().map(ConsumerRecord::valueText))
                .containsExactlyElementsOf(
                        IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void noDemandNoFetch() {
        // given
        get(write(10));
        // when: the stream runs, but its end has asked for nothing
        Pair<Consumer.Control, SinkQueueWithCancel<ConsumerRecord>> running = source(0)
                .toMat(
                        Sink.<ConsumerRecord>queue(1)
                                .withAttributes(org.apache.pekko.stream.Attributes.inputBuffer(1, 1)),
                        Keep.both())
                .run(fixture.system);
        ConsumerRecord first = get(running.second().pull()).orElseThrow();
        int fetchesAfterOne = cluster.fetches.get();
        get(running.second().pull());
        get(running.second().pull());
        // then: all ten came with one fetch, and no other leaves while they are not taken
        assertThat(first.valueText()).isEqualTo("0");
        assertThat(fetchesAfterOne).isEqualTo(cluster.fetches.get()).isPositive();
        get(running.first().shutdown());
    }

    @Test
    void aSourceWithoutASingleRequestAsksNothingOfABroker() {
        // given
        get(write(10));
        Pair<Consumer.Control, CompletionStage<Done>> running = source(0)
                .via(new NeverPulls<ConsumerRecord>())
                .toMat(Sink.ignore(), Keep.both())
                .run(fixture.system);
        // when: enough has passed through the client that a fetch would have been seen
        get(write(10));
        // then
        assertThat(cluster.fetches).hasValue(0);
        get(running.first().shutdown());
    }

    @Test
    void theFlowTakesNoMoreThanTheProducerHasRoomFor() {
        // given
        cluster.holdsProduces = true;
        AtomicInteger taken = new AtomicInteger();
        // when
        CompletionStage<List<RecordMetadata>> done = Source.range(0, 999)
                .map(i -> {
                    taken.incrementAndGet();
                    return new ProducerRecord("book", null, new byte[1_000]);
                })
                .via(Producer.flow(fixture.client, ProducerSettings.of(Map.of("buffer.memory", 50_000))))
                .runWith(Sink.seq(), fixture.system);
        eventually("the producer is full", () -> taken.get() >= 45);
        // then
        assertThat(taken.get()).isLessThan(60);
        cluster.release();
        assertThat(get(done)).hasSize(1_000).isSortedAccordingTo((a, b) -> Long.compare(a.offset(), b.offset()));
    }

    @Test
    void flexiFlowHandsOnInOrder() {
        // when
        List<String> handedOn = get(Source.range(0, 299)
                .map(i -> i % 3 == 0
                        ? ProducerMessage.passThrough("p" + i)
                        : ProducerMessage.multi(
                                List.of(ProducerRecord.of("book", "a" + i), ProducerRecord.of("book", "b" + i)),
                                "p" + i))
                .via(Producer.flexiFlow(fixture.client, ProducerSettings.load()))
                .map(results -> results.passThrough() + ":" + results.metadata().size())
                .runWith(Sink.seq(), fixture.system));
        // then
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("p" + i + ":" + (i % 3 == 0 ? 0 : 2));
        }
        assertThat(handedOn).isEqualTo(expected);
    }

    @Test
    void aRecordThatFailsFailsTheStream() {
        CompletionStage<Done> done = Source.single(ProducerRecord.of("nowhere", "v"))
                .runWith(Producer.plainSink(fixture.client, ProducerSettings.load()), fixture.system);
        assertThatThrownBy(() -> get(done)).hasMessageContaining("does not exist");
    }

    @Test
    void shutdownEndsTheSource() {
        // given
        Pair<Consumer.Control, CompletionStage<Done>> running =
                source(0).toMat(Sink.ignore(), Keep.both()).run(fixture.system);
        // when
        get(running.first().shutdown());
        // then
        get(running.second());
        assertThat(running.first().isShutdown().toCompletableFuture()).isDone();
    }
}
