package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.DiskFullException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A snapshot is optional; a disk that failed is not. */
class ProducerKeepingTest {
    private static final ProducerSnapshot SNAPSHOT = new ProducerSnapshot(0, 1, List.of());

    private final MemoryLog disk = new MemoryLog(TopicConfig.DEFAULTS, () -> 0);
    private @Nullable IOException refusal;
    private final ProducerKeeping keeping =
            new ProducerKeeping(new TopicIdPartition(new TopicId(new UUID(1, 2)), 0), refusingSnapshots());

    @Test
    void aFullDiskIsNoFailureOfTheReplica() throws IOException {
        // given
        refusal = new DiskFullException(new IOException("No space left on device"));
        assertThat(keeping.keep(SNAPSHOT)).isNull();
        assertThat(disk.newestProducers()).isNull();

        // when
        refusal = null;

        // then
        assertThat(keeping.keep(SNAPSHOT)).isNull();
        assertThat(disk.newestProducers()).isEqualTo(SNAPSHOT);
    }

    @Test
    void aDiskThatFailedIsToldOf() {
        refusal = new IOException("Input/output error");

        assertThat(keeping.keep(SNAPSHOT)).contains("Input/output error");
    }

    /** The log in memory, whose snapshots find the disk that a test wants. */
    private PartitionLog refusingSnapshots() {
        return (PartitionLog) Proxy.newProxyInstance(
                PartitionLog.class.getClassLoader(),
                new Class<?>[] {PartitionLog.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("keepProducers") && refusal != null) {
                        throw refusal;
                    }
                    return method.invoke(disk, arguments);
                });
    }
}
