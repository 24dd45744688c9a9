package io.sampo.broker.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.sampo.model.TopicPartition;
import io.sampo.storage.SegmentedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where each open log of this broker begins and ends, how large it is, and how much of it was read: what Kafka shows as {@code
 * kafka.log:type=Log}, and more. The rows are made anew each time somebody asks.
 */
final class LogMetrics {
    private final Supplier<Map<TopicPartition, SegmentedLog>> logs;
    private final MultiGauge starts;
    private final MultiGauge ends;
    private final MultiGauge sizes;
    private final MultiGauge reads;

    LogMetrics(MeterRegistry registry, Supplier<Map<TopicPartition, SegmentedLog>> logs) {
        this.logs = logs;
        this.starts = gauge(registry, "sampo.log.start.offset", "Log start offset of each replica here");
        this.ends = gauge(registry, "sampo.log.end.offset", "Log end offset of each replica here");
        this.sizes = gauge(registry, "sampo.log.size.bytes", "Bytes in the segments of each replica here");
        this.reads = gauge(
                registry, "sampo.log.read.bytes", "Bytes of each replica here that were read since it was opened");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    void refresh() {
        List<MultiGauge.Row<?>> startRows = new ArrayList<>();
        List<MultiGauge.Row<?>> endRows = new ArrayList<>();
        List<MultiGauge.Row<?>> sizeRows = new ArrayList<>();
        List<MultiGauge.Row<?>> readRows = new ArrayList<>();
        logs.get().forEach((partition, log) -> {
            Tags tags = Tags.of("topic", partition.topic(), "partition", Integer.toString(partition.partition()));
            startRows.add(MultiGauge.Row.of(tags, log.logStartOffset()));
            endRows.add(MultiGauge.Row.of(tags, log.logEndOffset()));
            sizeRows.add(MultiGauge.Row.of(tags, log.sizeInBytes()));
            readRows.add(MultiGauge.Row.of(tags, log.bytesRead()));
        });
        starts.register(startRows, true);
        ends.register(endRows, true);
        sizes.register(sizeRows, true);
        reads.register(readRows, true);
    }
}
