package io.sampo.broker.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sampo.broker.session.MetadataImage;
import io.sampo.coordinator.GroupCensus;
import io.sampo.groups.GroupDescription;
import io.sampo.groups.tally.Figure;
import io.sampo.groups.tally.Standing;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicPartition;
import io.sampo.storage.SegmentedLog;
import java.util.Locale;
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

    /** The figures of the groups that this broker coordinates, by protocol; as many series for any number of groups. */
    public void show(GroupCensus groups) {
        for (Standing standing : Standing.values()) {
            GroupDescription.Type type = standing.type();
            if (type != null) {
                Gauge.builder("sampo.groups", () -> groups.groups(standing))
                        .description("Groups that this broker coordinates")
                        .tags(protocol(type).and("state", standing.label()))
                        .register(registry);
            }
        }
        for (GroupDescription.Type type : GroupDescription.Type.values()) {
            Gauge.builder("sampo.group.members", () -> groups.members(type))
                    .description("Members of the groups that this broker coordinates")
                    .tags(protocol(type))
                    .register(registry);
            for (Figure figure : Figure.values()) {
                count(groups, figure, type);
            }
        }
    }

    private static Tags protocol(GroupDescription.Type type) {
        return Tags.of("protocol", type.name().toLowerCase(Locale.ROOT));
    }

    private void count(GroupCensus groups, Figure figure, GroupDescription.Type type) {
        String name =
                switch (figure) {
                    case REBALANCES_BEGUN -> "rebalances.begun";
                    case REBALANCES_COMPLETED -> "rebalances.completed";
                    case PARTITIONS_KEPT, PARTITIONS_PAUSED, PARTITIONS_MOVED -> "rebalance.partitions";
                    case MEMBERS_EXPELLED -> "members.expelled";
                    case OFFSETS_COMMITTED -> "offset.commits";
                    case OFFSETS_REMOVED -> "offset.removals";
                };
        String description =
                switch (figure) {
                    case REBALANCES_BEGUN -> "Rebalances of groups that have begun";
                    case REBALANCES_COMPLETED -> "Rebalances of groups that ended with everybody where it shall be";
                    case PARTITIONS_KEPT, PARTITIONS_PAUSED, PARTITIONS_MOVED ->
                        "Partitions in rebalances: kept = read on throughout, paused = with the same member, which stopped"
                                + " meanwhile, moved = taken from their member";
                    case MEMBERS_EXPELLED ->
                        "Members put out for silence, or because a rebalance could not wait for them";
                    case OFFSETS_COMMITTED -> "Offsets of partitions that were committed";
                    case OFFSETS_REMOVED -> "Offsets of partitions that expired or were deleted";
                };
        Tags outcome =
                switch (figure) {
                    case PARTITIONS_KEPT -> Tags.of("outcome", "kept");
                    case PARTITIONS_PAUSED -> Tags.of("outcome", "paused");
                    case PARTITIONS_MOVED -> Tags.of("outcome", "moved");
                    default -> Tags.empty();
                };
        // The counter holds its object weakly; the gauges above hold it too, and not weakly.
        FunctionCounter.builder("sampo.group." + name, groups, from -> from.count(figure, type))
                .description(description)
                .tags(protocol(type).and(outcome))
                .register(registry);
    }

    /** Prometheus text. One caller at a time. */
    public String scrape() {
        logs.refresh();
        return registry.scrape();
    }
}
