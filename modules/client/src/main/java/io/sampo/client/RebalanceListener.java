package io.sampo.client;

import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hears which partitions of a subscription come and go. Only those that move are named; all others are read on. Called on a
 * thread of the client, which must not be held up: what takes time completes the stage later. Meanwhile the consumer stays a
 * member, up to {@code max.poll.interval.ms}. A stage that fails is logged, and counts as done.
 */
public interface RebalanceListener {
    /** Hears nothing. */
    RebalanceListener NONE = new RebalanceListener() {};

    /** These are read from now on, when the stage is done: before that they may be {@link Consumer#seek sought}. */
    default CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * These go to another member when the stage is done. No record of them is handed out any more, and what lay here is
     * dropped; those handed out may still be processed and committed.
     */
    default CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
        return CompletableFuture.completedFuture(null);
    }

    /** These are gone, and another member may read them already: a commit would be refused. */
    default CompletionStage<Void> onLost(Collection<TopicPartition> partitions) {
        return onRevoked(partitions);
    }
}
