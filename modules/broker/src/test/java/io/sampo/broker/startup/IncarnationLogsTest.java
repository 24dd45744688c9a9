package io.sampo.broker.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.ReplicaLogs;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncarnationLogsTest {
    private static final TopicIdPartition PARTITION = new TopicIdPartition(TopicId.random(), 0);

    private final Shared shared = new Shared();
    private final IncarnationLogs logs = new IncarnationLogs(shared);

    @Test
    void aLogThatNoActorTookOverIsClosedWithTheIncarnation() throws Exception {
        // given
        PartitionLog log = logs.open(PARTITION, "t", TopicConfig.DEFAULTS).log();

        // when
        logs.end();

        // then
        assertThatThrownBy(() -> log.beginEpoch(1)).isInstanceOf(Exception.class);
    }

    @Test
    void whatComesAfterTheEndTouchesNoLog() {
        // given
        logs.end();

        // when, then
        assertThatThrownBy(() -> logs.open(PARTITION, "t", TopicConfig.DEFAULTS))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> logs.delete(PARTITION, "t")).isInstanceOf(IOException.class);
        assertThat(shared.calls).isEmpty();
    }

    /** Hands out logs in memory. */
    private static final class Shared implements ReplicaLogs {
        private final List<String> calls = new ArrayList<>();

        @Override
        public OpenedLog open(TopicIdPartition partition, String topic, TopicConfig config) {
            calls.add("open");
            return new OpenedLog(
                    new MemoryLog(config, () -> 0),
                    UUID.randomUUID(),
                    -1,
                    new DirectoryWriter("sampo-test-write", 1, Runnable::run, System::nanoTime));
        }

        @Override
        public OpenedLog openAnew(TopicIdPartition partition, String topic, TopicConfig config) {
            throw new AssertionError("nothing is corrupt here");
        }

        @Override
        public void quarantine(TopicIdPartition partition, String topic, String why) {
            calls.add("quarantine");
        }

        @Override
        public void delete(TopicIdPartition partition, String topic) {
            calls.add("delete");
        }

        @Override
        public void reconfigure(PartitionLog log, TopicConfig config) {
            calls.add("reconfigure");
        }

        @Override
        public void checkpoint(TopicIdPartition partition, long highWatermark) {
            calls.add("checkpoint");
        }
    }
}
