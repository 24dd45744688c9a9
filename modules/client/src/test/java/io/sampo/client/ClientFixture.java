package io.sampo.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.fake.FakeCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A client of a fake cluster of three brokers. */
public final class ClientFixture implements AutoCloseable {
    private static final long PATIENCE_MS = 60_000;

    public final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "client-test");
    public final FakeCluster cluster = new FakeCluster(system, 3);
    public final SampoClient client;

    public ClientFixture(Map<String, ?> overrides) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "probe.interval.ms", 50, "probe.timeout.ms", 300, "request.timeout.ms", 1_000, "retry.backoff.ms", 10));
        settings.putAll(overrides);
        client = SampoClient.through(system, cluster, ClientSettings.of(settings));
    }

    public static <T> T get(CompletionStage<T> stage) {
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
    public static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    public static List<String> values(List<ConsumerRecord> records) {
        return records.stream().map(ConsumerRecord::valueText).toList();
    }

    @Override
    public void close() {
        client.close();
        system.terminate();
        get(system.getWhenTerminated());
    }
}
