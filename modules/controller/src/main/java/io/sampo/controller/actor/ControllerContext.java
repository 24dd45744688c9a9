package io.sampo.controller.actor;

import io.sampo.model.TopicId;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a controller is given by its node.
 *
 * @param brokerId the broker on whose node it runs
 * @param nowMs monotonic clock, ms
 * @param ids identities of new topics, and of a new cluster; each is new
 * @param voters broker ids of the voters of the metadata log, now
 */
public record ControllerContext(
        int brokerId,
        ControllerSettings settings,
        LongSupplier nowMs,
        Supplier<TopicId> ids,
        Supplier<Set<Integer>> voters) {
    /** Whose metadata log has no voters that are brokers: for tests. */
    public ControllerContext(int brokerId, ControllerSettings settings, LongSupplier nowMs, Supplier<TopicId> ids) {
        this(brokerId, settings, nowMs, ids, Set::of);
    }

    /** With the JVM's monotonic clock and random identities. */
    public static ControllerContext of(int brokerId, ControllerSettings settings, Supplier<Set<Integer>> voters) {
        return new ControllerContext(brokerId, settings, () -> System.nanoTime() / 1_000_000, TopicId::random, voters);
    }
}
