package io.sampo.streams;

import static io.sampo.streams.StreamFixture.A;
import static io.sampo.streams.StreamFixture.B;
import static io.sampo.streams.StreamFixture.eventually;
import static io.sampo.streams.StreamFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.SampoException;
import io.sampo.streams.Subscriptions.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedSourceTest {
    private static final CommitterSettings EAGER = new CommitterSettings(1, Duration.ofHours(1), 10);
    private static final CommitterSettings LAZY = new CommitterSettings(1_000_000, Duration.ofHours(1), 10);

    private final StreamFixture fixture = new StreamFixture(100);
    private final FakeConsumer consumer = fixture.consumer;
    /** What has begun and waits for the test to end it, by partition and offset. */
    private final Map<String, CompletableFuture<Done>> underWay = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private CompletionStage<Done> handle(ConsumerRecord record) {
        CompletableFuture<Done> promise = new CompletableFuture<>();
        underWay.put(record.valueText(), promise);
        begun.add(record.valueText());
        return promise;
    }

    private void end(String what) {
        eventually(what + " has begun, not only " + begun, () -> underWay.containsKey(what));
        underWay.get(what).complete(Done.getInstance());
    }

    private Consumer.DrainingControl<Done> running(int parallelism, int window, CommitterSettings committer) {
        Consumer.DrainingControl<Done> control = fixture.committable(Subscriptions.topics("t"))
                .via(Flow.fromGraph(new KeyedStage(parallelism, window, this::handle)))
                .toMat(Committer.sink(committer), Consumer::createDrainingControl)
                .run(fixture.system);
        fixture.subscribed();
        get(consumer.give(0, A));
        return control;
    }

    private void append(String... keys) {
        for (String key : keys) {
            consumer.append(A, key);
        }
    }

    @Test
    void keysAreWorkedOnAtTheSameTimeAndEachInItsOrder() {
        var control = running(10, 100, EAGER);
        append("a", "a", "b", "a", "b", "c");
        eventually("one of each key", () -> begun.size() == 3);
        assertThat(begun).containsExactlyInAnyOrder("0:0", "0:2", "0:5");
        // when
        end("0:0");
        // then
        eventually("the next of a", () -> begun.contains("0:1"));
        assertThat(begun).doesNotContain("0:3");
        for (String rest : List.of("0:2", "0:5", "0:1", "0:4", "0:3")) {
            end(rest);
        }
        eventually("all is committed", () -> consumer.committed().equals(Map.of(A, 6L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void recordsWithoutKeyHaveNoOrder() {
        var control = running(10, 100, EAGER);
        append(null, null, null);
        eventually("all at a time", () -> begun.size() == 3);
        List.of("0:2", "0:1", "0:0").forEach(this::end);
        eventually("all is committed", () -> consumer.committed().equals(Map.of(A, 3L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void nothingIsCommittedAboveWhatIsOpen() {
        var control = running(10, 100, EAGER);
        append("a", "b", "c", "d");
        // when
        List.of("0:1", "0:3").forEach(this::end);
        end("0:0");
        // then
        eventually("a and b", () -> consumer.committed().equals(Map.of(A, 2L)));
        end("0:2");
        eventually("all", () -> consumer.committed().equals(Map.of(A, 4L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void noMoreThanTheWindowIsTaken() {
        var control = running(2, 4, EAGER);
        append("a", "b", "c", "d", "e", "f");
        // when: all but the first of what may begin are done
        List.of("0:1", "0:2", "0:3").forEach(this::end);
        // then: four are open, though only one is under way
        append("g");
        assertThat(begun).containsExactly("0:0", "0:1", "0:2", "0:3");
        end("0:0");
        eventually("room for others", () -> begun.contains("0:5"));
        List.of("0:4", "0:5", "0:6").forEach(this::end);
        eventually("all", () -> consumer.committed().equals(Map.of(A, 7L)));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void aPartitionThatGoesEndsWhatHasBegunAndWhatLiesBelowAndCommitsIt() {
        var control = running(2, 100, LAZY);
        append("a", "a", "b", "c", "a");
        eventually("a and b have begun", () -> begun.size() == 2);
        // when: 0:1 waits below 0:2, which is under way
        CompletionStage<Void> revoked = consumer.revoke(A);
        get(consumer.give(0, B));
        end("0:0");
        end("0:1");
        assertThat(revoked.toCompletableFuture()).isNotDone();
        end("0:2");
        // then: what lies above was never begun, and is the next owner's
        get(revoked);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
        assertThat(begun).containsExactly("0:0", "0:2", "0:1");
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        assertThat(begun).hasSize(3);
    }

    @Test
    void aPartitionWithGapsThatGoesIsGivenUpWhenWhatHasBegunIsCommitted() {
        fixture.drainTimeout = Duration.ofHours(1);
        var control = running(2, 100, LAZY);
        append("a", "b");
        consumer.gap(A, 40);
        append("c", "d");
        eventually("a and b have begun", () -> begun.size() == 2);
        eventually("c and d are here", () -> consumer.handedOut() == 4);
        // when: c and d are dropped
        CompletionStage<Void> revoked = consumer.revoke(A);
        List.of("0:0", "0:1").forEach(this::end);
        // then: nobody waits for the offsets between b and c
        get(revoked);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 2L));
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void aPartitionOfWhichNothingHasBegunIsGivenUpAtOnce() {
        fixture.drainTimeout = Duration.ofHours(1);
        var control = running(1, 100, LAZY);
        append("a");
        eventually("a has begun", () -> begun.size() == 1);
        get(consumer.give(0, B));
        consumer.append(B, 3);
        eventually("B waits behind it", () -> consumer.handedOut() == 4);
        // when
        get(consumer.revoke(B));
        // then
        end("0:0");
        get(control.drainAndShutdown(fixture.system.dispatcher()));
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 1L));
    }

    @Test
    void aPartitionThatIsLostBeginsNothingMoreAndCommitsNothing() {
        var control = running(1, 100, EAGER);
        append("a", "b");
        eventually("a has begun", () -> begun.size() == 1);
        // when
        get(consumer.lose(A));
        get(consumer.give(0, B));
        consumer.append(B, "a");
        end("0:0");
        end("1:0");
        // then
        eventually("B", () -> consumer.committed().equals(Map.of(B, 1L)));
        assertThat(begun).containsExactly("0:0", "1:0");
        get(control.drainAndShutdown(fixture.system.dispatcher()));
    }

    @Test
    void aDrainEndsWhatHasBegun() {
        var control = running(2, 100, LAZY);
        append("a", "b", "c", "d", "e");
        eventually("two have begun", () -> begun.size() == 2);
        // when
        CompletionStage<Done> drained = control.drainAndShutdown(fixture.system.dispatcher());
        eventually("nothing is handed out any more", () -> !underWay.isEmpty());
        List.of("0:0", "0:1").forEach(this::end);
        // then: no matter what waited
        List<String> also = new ArrayList<>();
        while (!drained.toCompletableFuture().isDone()) {
            underWay.forEach((what, promise) -> {
                if (promise.complete(Done.getInstance())) {
                    also.add(what);
                }
            });
        }
        get(drained);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 2L + also.size()));
    }

    @Test
    void aBoundedSourceWorksOnAllThatItHasRead() {
        append("a", "a", "b", "c", "a");
        Consumer.DrainingControl<Done> control = fixture.committable(
                        Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 5))))
                .via(Flow.fromGraph(new KeyedStage(1, 100, this::handle)))
                .toMat(Committer.sink(LAZY), Consumer::createDrainingControl)
                .run(fixture.system);
        eventually("all is handed out", () -> consumer.handedOut() == 5);
        // when: the source has nothing more
        List.of("0:0", "0:2", "0:3", "0:1", "0:4").forEach(this::end);
        // then
        get(control.streamCompletion());
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 5L));
        get(control.isShutdown());
    }

    @Test
    void aBoundedSourceThatIsStoppedAfterItsEndBeginsNothingMore() {
        append("a", "a", "a");
        Consumer.DrainingControl<Done> control = fixture.committable(
                        Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 3))))
                .via(Flow.fromGraph(new KeyedStage(1, 100, this::handle)))
                .toMat(Committer.sink(LAZY), Consumer::createDrainingControl)
                .run(fixture.system);
        eventually("the first has begun", () -> begun.size() == 1);
        // when
        CompletionStage<Done> drained = control.drainAndShutdown(fixture.system.dispatcher());
        get(control.stop());
        end("0:0");
        // then
        get(drained);
        assertThat(begun).containsExactly("0:0");
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 1L));
    }

    /** One record at a time of three, with a drain timeout that is soon over. */
    private Consumer.DrainingControl<Done> threeSlowly(CommitterSettings committer) {
        fixture.drainTimeout = Duration.ofMillis(100);
        append("a", "b", "c");
        Consumer.DrainingControl<Done> control = fixture.committable(
                        Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 3))))
                .via(Flow.fromGraph(new KeyedStage(1, 100, this::handle)))
                .toMat(Committer.sink(committer), Consumer::createDrainingControl)
                .run(fixture.system);
        eventually("all is handed out and the first has begun", () -> consumer.handedOut() == 3 && begun.size() == 1);
        return control;
    }

    @Test
    void aBoundedSourceOutlastsAFirstRecordThatTakesLongerThanTheDrain() {
        var control = threeSlowly(EAGER);
        fixture.drainTimeoutPasses();
        assertThat(consumer.isStopped()).isFalse();
        // when
        List.of("0:0", "0:1", "0:2").forEach(this::end);
        // then
        get(control.streamCompletion());
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 3L));
        get(control.isShutdown());
    }

    @Test
    void aBoundedSourceWaitsNoLongerThanADrainForTheFirstCommitOfWhatIsDone() {
        fixture.drainTimeout = Duration.ofMillis(100);
        append("a");
        CompletableFuture<Done> between = new CompletableFuture<>();
        Consumer.DrainingControl<Done> control = fixture.committable(
                        Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 1))))
                .via(Flow.fromGraph(new KeyedStage(1, 100, this::handle)))
                .mapAsync(1, offset -> between.thenApply(done -> offset))
                .toMat(Committer.sink(EAGER), Consumer::createDrainingControl)
                .run(fixture.system);
        eventually("the record has begun", () -> begun.size() == 1);
        fixture.drainTimeoutPasses();
        assertThat(consumer.isStopped()).isFalse();
        // when
        end("0:0");
        // then: the offset has not come to the committer
        get(control.isShutdown());
        between.complete(Done.getInstance());
        assertThatThrownBy(() -> get(control.streamCompletion())).hasMessageContaining("the source has ended");
    }

    @Test
    void aKeyedStreamWhoseSourceEndsBeforeItsWorkIsDoneFails() {
        var control = threeSlowly(EAGER);
        // when
        get(control.shutdown());
        end("0:0");
        // then
        assertThatThrownBy(() -> get(control.streamCompletion()))
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("the source has ended");
        assertThat(begun).containsExactly("0:0");
        assertThat(consumer.committed()).isEmpty();
    }

    @Test
    void aHandlerThatFailsFailsTheStreamAndWhatWasDoneBelowIsCommitted() {
        var control = running(10, 100, LAZY);
        append("a", "b", "c");
        end("0:0");
        eventually("three have begun", () -> begun.size() == 3);
        // when
        underWay.get("0:1").completeExceptionally(new IllegalStateException("b is bad"));
        // then
        assertThatThrownBy(() -> get(control.streamCompletion())).hasMessage("b is bad");
        eventually("it lets go", consumer::isStopped);
        assertThat(consumer.committed()).isEqualTo(Map.of(A, 1L));
    }
}
