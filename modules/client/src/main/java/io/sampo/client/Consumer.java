package io.sampo.client;

import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Reads assigned partitions. Driven by demand: nothing is asked of a broker unless a {@link #receive()} is waiting and
 * nothing is buffered. Records of one partition come in order of offset. May be used from any thread.
 */
public interface Consumer extends AutoCloseable {
    /**
     * Reads exactly these partitions from now on, each from there. What was assigned before and is not named stops.
     *
     * @throws IllegalStateException while it has subscribed: then its group says what it reads
     */
    void assign(Map<TopicPartition, StartAt> partitions);

    /**
     * As {@link #assign(Map)}, each from where the group has committed, or else (or without {@code group.id}) from where
     * {@code auto.offset.reset} says; partitions read already go on.
     */
    void assign(Collection<TopicPartition> partitions);

    /**
     * Reads what the group {@code group.id} gives this member of these topics, and joins it. Replaces an earlier subscription.
     * Each partition begins where the group has committed, or where {@code auto.offset.reset} says.
     *
     * @throws IllegalStateException without {@code group.id}, or while partitions are assigned by hand
     */
    void subscribe(Collection<String> topics, RebalanceListener listener);

    /** As {@link #subscribe(Collection, RebalanceListener)}, and hears nothing. */
    default void subscribe(Collection<String> topics) {
        subscribe(topics, RebalanceListener.NONE);
    }

    /**
     * Reads what the group gives this member of all topics whose whole name matches, also of those that appear later.
     *
     * @param regex of RE2; the coordinator refuses one that is none, and {@link #receive()} fails with that
     * @throws IllegalStateException without {@code group.id}
     */
    void subscribePattern(String regex, RebalanceListener listener);

    /** Leaves the group; nothing is read until something is assigned or subscribed. */
    void unsubscribe();

    /** The partitions that a subscription gives at the moment. */
    CompletionStage<Set<TopicPartition>> assignment();

    /**
     * Commits the position of everything that was handed out. Commits are carried out in their order. Fails with a {@link
     * io.sampo.model.SampoException}, {@code UNKNOWN_MEMBER_ID} or {@code FENCED_MEMBER_EPOCH} where the group has given the
     * partitions to others. {@code UNKNOWN_TOPIC_OR_PARTITION} says that topics are gone and nothing else was refused: the offsets
     * of all others are committed then.
     */
    CompletionStage<Void> commit();

    /** Commits these offsets, each that of the next record to read. As {@link #commit()} otherwise. */
    CompletionStage<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets);

    /** What the group has committed of these; a partition without committed offset is missing. */
    CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Collection<TopicPartition> partitions);

    /** Nothing is fetched or handed out of these until {@link #resume}. */
    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    /** Goes on there; what was fetched and not yet received of that partition is dropped. */
    void seek(TopicPartition partition, StartAt start);

    /**
     * The next records, at least one and at most {@code max.poll.records}; waits for them. Several calls are served in
     * their order. Fails with a {@link io.sampo.model.SampoException} where a partition cannot be read
     * ({@code OFFSET_OUT_OF_RANGE} with {@code auto.offset.reset = none}, {@code UNKNOWN_TOPIC_OR_PARTITION}); that
     * partition pauses until the next {@link #seek}.
     */
    CompletionStage<List<ConsumerRecord>> receive();

    /** As {@link #receive()}, with an empty list when nothing has come within {@code wait}. */
    CompletionStage<List<ConsumerRecord>> receive(Duration wait);

    /** Offsets of the next records to be received; a partition whose start is not yet resolved is missing. */
    CompletionStage<Map<TopicPartition, Long>> positions();

    /**
     * Stops reading; waiting calls get an empty list. A member gives up its partitions, commits if it does so by itself, and
     * leaves its group, so that others go on at once; a static member only stops.
     *
     * @return done when that is done, after seven seconds at most
     */
    CompletionStage<Void> stop();

    /** As {@link #stop()}, and waits for it. */
    @Override
    void close();
}
