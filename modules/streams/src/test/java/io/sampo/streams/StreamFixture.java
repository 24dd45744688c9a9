package io.sampo.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.TopicPartition;
import io.sampo.streams.ConsumerMessage.CommittableMessage;
import io.sampo.streams.Subscriptions.OffsetRange;
import io.sampo.streams.Subscriptions.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** An actor system, and sources over a {@link FakeConsumer}. */
final class StreamFixture implements AutoCloseable {
    static final TopicPartition A = new TopicPartition("t", 0);
    static final TopicPartition B = new TopicPartition("t", 1);
    private static final long PATIENCE_MS = 60_000;

    final ActorSystem system = ActorSystem.create("stream-test");
    final FakeConsumer consumer;
    Duration drainTimeout = Duration.ofSeconds(50);

    StreamFixture(int batch) {
        consumer = new FakeConsumer(batch);
    }

    SourcePlan plan(Subscription subscription, boolean commits) {
        return plan(() -> consumer, subscription, commits);
    }

    SourcePlan plan(Supplier<io.sampo.client.Consumer> consumers, Subscription subscription, boolean commits) {
        return new SourcePlan(consumers, subscription, "g", commits, new StreamSettings(drainTimeout, 1_000, 100));
    }

    Source<ConsumerRecord, Consumer.Control> plain(Subscription subscription) {
        return Source.fromGraph(new MergedStage<>(plan(subscription, false), (record, reading) -> record, false));
    }

    Source<CommittableMessage, Consumer.Control> committable(Subscription subscription) {
        return Source.fromGraph(new MergedStage<>(plan(subscription, true), Consumer.committable(record -> ""), false));
    }

    /** Waits for half as long again: until a source of its own, of which nobody commits, is given up. */
    void drainTimeoutPasses() {
        FakeConsumer clock = new FakeConsumer(1);
        clock.append(A, 1);
        Subscription one = Subscriptions.assignmentBetween(Map.of(A, new OffsetRange(0, 1)));
        StreamSettings longer = new StreamSettings(drainTimeout.multipliedBy(3).dividedBy(2), 1_000, 100);
        SourcePlan plan = new SourcePlan(() -> clock, one, "g", true, longer);
        get(Source.fromGraph(new MergedStage<>(plan, Consumer.committable(record -> ""), false))
                .toMat(Sink.ignore(), Keep.left())
                .run(system)
                .isShutdown());
    }

    void subscribed() {
        eventually("the source has subscribed", consumer::isSubscribed);
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("not done within " + PATIENCE_MS + " ms", e);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** Polls until it holds. */
    static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        system.terminate();
        get(system.getWhenTerminated());
    }
}
