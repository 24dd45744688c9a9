package io.sampo.controller;

import io.sampo.controller.MetadataRecord.ProducerIdsAllocated;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;

/**
 * A run of producer ids for one broker, durable before it is handed out, so that no controller gives it again (H67).
 *
 * @param first -1 where it was refused
 */
public record ProducerIdBlock(ErrorCode error, long first, int count) {
    /** Ids in one block, as in Kafka. */
    public static final int SIZE = 1_000;

    /** The next block, for the current registration of that broker only. */
    public static Decision<ProducerIdBlock> allocate(ClusterMetadata metadata, int brokerId, long brokerEpoch) {
        RegisteredBroker broker = metadata.broker(brokerId);
        if (broker == null || broker.epoch() != brokerEpoch) {
            return Decision.unchanged(new ProducerIdBlock(ErrorCode.STALE_BROKER_EPOCH, Offsets.UNKNOWN, 0));
        }
        long first = metadata.nextProducerId();
        return Decision.of(
                new ProducerIdsAllocated(brokerId, brokerEpoch, first, SIZE),
                new ProducerIdBlock(ErrorCode.NONE, first, SIZE));
    }
}
