package io.sampo.client;

import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Reads assigned partitions. Driven by demand: nothing is asked of a broker unless a {@link #receive()} is waiting and
 * nothing is buffered. Records of one partition come in order of offset. May be used from any thread.
 */
public interface Consumer extends AutoCloseable {
    /** Reads exactly these partitions from now on, each from there. What was assigned before and is not named stops. */
    void assign(Map<TopicPartition, StartAt> partitions);

    /** As {@link #assign(Map)}, each from where {@code auto.offset.reset} says; partitions read already go on. */
    void assign(Collection<TopicPartition> partitions);

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

    /** Stops reading; waiting calls get an empty list. Returns at once. */
    @Override
    void close();
}
