package io.sampo.controller;

import io.sampo.model.TopicIdPartition;
import java.util.HashMap;
import java.util.Map;

/**
 * Which resignations are too fresh: a broker that has resigned from a partition is believed once in a while (R25), and does
 * not get the partition back by balancing meanwhile. Without this two brokers that do not reach each other would pass a
 * partition to and fro.
 */
public final class ResignBackoff {
    private final long lengthMs;
    private final Map<Resigned, Long> untilMs = new HashMap<>();

    private record Resigned(TopicIdPartition partition, int brokerId) {}

    public ResignBackoff(long lengthMs) {
        this.lengthMs = lengthMs;
    }

    /** The broker has given up the partition. */
    public void resigned(TopicIdPartition partition, int brokerId, long nowMs) {
        untilMs.values().removeIf(until -> until <= nowMs);
        untilMs.put(new Resigned(partition, brokerId), nowMs + lengthMs);
    }

    /** True where that broker gave up that partition a short while ago. */
    public boolean isRecent(TopicIdPartition partition, int brokerId, long nowMs) {
        Long until = untilMs.get(new Resigned(partition, brokerId));
        return until != null && nowMs < until;
    }
}
