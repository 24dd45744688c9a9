package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ProducerRecord;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.ProducerMessage.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProducerStreamTest {
    private final StreamFixture fixture = new StreamFixture(10);
    private final FakeProducer producer = new FakeProducer(50);

    @AfterEach
    void close() {
        fixture.close();
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
                .via(Producer.flexiFlow(() -> producer))
                .map(results -> results.passThrough() + ":" + results.metadata().size())
                .runWith(Sink.seq(), fixture.system));
        // then
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("p" + i + ":" + (i % 3 == 0 ? 0 : 2));
        }
        assertThat(handedOn).isEqualTo(expected);
        eventually("it gives its producer back", producer::isClosed);
    }

    @Test
    void theFlowTakesNoMoreThanTheProducerHasRoomFor() {
        // given
        producer.acknowledges(false);
        var done = Source.range(0, 999)
                .map(i -> ProducerMessage.single(ProducerRecord.of("book", "v" + i), i))
                .via(Producer.flexiFlow(() -> producer))
                .map(Results::passThrough)
                .runWith(Sink.seq(), fixture.system);
        // when
        eventually("the producer is full", () -> producer.sent().size() == 50);
        producer.acknowledges(true);
        // then
        assertThat(get(done)).hasSize(1_000).isSorted();
    }

    @Test
    void aRecordThatFailsFailsTheStream() {
        producer.fails(new IllegalStateException("no such topic"));
        var done = Source.single(ProducerMessage.single(ProducerRecord.of("nowhere", "v"), Done.getInstance()))
                .via(Producer.flexiFlow(() -> producer))
                .runWith(Sink.seq(), fixture.system);
        assertThatThrownBy(() -> get(done)).hasMessage("no such topic");
    }

    @Test
    void anOffsetIsCommittedWhenWhatCameOfItsRecordIsAcknowledged() {
        fixture.consumer.append(A, 3);
        producer.acknowledges(false);
        var done = fixture.committable(Subscriptions.topics("t"))
                .take(3)
                .map(message -> ProducerMessage.single(
                        ProducerRecord.of("out", message.record().valueText()), message.committableOffset()))
                .via(Producer.flexiFlow(() -> producer))
                .map(Results::passThrough)
                .runWith(
                        Committer.<CommittableOffset>sink(new CommitterSettings(1, Duration.ofHours(1), 1)),
                        fixture.system);
        fixture.subscribed();
        get(fixture.consumer.give(0, A));
        eventually("all is sent", () -> producer.sent().size() == 3);
        assertThat(fixture.consumer.committed()).isEmpty();
        // when
        producer.acknowledges(true);
        // then
        get(done);
        assertThat(fixture.consumer.committed()).isEqualTo(Map.of(A, 3L));
    }

    @Test
    void aSendProducerAnswersForAllOfAnEnvelope() {
        SendProducer sends = new SendProducer(producer);
        producer.acknowledges(false);
        var results = sends.sendEnvelope(ProducerMessage.multi(
                List.of(ProducerRecord.of("out", "1"), ProducerRecord.of("out", "2")), NotUsed.getInstance()));
        var one = sends.send(ProducerRecord.of("out", "3"));
        assertThat(results.toCompletableFuture()).isNotDone();
        producer.acknowledges(true);
        assertThat(get(results).metadata()).hasSize(2);
        assertThat(get(one).offset()).isEqualTo(2);
        get(sends.close());
        assertThat(producer.isClosed()).isTrue();
    }
}
