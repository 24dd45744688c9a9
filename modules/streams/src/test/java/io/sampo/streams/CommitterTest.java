package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.ErrorCode;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.Subscriptions.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
    private static final Subscription TOPIC = Subscriptions.topics("t");
    /** Commits by itself never. */
    private static final CommitterSettings LAZY = new CommitterSettings(1_000_000, Duration.ofHours(1), 10);

    private final StreamFixture fixture = new StreamFixture(10);
    private final FakeConsumer consumer = fixture.consumer;

    @AfterEach
    void close() {
        fixture.close();
    }

    private Consumer.DrainingControl<Done> committing(CommitterSettings settings, AtomicInteger seen) {
        Consumer.DrainingControl<Done> control = fixture.committable(TOPIC)
                .map(message -> {
                    seen.incrementAndGet();
                    return message.committableOffset();
                })
                .toMat(Committer.sink(settings), Consumer::createDrainingControl)
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        return control;
    }

    @Test
    void aBatchIsCommittedWhenItIsFull() {
        AtomicInteger seen = new AtomicInteger();
        var control = committing(LAZY.withMaxBatch(5), seen);
        consumer.append(A, 12);
        eventually("two batches of five", () -> consumer.committed().equals(Map.of(A, 10L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        assertThat(consumer.committed()).containsEntry(A, 12L);
    }

    @Test
    void aBatchIsCommittedInTime() {
        var control = committing(LAZY.withMaxInterval(Duration.ofMillis(20)), new AtomicInteger());
        consumer.append(A, 3);
        eventually("committed", () -> consumer.committed().equals(Map.of(A, 3L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void aPartitionThatGoesIsCommittedAtOnceAndThenGivenUp() {
        // given: a committer that would wait for an hour
        AtomicInteger seen = new AtomicInteger();
        var control = committing(LAZY, seen);
        consumer.append(A, 25);
        eventually("all is worked on", () -> seen.get() == 25);
        // when
        get(consumer.revoke(A));
        // then
        assertThat(consumer.committed()).containsEntry(A, 25L);
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        assertThat(consumer.isStopped()).isTrue();
    }

    @Test
    void drainingCommitsWhatWasWorkedOnAndThenLetsGo() {
        AtomicInteger seen = new AtomicInteger();
        var control = committing(LAZY, seen);
        consumer.append(A, 25);
        eventually("all is worked on", () -> seen.get() == 25);
        assertThat(consumer.committed()).isEmpty();
        // when
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        // then
        assertThat(consumer.committed()).containsEntry(A, 25L);
        assertThat(consumer.isStopped()).isTrue();
        assertThat(control.isShutdown().toCompletableFuture()).isDone();
    }

    @Test
    void aDrainWaitsForTheAnswerToTheLastCommit() {
        consumer.holdsCommits(true);
        AtomicInteger seen = new AtomicInteger();
        var control = committing(LAZY, seen);
        consumer.append(A, 3);
        eventually("all is worked on", () -> seen.get() == 3);
        CompletionStage<Done> drained = control.drainAndShutdown(fixture.system.dispatcher());
        eventually("the commit is under way", () -> consumer.heldCommits() == 1);
        assertThat(drained.toCompletableFuture()).isNotDone();
        assertThat(consumer.isStopped()).isFalse();
        // when
        consumer.holdsCommits(false);
        // then
        get(drained);
        assertThat(consumer.committed()).containsEntry(A, 3L);
    }

    @Test
    void aStreamThatFailsHasCommittedWhatItHadWorkedOn() {
        consumer.append(A, 10);
        var done = fixture.committable(TOPIC)
                .map(message -> {
                    if (message.record().offset() == 7) {
                        throw new IllegalStateException("seven");
                    }
                    return message.committableOffset();
                })
                .toMat(Committer.sink(LAZY), Keep.right())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        // then
        assertThatThrownBy(() -> get(done)).hasMessage("seven");
        eventually("the source lets go", consumer::isStopped);
        assertThat(consumer.committed()).containsEntry(A, 7L);
    }

    @Test
    void aStreamThatHasEnoughCommitsIt() {
        consumer.append(A, 10);
        var done = fixture.committable(TOPIC)
                .take(4)
                .map(CommittableMessage::committableOffset)
                .toMat(Committer.<CommittableOffset>sink(LAZY), Keep.right())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        get(done);
        eventually("the source lets go", consumer::isStopped);
        assertThat(consumer.committed()).containsEntry(A, 4L);
    }

    @Test
    void whoHasEnoughOfBatchesCommitsWhatCameInMeanwhile() {
        consumer.append(A, 6);
        consumer.holdsCommits(true);
        AtomicInteger seen = new AtomicInteger();
        var batches = fixture.committable(TOPIC)
                .map(message -> {
                    seen.incrementAndGet();
                    return message.committableOffset();
                })
                .via(Committer.batchFlow(LAZY.withMaxBatch(4)))
                .take(1)
                .toMat(Sink.seq(), Keep.right())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        eventually("one batch is under way, and half of another is here", () -> seen.get() == 6);
        // when
        consumer.holdsCommits(false);
        // then
        assertThat(get(batches)).hasSize(1);
        eventually("the source lets go", consumer::isStopped);
        assertThat(consumer.committed()).containsEntry(A, 6L);
    }

    /** A stream that commits all but fails at the record with offset 2, before it leaves its source. */
    private CompletionStage<Done> failingAtTwo() {
        consumer.append(A, 3);
        var done = Source.fromGraph(new MergedStage<>(
                        fixture.plan(TOPIC, true),
                        Consumer.committable(record -> {
                            if (record.offset() == 2) {
                                throw new IllegalStateException("two");
                            }
                            return "";
                        }),
                        false))
                .map(CommittableMessage::committableOffset)
                .toMat(Committer.<CommittableOffset>sink(LAZY), Keep.right())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        return done;
    }

    @Test
    void whatWasWorkedOnBeforeAFailureOfMetadataIsCommitted() {
        var done = failingAtTwo();
        assertThatThrownBy(() -> get(done)).hasMessage("two");
        eventually("the source lets go", consumer::isStopped);
        assertThat(consumer.committed()).containsEntry(A, 2L);
    }

    @Test
    void theFirstFailureOfAStreamIsToldBeforeThatOfItsLastCommit() {
        consumer.refusesCommits(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        var done = failingAtTwo();
        assertThatThrownBy(() -> get(done)).hasMessage("two").satisfies(failure -> assertThat(failure.getSuppressed())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("refused by the test"));
    }

    @Test
    void aCommitThatIsRefusedFailsTheStreamAndTheDrainSaysSo() {
        consumer.refusesCommits(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        var control = committing(LAZY, new AtomicInteger());
        consumer.append(A, 3);
        // then
        assertThatThrownBy(() -> {
                    eventually("worked on", () -> consumer.handedOut() == 3);
                    get(control.drainAndShutdown(fixture.system.dispatcher()));
                })
                .hasMessageContaining("refused by the test");
        eventually("the source lets go", consumer::isStopped);
    }

    @Test
    void batchFlowSaysWhatIsCommitted() {
        consumer.append(A, 6);
        var batches = fixture.committable(TOPIC)
                .take(6)
                .map(CommittableMessage::committableOffset)
                .via(Committer.batchFlow(LAZY.withMaxBatch(4)))
                .toMat(Sink.seq(), Keep.right())
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        assertThat(get(batches))
                .extracting(batch -> batch.offsets().values().iterator().next().offset())
                .containsExactly(4L, 6L);
    }
}
