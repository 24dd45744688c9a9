package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.B;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.model.ErrorCode;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.Subscriptions.AutoSubscription;
import io.sampo.streams.Subscriptions.OffsetRange;
import io.sampo.streams.Subscriptions.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MergedSourceTest {
    private static final Subscription TOPIC = Subscriptions.topics("t");

    private final StreamFixture fixture = new StreamFixture(10);
    private final FakeConsumer consumer = fixture.consumer;

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A sink that asks for one element at a time. */
    private <T> Pair<Consumer.Control, SinkQueueWithCancel<T>> pulled(Source<T, Consumer.Control> source) {
        return source.toMat(Sink.<T>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
                .run(fixture.system);
    }

    private static long offset(SinkQueueWithCancel<ConsumerRecord> queue) {
        return get(queue.pull()).orElseThrow().offset();
    }

    @Test
    void recordsOfAssignedPartitionsComeFromTheirStart() {
        consumer.append(A, 30);
        List<ConsumerRecord> records = get(
                fixture.plain(Subscriptions.assignmentWithOffset(A, 5)).take(25).runWith(Sink.seq(), fixture.system));
        assertThat(records).extracting(ConsumerRecord::offset).first().isEqualTo(5L);
        assertThat(records).isSortedAccordingTo((a, b) -> Long.compare(a.offset(), b.offset()));
        eventually("it lets go", consumer::isStopped);
    }

    @Test
    void whoAsksForNothingMakesNothingFetched() {
        consumer.append(A, 30);
        Pair<Consumer.Control, CompletionStage<Done>> running = fixture.plain(Subscriptions.assignment(A))
                .via(new NeverPulls<>())
                .toMat(Sink.ignore(), Keep.both())
                .run(fixture.system);
        get(running.first().shutdown());
        assertThat(consumer.receives()).isZero();
    }

    @Test
    void oneAnswerIsEmittedBeforeAnotherIsAskedFor() {
        consumer.append(A, 30);
        var running = pulled(fixture.plain(Subscriptions.assignment(A)));
        // when: the queue holds one ahead, and its buffer another
        for (int i = 0; i < 5; i++) {
            offset(running.second());
        }
        // then
        assertThat(consumer.receives()).isEqualTo(1);
        get(running.first().shutdown());
    }

    @Test
    void whatLiesHereOfARevokedPartitionIsNeverEmitted() {
        consumer.append(A, 10);
        var running = pulled(fixture.plain(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        assertThat(offset(running.second())).isZero();
        // when: eight of ten lie in the source
        get(consumer.revoke(A));
        consumer.append(B, 1);
        get(consumer.give(0, B));
        // then: what had left already comes, then B
        ConsumerRecord next = get(running.second().pull()).orElseThrow();
        while (next.partition().equals(A)) {
            assertThat(next.offset()).isLessThan(4);
            next = get(running.second().pull()).orElseThrow();
        }
        assertThat(next.partition()).isEqualTo(B);
        get(running.first().shutdown());
    }

    @Test
    void aPartitionThatComesBackIsReadFromWhereItsGroupIs() {
        consumer.append(A, 10);
        var running = pulled(fixture.plain(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        offset(running.second());
        // when
        get(consumer.lose(A));
        get(consumer.give(7, A));
        // then
        long next = offset(running.second());
        while (next < 4) {
            next = offset(running.second());
        }
        assertThat(next).isEqualTo(7);
        get(running.first().shutdown());
    }

    @Test
    void aPartitionIsGivenUpWhenWhatWasHandedOutIsCommitted() {
        Queue<CommittableMessage> seen = new ConcurrentLinkedQueue<>();
        Consumer.Control control = fixture.committable(TOPIC)
                .toMat(Sink.foreach(seen::add), Keep.left())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        consumer.append(A, 10);
        eventually("all is handed out", () -> seen.size() == 10);
        List<CommittableMessage> messages = List.copyOf(seen);
        get(messages.get(3).committableOffset().commit());
        // when
        CompletionStage<Void> revoked = consumer.revoke(A);
        get(messages.get(8).committableOffset().commit());
        assertThat(revoked.toCompletableFuture()).isNotDone();
        get(messages.get(9).committableOffset().commit());
        // then
        get(revoked);
        assertThat(consumer.committed()).containsEntry(A, 10L);
        // and: what comes after the partition has gone does nothing
        get(messages.get(4).committableOffset().commit());
        assertThat(consumer.committed()).containsEntry(A, 10L);
        get(control.shutdown());
    }

    @Test
    void aPartitionIsGivenUpInTimeThoughNobodyCommits() {
        fixture.drainTimeout = Duration.ofMillis(100);
        consumer.append(A, 10);
        var running = pulled(fixture.committable(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        CommittableMessage first = get(running.second().pull()).orElseThrow();
        get(first.committableOffset().commit());
        get(running.second().pull());
        get(consumer.revoke(A));
        assertThat(consumer.committed()).containsEntry(A, 1L);
        get(running.first().shutdown());
    }

    @Test
    void aLostPartitionIsGoneAtOnce() {
        consumer.append(A, 10);
        var running = pulled(fixture.committable(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        CommittableMessage first = get(running.second().pull()).orElseThrow();
        // when
        get(consumer.lose(A));
        get(first.committableOffset().commit());
        // then
        assertThat(consumer.committed()).isEmpty();
        get(running.first().shutdown());
    }

    @Test
    void aCommitOfWhoIsNoMemberAnyMoreIsNoFailure() {
        fixture.drainTimeout = Duration.ofMillis(100);
        consumer.append(A, 10);
        var running = pulled(fixture.committable(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        CommittableMessage first = get(running.second().pull()).orElseThrow();
        consumer.refusesCommits(ErrorCode.UNKNOWN_MEMBER_ID);
        get(first.committableOffset().commit());
        // but any other is
        consumer.refusesCommits(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        assertThatThrownBy(() -> get(first.committableOffset().commit())).hasMessageContaining("refused by the test");
        consumer.refusesCommits(ErrorCode.NONE);
        get(running.first().shutdown());
    }

    @Test
    void atMostOnceEmitsWhatIsCommitted() {
        consumer.append(A, 3);
        consumer.holdsCommits(true);
        var running = pulled(committingFirst(TOPIC));
        fixture.subscribed();
        get(consumer.give(0, A));
        var first = running.second().pull();
        eventually("a commit is under way", () -> consumer.heldCommits() == 1);
        assertThat(first.toCompletableFuture()).isNotDone();
        // when
        consumer.holdsCommits(false);
        // then
        assertThat(get(first).orElseThrow().offset()).isZero();
        assertThat(consumer.committed().get(A)).isPositive();
        get(running.first().shutdown());
    }

    /** At most once, as {@link Consumer#atMostOnceSource}. */
    private Source<ConsumerRecord, Consumer.Control> committingFirst(Subscription subscription) {
        return Source.fromGraph(
                new MergedStage<>(fixture.plan(subscription, false), (record, reading) -> record, true));
    }

    @Test
    void whatIsBeingCommittedWhenAnAtMostOnceSourceStopsIsEmitted() {
        consumer.append(A, 3);
        consumer.holdsCommits(true);
        var running = committingFirst(Subscriptions.assignmentWithOffset(A, 0))
                .toMat(Sink.seq(), Keep.both())
                .run(fixture.system);
        eventually("a commit is under way", () -> consumer.heldCommits() == 1);
        // when
        CompletionStage<List<ConsumerRecord>> drained =
                running.first().drainAndShutdown(running.second(), fixture.system.dispatcher());
        CompletionStage<Done> stopped = running.first().stop();
        assertThat(stopped.toCompletableFuture()).isNotDone();
        consumer.holdsCommits(false);
        // then
        assertThat(get(drained)).extracting(ConsumerRecord::offset).containsExactly(0L);
        assertThat(consumer.committed()).containsEntry(A, 1L);
        assertThat(stopped.toCompletableFuture()).isDone();
    }

    @Test
    void anAtMostOnceSourceDoesNotWaitForACommitForEver() {
        fixture.drainTimeout = Duration.ofMillis(100);
        consumer.append(A, 3);
        consumer.holdsCommits(true);
        var running = committingFirst(Subscriptions.assignmentWithOffset(A, 0))
                .toMat(Sink.seq(), Keep.both())
                .run(fixture.system);
        eventually("a commit is under way", () -> consumer.heldCommits() == 1);
        get(running.first().stop());
        assertThat(get(running.second())).isEmpty();
        get(running.first().shutdown());
    }

    @Test
    void aCommitThatIsRefusedWhileAnAtMostOnceSourceStopsFailsTheStream() {
        consumer.append(A, 3);
        consumer.holdsCommits(true);
        var running = committingFirst(Subscriptions.assignmentWithOffset(A, 0))
                .toMat(Sink.seq(), Keep.both())
                .run(fixture.system);
        eventually("a commit is under way", () -> consumer.heldCommits() == 1);
        consumer.refusesCommits(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        // when
        CompletionStage<List<ConsumerRecord>> drained =
                running.first().drainAndShutdown(running.second(), fixture.system.dispatcher());
        consumer.holdsCommits(false);
        // then
        assertThatThrownBy(() -> get(drained)).hasMessageContaining("refused by the test");
    }

    @Test
    void drainsUnderLoadLoseNothingOfWhatAnAtMostOnceSourceHasCommitted() {
        for (int round = 1; round <= 100; round++) {
            int enough = round;
            Queue<ConsumerRecord> seen = new ConcurrentLinkedQueue<>();
            FakeConsumer reader = new FakeConsumer(10);
            reader.neverEnds(A);
            SourcePlan plan = fixture.plan(() -> reader, Subscriptions.assignmentWithOffset(A, 0), false);
            var running = Source.fromGraph(new MergedStage<>(plan, (record, reading) -> record, true))
                    .toMat(Sink.foreach(seen::add), Consumer::createDrainingControl)
                    .run(fixture.system);
            eventually("some are seen", () -> seen.size() >= enough);
            // when
            get(running.drainAndShutdown(fixture.system.dispatcher()));
            // then
            assertThat(reader.committed()).isEqualTo(Map.of(A, (long) seen.size()));
        }
    }

    @Test
    void aBoundedSourceThatBeginsBelowTheLogReadsWhatIsThere() {
        consumer.append(A, 30);
        consumer.deleteBelow(A, 12);
        var records = get(fixture.plain(Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(5, 20))))
                .runWith(Sink.seq(), fixture.system));
        assertThat(records)
                .extracting(ConsumerRecord::offset)
                .hasSize(8)
                .startsWith(12L)
                .endsWith(19L);
    }

    @Test
    void aBoundedSourceThatBeginsAboveTheLogWaitsForItsRecords() {
        consumer.append(A, 10);
        var records = fixture.plain(Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(12, 15))))
                .runWith(Sink.seq(), fixture.system);
        eventually("the log was read again", () -> consumer.handedOut() == 10);
        consumer.append(A, 10);
        assertThat(get(records)).extracting(ConsumerRecord::offset).containsExactly(12L, 13L, 14L);
    }

    @Test
    void aBoundedReadNeverJumpsToTheEnd() {
        Subscription bounded = Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(5, 20)));
        Subscription open = Subscriptions.assignmentWithOffset(A, 5);
        ConsumerSettings latest = ConsumerSettings.of(Map.of("auto.offset.reset", "latest"));
        ConsumerSettings none = ConsumerSettings.of(Map.of("auto.offset.reset", "none"));
        assertThat(SourcePlan.reading(latest, bounded))
                .isEqualTo(ConsumerSettings.of(Map.of("auto.offset.reset", "earliest")));
        assertThat(SourcePlan.reading(ConsumerSettings.of(Map.of("auto.offset.reset", "by_duration:PT1H")), bounded))
                .isEqualTo(ConsumerSettings.of(Map.of("auto.offset.reset", "earliest")));
        assertThat(SourcePlan.reading(none, bounded)).isEqualTo(none);
        assertThat(SourcePlan.reading(latest, open)).isEqualTo(latest);
    }

    @Test
    void aBoundedSourceCompletesAtItsEnds() {
        consumer.append(A, 30);
        consumer.append(B, 10);
        List<ConsumerRecord> records = get(fixture.plain(
                        Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(5, 25), B, new OffsetRange(10, 10))))
                .runWith(Sink.seq(), fixture.system));
        assertThat(records).extracting(ConsumerRecord::offset).hasSize(20).contains(5L, 24L);
        eventually("it lets go", consumer::isStopped);
    }

    @Test
    void aBoundedSourceWithNothingToReadCompletesAtOnce() {
        assertThat(get(fixture.plain(Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 0))))
                        .runWith(Sink.seq(), fixture.system)))
                .isEmpty();
    }

    @Test
    void aBoundWhoseRecordsAreCompactedAwayIsReachedByPosition() {
        // given: the log ends where reading does, and reading begins at its end
        consumer.append(A, 30);
        var done = fixture.plain(Subscriptions.assignmentFrom(
                                Map.of(A, new io.sampo.client.StartAt(30, io.sampo.model.Offsets.UNKNOWN)))
                        .until(Map.of(A, 30L)))
                .runWith(Sink.seq(), fixture.system);
        assertThat(get(done)).isEmpty();
    }

    @Test
    void aSourceOfAGroupSaysThatItNeedsOne() {
        ConsumerSettings noGroup = ConsumerSettings.load();
        assertThatThrownBy(() -> Consumer.committableSource(null, noGroup, TOPIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set group.id");
        assertThatThrownBy(() -> Consumer.plainSource(null, noGroup, TOPIC)).hasMessageContaining("set group.id");
    }

    @Test
    void whereAReaderMayBeBehindTheConsumerAutoCommitIsRefused() {
        ConsumerSettings auto = ConsumerSettings.of(Map.of("group.id", "g", "enable.auto.commit", true));
        AutoSubscription topic = Subscriptions.topics("t");
        List<ThrowingCallable> sources = List.of(
                () -> Consumer.committableSource(null, auto, topic),
                () -> Consumer.committablePartitionedSource(null, auto, topic),
                () -> Consumer.plainPartitionedSource(null, auto, topic),
                () -> Consumer.plainPartitionedManualOffsetSource(null, auto, topic, partitions -> null),
                () -> Consumer.keyedSource(null, auto, topic, 1, record -> null));
        assertThat(sources).allSatisfy(source -> assertThatThrownBy(source)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enable.auto.commit = true is not legal")
                .hasMessageEndingWith("expected false"));
        assertThat(Consumer.plainSource(null, auto, topic)).isNotNull();
    }
}
