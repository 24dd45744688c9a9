package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.SampoException;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.ConsumerMessage.CommittableOffset;
import io.sampo.streams.Subscriptions.OffsetRange;
import io.sampo.streams.Subscriptions.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a source that ends says to those who have not committed yet, and how long it waits for them. */
class SourceEndTest {
    private static final CommitterSettings EAGER = new CommitterSettings(1, Duration.ofHours(1), 10);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Subscription THREE = Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 3)));

    private final StreamFixture fixture = new StreamFixture(10);
    private final FakeConsumer consumer = fixture.consumer;
    private final Queue<CommittableOffset> seen = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A stream that holds the offsets of the first three records, for the test to commit them. */
    private Consumer.Control heldByHand(Subscription subscription) {
        Consumer.Control control = fixture.committable(subscription)
                .map(CommittableMessage::committableOffset)
                .toMat(Sink.foreach(seen::add), Keep.left())
                .run(fixture.system);
        if (subscription instanceof Subscriptions.AutoSubscription) {
            fixture.subscribed();
            get(consumer.give(0, A));
        }
        consumer.append(A, 3);
        eventually("three are handed out", () -> seen.size() == 3);
        return control;
    }

    private CommittableOffset held(int index) {
        return List.copyOf(seen).get(index);
    }

    /** A stream that works on each record until the test says that it is done, and commits it then. */
    private Consumer.DrainingControl<Done> working(Subscription subscription, CompletionStage<Done> work) {
        consumer.append(A, 3);
        return fixture.committable(subscription)
                .mapAsync(3, message -> {
                    seen.add(message.committableOffset());
                    return work.thenApply(done -> message.committableOffset());
                })
                .toMat(Committer.sink(EAGER), Consumer::createDrainingControl)
                .run(fixture.system);
    }

    private static void isRefused(CompletionStage<Done> commit) {
        assertThatThrownBy(() -> get(commit))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("the source has ended")
                .hasMessageContaining("was not committed");
    }

    @Test
    void aFirstRecordThatTakesLongerThanTheDrainOfABoundedSourceIsNotSaidToBeCommitted() {
        fixture.drainTimeout = SHORT;
        CompletableFuture<Done> work = new CompletableFuture<>();
        var control = working(THREE, work);
        eventually("the source has ended", consumer::isStopped);
        // when
        work.complete(Done.getInstance());
        // then
        isRefused(control.streamCompletion());
        assertThat(consumer.committed()).isEmpty();
    }

    @Test
    void aBoundedSourceWaitsForItsFirstCommit() {
        CompletableFuture<Done> work = new CompletableFuture<>();
        var control = working(THREE, work);
        eventually("all is handed out", () -> seen.size() == 3);
        assertThat(consumer.isStopped()).isFalse();
        // when
        work.complete(Done.getInstance());
        // then
        get(control.streamCompletion());
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
        get(control.isShutdown());
    }

    @Test
    void aCommitByHandAfterTheEndOfABoundedSourceIsRefused() {
        fixture.drainTimeout = SHORT;
        Consumer.Control control = heldByHand(THREE);
        get(control.isShutdown());
        isRefused(held(2).commit());
        assertThat(consumer.committed()).isEmpty();
    }

    @Test
    void shutdownWaitsForTheFirstCommit() {
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        CompletionStage<Done> shutdown = control.shutdown();
        get(control.stop());
        assertThat(consumer.isStopped()).isFalse();
        // when
        get(held(1).commit());
        assertThat(consumer.isStopped()).isFalse();
        get(held(2).commit());
        // then
        get(shutdown);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
    }

    @Test
    void aCommitThatNobodyAnswersBeforeTheEndIsRefused() {
        fixture.drainTimeout = SHORT;
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        consumer.holdsCommits(true);
        CompletionStage<Done> commit = held(2).commit();
        // when
        get(control.shutdown());
        // then
        isRefused(commit);
    }

    @Test
    void whatIsCommittedBeforeTheEndMayBeCommittedAgainAfterIt() {
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        get(held(2).commit());
        get(control.shutdown());
        get(held(0).commit());
        get(held(2).commit());
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
    }

    @Test
    void whatIsAnotherMembersIsItsBusinessAlsoAfterTheEnd() {
        fixture.drainTimeout = SHORT;
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        get(consumer.revoke(A));
        get(control.shutdown());
        get(held(2).commit());
        assertThat(consumer.committed()).isEmpty();
    }

    @Test
    void aBoundedSourceThatIsStoppedAfterItsEndWaitsUntilItIsShutDown() {
        fixture.drainTimeout = Duration.ofSeconds(2);
        Consumer.Control control = heldByHand(THREE);
        get(control.stop());
        // when
        fixture.drainTimeoutPasses();
        // then
        assertThat(consumer.isStopped()).isFalse();
        get(held(2).commit());
        get(control.isShutdown());
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
    }

    /** A drain of a stream that is done: what is left are commits by hand. */
    private void drainOfCommitsByHandFails(Consumer.Control control, int open) {
        drainFails(
                Consumer.createDrainingControl(control, CompletableFuture.completedFuture(Done.getInstance())), open);
    }

    @Test
    void aDrainFailsWithOffsetsThatAreNotCommittedByHand() {
        fixture.drainTimeout = SHORT;
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        get(held(0).commit());
        drainOfCommitsByHandFails(control, 2);
        isRefused(held(2).commit());
    }

    @Test
    void aDrainAfterTheEndOfABoundedSourceSaysWhatItHasLeftOpen() {
        fixture.drainTimeout = SHORT;
        Consumer.Control control = heldByHand(THREE);
        get(control.isShutdown());
        drainOfCommitsByHandFails(control, 3);
    }

    @Test
    void aDrainEndsAsSoonAsTheLastOffsetIsCommittedByHand() {
        Consumer.Control control = heldByHand(Subscriptions.topics("t"));
        CompletionStage<String> drained =
                control.drainAndShutdown(CompletableFuture.completedFuture("result"), fixture.system.dispatcher());
        // when
        get(held(2).commit());
        // then
        assertThat(get(drained)).isEqualTo("result");
    }

    @Test
    void aDrainOfAStreamThatLeavesRecordsOutSucceedsWhenItsCommitterIsDone() {
        var control = fixture.committable(Subscriptions.assignmentWithOffset(A, 0))
                .map(CommittableMessage::committableOffset)
                .filter(offset -> {
                    seen.add(offset);
                    return offset.offset() == 0;
                })
                .toMat(Committer.sink(EAGER), Consumer::createDrainingControl)
                .run(fixture.system);
        consumer.append(A, 3);
        eventually("all is handed out", () -> seen.size() == 3);
        // when
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        // then
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 1L));
    }

    private void drainFails(Consumer.DrainingControl<Done> control, int open) {
        assertThatThrownBy(() -> get(control.drainAndShutdown(fixture.system.dispatcher())))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("has not ended within sampo.streams.consumer.drain-timeout = PT0.1S")
                .hasMessageEndingWith("not committed: " + open);
        assertThat(consumer.isStopped()).isTrue();
    }

    @Test
    void aDrainFailsInTimeThoughAHandlerNeverEnds() {
        fixture.drainTimeout = SHORT;
        var control = working(Subscriptions.assignmentWithOffset(A, 0), new CompletableFuture<>());
        eventually("three are handed out", () -> seen.size() == 3);
        drainFails(control, 3);
    }

    @Test
    void aDrainFailsInTimeThoughNobodyAnswersCommits() {
        fixture.drainTimeout = SHORT;
        consumer.holdsCommits(true);
        var control = working(
                Subscriptions.assignmentWithOffset(A, 0), CompletableFuture.completedFuture(Done.getInstance()));
        eventually("commits are under way", () -> consumer.heldCommits() == 3);
        drainFails(control, 3);
        isRefused(control.streamCompletion());
    }

    @Test
    void aDrainFailsInTimeThoughTheStreamOfAPlainSourceNeverEnds() {
        fixture.drainTimeout = SHORT;
        var control = fixture.plain(Subscriptions.assignmentWithOffset(A, 0))
                .toMat(
                        Sink.ignore(),
                        (source, done) -> Consumer.createDrainingControl(
                                source, done.thenCompose(ignored -> new CompletableFuture<Done>())))
                .run(fixture.system);
        drainFails(control, 0);
    }
}
