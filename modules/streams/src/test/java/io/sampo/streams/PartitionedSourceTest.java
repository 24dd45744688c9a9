package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.B;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.TopicPartition;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionedSourceTest {
    private final StreamFixture fixture = new StreamFixture(100);
    private final FakeConsumer consumer = fixture.consumer;

    @AfterEach
    void close() {
        fixture.close();
    }

    private Pair<Consumer.Control, SinkQueueWithCancel<Pair<TopicPartition, Source<ConsumerRecord, NotUsed>>>>
            partitions(PartitionedStage.@Nullable Starts starts) {
        var running = Source.fromGraph(new PartitionedStage<>(
                        fixture.plan(Subscriptions.topics("t"), false), (record, reading) -> record, starts))
                .toMat(Sink.queue(), Keep.both())
                .run(fixture.system);
        fixture.subscribed();
        return running;
    }

    private <T> SinkQueueWithCancel<T> pulled(Source<T, NotUsed> source) {
        return source.runWith(Sink.<T>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), fixture.system);
    }

    private static List<Long> offsets(SinkQueueWithCancel<ConsumerRecord> queue, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> get(queue.pull()).orElseThrow().offset())
                .toList();
    }

    @Test
    void eachPartitionHasASourceAndADemandOfItsOwn() {
        consumer.append(A, 50);
        consumer.append(B, 50);
        var running = partitions(null);
        get(consumer.give(0, A, B));
        var first = get(running.second().pull()).orElseThrow();
        var second = get(running.second().pull()).orElseThrow();
        assertThat(List.of(first.first(), second.first())).containsExactlyInAnyOrder(A, B);
        // when: one is read to its end, the other never pulled
        assertThat(offsets(pulled(first.second()), 50))
                .isEqualTo(LongStream.range(0, 50).boxed().toList());
        // then: of the other nothing was asked for
        assertThat(consumer.handedOut()).isEqualTo(50);
        // and: it comes as soon as it is
        assertThat(offsets(pulled(second.second()), 3)).containsExactly(0L, 1L, 2L);
        get(running.first().shutdown());
    }

    @Test
    void whatWasWorkedOnBeforeAFailureOfMetadataIsCommitted() {
        consumer.append(A, 3);
        var done = Source.fromGraph(new PartitionedStage<>(
                        fixture.plan(Subscriptions.topics("t"), true),
                        Consumer.committable(record -> {
                            if (record.offset() == 2) {
                                throw new IllegalStateException("two");
                            }
                            return "";
                        }),
                        null))
                .flatMapMerge(2, Pair::second)
                .map(CommittableMessage::committableOffset)
                .runWith(
                        Committer.<CommittableOffset>sink(new CommitterSettings(1_000, Duration.ofHours(1), 10)),
                        fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        // then
        assertThatThrownBy(() -> get(done)).hasMessage("two");
        eventually("the source lets go", consumer::isStopped);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 2L));
    }

    @Test
    void aSourceCompletesWhenItsPartitionGoesAndAnotherComesWithIt() {
        consumer.append(A, 5);
        var running = partitions(null);
        get(consumer.give(0, A));
        var before = pulled(get(running.second().pull()).orElseThrow().second());
        assertThat(offsets(before, 5)).hasSize(5);
        // when
        get(consumer.revoke(A));
        // then
        assertThat(get(before.pull())).isEmpty();
        // when
        consumer.append(A, 1);
        get(consumer.give(5, A));
        // then
        var again = get(running.second().pull()).orElseThrow();
        assertThat(again.first()).isEqualTo(A);
        assertThat(offsets(pulled(again.second()), 1)).containsExactly(5L);
        get(running.first().shutdown());
    }

    @Test
    void theUserSaysWhereToBegin() {
        consumer.append(A, 50);
        CompletableFuture<Map<TopicPartition, Long>> known = new CompletableFuture<>();
        var running = partitions(partitions -> known);
        CompletionStage<Void> given = consumer.give(0, A);
        var source = pulled(get(running.second().pull()).orElseThrow().second());
        var first = source.pull();
        assertThat(given.toCompletableFuture()).isNotDone();
        // when
        known.complete(Map.of(A, 40L));
        // then
        assertThat(get(first).orElseThrow().offset()).isEqualTo(40);
        get(running.first().shutdown());
    }

    @Test
    void aUserWhoDoesNotKnowFailsTheSource() {
        var running = partitions(
                partitions -> CompletableFuture.failedFuture(new IllegalStateException("the table is away")));
        get(consumer.give(0, A));
        get(running.second().pull());
        assertThatThrownBy(() -> get(running.second().pull())).hasMessage("the table is away");
        eventually("it lets go", consumer::isStopped);
    }

    @Test
    void whatFailsTheSourceFailsTheSourcesOfItsPartitions() {
        var running = partitions(
                partitions -> CompletableFuture.failedFuture(new IllegalStateException("the table is away")));
        get(consumer.give(0, A));
        var source = pulled(get(running.second().pull()).orElseThrow().second());
        assertThatThrownBy(() -> get(source.pull()))
                .as("a revocation completes it")
                .hasMessage("the table is away");
    }

    @Test
    void shutdownCompletesAllSources() {
        var running = partitions(null);
        get(consumer.give(0, A));
        var source = pulled(get(running.second().pull()).orElseThrow().second());
        get(running.first().shutdown());
        assertThat(get(source.pull())).isEmpty();
        assertThat(get(running.second().pull())).isEmpty();
    }

    @Test
    void aPartitionThatGoesIsCommittedFirst() {
        consumer.append(A, 20);
        CommitterSettings lazy = new CommitterSettings(1_000_000, Duration.ofHours(1), 1);
        Source<Pair<TopicPartition, Source<CommittableMessage, NotUsed>>, Consumer.Control> source =
                Source.fromGraph(new PartitionedStage<>(
                        fixture.plan(Subscriptions.topics("t"), true), Consumer.committable(record -> ""), null));
        Consumer.DrainingControl<Done> control = source.mapAsyncUnordered(10, part -> part.second()
                        .map(CommittableMessage::committableOffset)
                        .runWith(Committer.sink(lazy), fixture.system))
                .toMat(Sink.ignore(), Consumer::createDrainingControl)
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        eventually("all is handed out", () -> consumer.handedOut() == 20);
        // when
        get(consumer.revoke(A));
        // then: as far as it was worked on
        assertThat(consumer.committed()).containsKey(A);
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }
}
