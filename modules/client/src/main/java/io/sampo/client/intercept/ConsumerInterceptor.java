package io.sampo.client.intercept;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;

/**
 * Sees the records of a consumer go by, and may change them or leave some out (KIP-42). Named in {@code
 * sampo.client.consumer.interceptor.classes}, and made once for each consumer, so it has a public constructor without parameters. What
 * it throws is told in the log and changes nothing. It is called by the consumer, so it must not block.
 */
public interface ConsumerInterceptor extends AutoCloseable {
    /**
     * What is handed out in the place of {@code records}. The consumer goes on behind all that were read, also behind those that are
     * left out.
     */
    List<ConsumerRecord> onConsume(List<ConsumerRecord> records);

    /** The coordinator has kept these. */
    default void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    /** The consumer has ended. */
    @Override
    default void close() {}
}
