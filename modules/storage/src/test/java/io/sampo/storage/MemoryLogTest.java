package io.sampo.storage;

import io.sampo.model.TopicConfig;

class MemoryLogTest extends PartitionLogContract {
    @Override
    PartitionLog newLog(TopicConfig config) {
        return new MemoryLog(config, () -> NOW_MS);
    }
}
