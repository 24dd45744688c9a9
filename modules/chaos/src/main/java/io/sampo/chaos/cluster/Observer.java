package io.sampo.chaos.cluster;

import io.sampo.client.SampoClient;
import io.sampo.messages.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the cluster through a client of its own, five times a second, on a thread of its own. May be asked from any.
 */
public final class Observer implements AutoCloseable {
    private static final long PAUSE_MS = 200;
    private static final long PATIENCE_MS = 3_000;

    private final SampoClient client;
    private final String topic;
    private final AtomicReference<@Nullable Sighting> latest = new AtomicReference<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final Supplier<Long> clockNs;
    private final Thread thread;
    private volatile boolean closed;

    /** What was seen, and when it was asked for (ns of the run). */
    public record Sighting(long atNs, Scene scene) {}

    private Observer(SampoClient client, String topic, Supplier<Long> clockNs) {
        this.client = client;
        this.topic = topic;
        this.clockNs = clockNs;
        this.thread = new Thread(this::look, "sampo-observer");
        thread.setDaemon(true);
    }

    /** Begins to look; {@code client} stays the caller's. */
    public static Observer start(SampoClient client, String topic, Supplier<Long> clockNs) {
        Observer observer = new Observer(client, topic, clockNs);
        observer.thread.start();
        return observer;
    }

    private void look() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                Sighting now = new Sighting(clockNs.get(), scene());
                Sighting before = latest.get();
                if (before != null
                        && now.scene().metadataOffset() < before.scene().metadataOffset()) {
                    // Of a broker that is behind, for example because it was cut off.
                    continue;
                }
                latest.set(now);
                if (before == null || !before.scene().text().equals(now.scene().text())) {
                    sightings.add(now);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                // Nobody answers at the moment: what was seen last stays.
            }
        }
    }

    private Scene scene() throws InterruptedException, ExecutionException, TimeoutException {
        ClusterView view =
                client.admin().describeCluster().toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        List<ClusterView.TopicView> topics = client.admin()
                .describeTopics(List.of(topic))
                .toCompletableFuture()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        return new Scene(
                view.controllerId(), view.metadataOffset(), topics.get(0).partitions());
    }

    /** The cluster as it was seen last; waits for the first look. */
    public Scene latest() throws InterruptedException {
        Sighting seen = latest.get();
        while (seen == null) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS / 4);
            seen = latest.get();
        }
        return seen.scene();
    }

    /** True if every replica was in sync when the cluster was looked at last, and that was after {@code ns}. */
    public boolean isWholeSince(long ns) {
        Sighting seen = latest.get();
        return seen != null && seen.atNs() >= ns && seen.scene().isWhole();
    }

    /** Every change; only after {@link #close}. */
    public List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
