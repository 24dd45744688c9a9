package io.sampo.broker;

import io.sampo.broker.http.BrokerMetrics;
import io.sampo.broker.http.HttpFace;
import io.sampo.broker.session.MetadataImage;
import io.sampo.broker.startup.Compaction;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.transport.aeron.TransportCounters;
import org.jspecify.annotations.Nullable;

/**
 * What a broker shows of itself over HTTP, from the moment on at which its log directories are open: a broker that waits for
 * its voters lives, and says what it waits for. Safe from any thread.
 */
final class BrokerFace implements AutoCloseable {
    private final BrokerMetrics metrics;
    private final HttpFace http;
    private volatile String step = "the log directories are open";
    private volatile @Nullable BrokerNode node;

    private BrokerFace(BrokerSettings settings, LogDirectories directories) {
        metrics = new BrokerMetrics(this::image, directories::openLogs);
        metrics.gauge(
                "sampo.replicas.quarantined",
                "Replicas here that were found corrupt and lie in quarantine",
                directories::quarantined);
        directories.show(metrics);
        http = HttpFace.start(
                settings.endpoints().host(), settings.endpoints().httpPort(), this::notReady, metrics::scrape);
    }

    /**
     * Binds the HTTP port and answers.
     *
     * @throws io.sampo.model.SampoException with one line if the port is in use
     */
    static BrokerFace open(BrokerSettings settings, LogDirectories directories) {
        return new BrokerFace(settings, directories);
    }

    /** What the start is about now, for whoever asks why the broker is not ready. */
    void step(String now) {
        step = now;
    }

    /** The figures of parts that have been opened meanwhile. */
    void show(BrokerParts parts, Compaction compaction) {
        metrics.gauge(
                "sampo.retention.paused",
                "1 while nothing is deleted for its age because the wall clock has jumped",
                () -> parts.retentionTime().isPaused() ? 1 : 0);
        compaction.show(metrics);
        metrics.show(parts.groups());
        metrics.gauge("sampo.replication.bytes.sent", "Bytes of replication frames sent", () -> counters(parts)
                .bytesSent());
        metrics.gauge("sampo.replication.bytes.received", "Bytes of replication frames received", () -> counters(parts)
                .bytesReceived());
        metrics.gauge("sampo.replication.frames.sent", "Replication frames sent", () -> counters(parts)
                .framesSent());
        metrics.gauge("sampo.replication.back.pressured", "Sends that a full stream refused", () -> counters(parts)
                .backPressured());
        metrics.gauge(
                "sampo.replication.arrivals.bytes",
                "Bytes of pushes that have arrived and are not written yet",
                () -> parts.transport().arrivalBytesHeld());
        metrics.gauge(
                "sampo.replication.arrivals.dropped",
                "Pushes that were dropped because too much waits to be written; their leaders send them again",
                () -> parts.transport().arrivalsDropped());
        metrics.gauge(
                "sampo.replication.arrivals.dropped.bytes",
                "Bytes of the pushes that were dropped because too much waits to be written",
                () -> parts.transport().arrivalBytesDropped());
    }

    /** From now on {@code running} says itself whether it is ready. */
    void show(BrokerNode running) {
        metrics.gauge("sampo.replicas.serving", "Replicas here whose log is open", () -> running.replicaDirectory()
                .all()
                .size());
        node = running;
    }

    private static TransportCounters counters(BrokerParts parts) {
        return parts.transport().counters();
    }

    private @Nullable MetadataImage image() {
        BrokerNode running = node;
        return running == null ? null : running.image();
    }

    private String notReady() {
        BrokerNode running = node;
        return running == null ? "starting: " + step : running.notReady();
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
    }
}
