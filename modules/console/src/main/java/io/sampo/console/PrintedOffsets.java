package io.sampo.console;

import io.sampo.client.Consumer;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a member of a group has printed, of the partitions that it has at the moment: of all others somebody else has the word, and
 * what was printed before would take his commits back. Give it to {@code subscribe}. May be used from any thread.
 */
public final class PrintedOffsets implements RebalanceListener {
    private static final long NOTHING_YET = -1;

    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    /** A record was printed. One of a partition that has gone meanwhile counts for nothing: whoever has it prints it again. */
    public void print(TopicPartition partition, long offset) {
        next.computeIfPresent(partition, (held, before) -> offset + 1);
    }

    /** Commits what was printed and has not gone. Where a topic is gone, the offsets of the others are committed. */
    public CompletionStage<Void> commit(Consumer consumer) {
        return evenIfTopicsAreGone(consumer.commit(offsets()));
    }

    static CompletionStage<Void> evenIfTopicsAreGone(CompletionStage<Void> commit) {
        return commit.exceptionallyCompose(failure ->
                isGone(failure) ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure));
    }

    private static boolean isGone(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SampoException refused && refused.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, offset) -> {
            if (offset != NOTHING_YET) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        });
        return offsets;
    }

    @Override
    public CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> next.put(partition, NOTHING_YET));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(next::remove);
        return CompletableFuture.completedFuture(null);
    }
}
