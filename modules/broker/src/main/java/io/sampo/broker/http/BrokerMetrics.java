package io.sampo.broker.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sampo.broker.session.MetadataImage;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.storage.SegmentedLog;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics} shows of a broker; every figure is read when somebody asks. */
public final class BrokerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<@Nullable MetadataImage> image;
    private final LogMetrics logs;

    /**
     * @param image the newest image, or null before there is one
     * @param logs the open logs
     */
    public BrokerMetrics(Supplier<@Nullable MetadataImage> image, Supplier<Map<TopicPartition, SegmentedLog>> logs) {
        this.image = image;
        this.logs = new LogMetrics(registry, logs);
        // JvmGcMetrics would keep a thread and listeners; the two below are read on demand.
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        image("sampo.metadata.offset", "Offset up to which the metadata is applied", i -> i.metadata()
                .offset());
        image("sampo.controller.epoch", "Epoch of the active controller", i -> i.metadata()
                .controllerEpoch());
        image(
                "sampo.controller.active",
                "1 if this broker's node runs the active controller",
                i -> i.metadata().controllerId() == i.brokerId() ? 1 : 0);
        image("sampo.brokers.registered", "Registered brokers", i -> i.metadata()
                .brokers()
                .size());
        image("sampo.brokers.fenced", "Fenced brokers", i -> i.metadata().brokers().stream()
                .filter(broker -> broker.fenced())
                .count());
        image("sampo.partitions.led", "Partitions that this broker leads", i -> mine(i).filter(
                        state -> state.leader() == i.brokerId())
                .count());
        image("sampo.replicas", "Replicas on this broker", i -> mine(i).count());
        image("sampo.partitions.under.replicated", "Partitions led here whose ISR lacks a replica", i -> mine(i).filter(
                        state -> state.leader() == i.brokerId() && state.isUnderReplicated())
                .count());
        cluster(
                "sampo.partitions.recovering",
                "Partitions of the cluster whose leader may lack committed records",
                PartitionState::recovering);
        cluster(
                "sampo.partitions.offline.last.known",
                "Partitions of the cluster that wait for their last known replicas",
                state -> !state.hasLeader()
                        && state.isr().isEmpty()
                        && state.elr().isEmpty());
        cluster(
                "sampo.partitions.leaderless",
                "Partitions of the cluster without a leader",
                state -> !state.hasLeader());
    }

    private void cluster(String name, String description, Predicate<PartitionState> counted) {
        image(name, description, i -> i.metadata().topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .filter(counted)
                .count());
    }

    private static Stream<PartitionState> mine(MetadataImage image) {
        return image.metadata().partitionsOf(image.brokerId()).stream().map(image.metadata()::partition);
    }

    private void image(String name, String description, ToDoubleFunction<MetadataImage> figure) {
        gauge(name, description, () -> {
            MetadataImage now = image.get();
            return now == null ? Double.NaN : figure.applyAsDouble(now);
        });
    }

    /** Adds a figure that is read when somebody asks. Names are dotted; Prometheus sees underscores. */
    public void gauge(String name, String description, Supplier<Number> figure) {
        Gauge.builder(name, figure).description(description).register(registry);
    }

    /** Prometheus text. One caller at a time. */
    public String scrape() {
        logs.refresh();
        return registry.scrape();
    }
}
