package io.sampo.controller.election;

import io.sampo.controller.BrokerLifecycle;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.codec.MetadataRecordCodec;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Decides, encodes, decodes and applies the fence of a broker that is well, and throws all of it away. What a virtual machine
 * does for the first time it interprets, and loads the classes for; the first fence of a process's life is the one that clients
 * wait for, and no controller has done it before (decision 0061). Pure; {@link #due} is for one thread.
 */
public final class FenceRehearsal {
    /** Below so many partitions nobody sees the difference. */
    static final int PARTITIONS_MIN = 1_000;

    private static final int ENTRY_BYTES_MAX = 1 << 20;

    private final int self;
    private final BiConsumer<ClusterMetadata, ClusterMetadata> follow;
    private int rehearsed;

    /**
     * @param self the broker that rehearses: it sees another one fenced
     * @param follow what this broker would do with the metadata before and after the fence
     */
    public FenceRehearsal(int self, BiConsumer<ClusterMetadata, ClusterMetadata> follow) {
        this.self = self;
        this.follow = follow;
    }

    /**
     * With the first large metadata, and again each time that the partitions have doubled: a rehearsal, to be run on any thread that can
     * spare some tens of milliseconds.
     */
    public Optional<Runnable> due(ClusterMetadata metadata) {
        int partitions = metadata.topics().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        // In the middle of a decision nothing takes effect.
        if (partitions < Math.max(PARTITIONS_MIN, 2 * rehearsed) || metadata.heldBack() != null) {
            return Optional.empty();
        }
        return another(metadata).map(other -> {
            rehearsed = partitions;
            return () -> follow.accept(metadata, fenced(metadata, other));
        });
    }

    private Optional<RegisteredBroker> another(ClusterMetadata metadata) {
        return metadata.brokers().stream()
                .filter(broker -> broker.id() != self && broker.isEligible())
                .findFirst();
    }

    private static ClusterMetadata fenced(ClusterMetadata metadata, RegisteredBroker broker) {
        var decision = BrokerLifecycle.fence(metadata, broker.id(), broker.epoch(), "a rehearsal");
        ClusterMetadata fenced = metadata;
        for (LogEntries.Entry entry : LogEntries.of(decision.records(), ENTRY_BYTES_MAX)) {
            for (byte[] record : entry.bytes()) {
                fenced = fenced.apply(fenced.offset() + 1, MetadataRecordCodec.decode(record));
            }
        }
        return fenced;
    }
}
