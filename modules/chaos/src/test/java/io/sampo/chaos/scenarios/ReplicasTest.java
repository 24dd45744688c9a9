package io.sampo.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.chaos.cluster.ClusterPlan;
import io.sampo.chaos.cluster.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicasTest {
    @TempDir
    Path directory;

    @Test
    void aLogThatABrokerHasTakenForCorruptIsNamed() throws IOException {
        // given
        ClusterPlan plan = new ClusterPlan(3, new Loopback(), directory, 20_000, 10);
        Files.createDirectories(plan.data(1).resolve("chaos-0"));
        assertThat(Replicas.setAside(plan)).isEmpty();
        // when
        Files.createDirectories(plan.data(2).resolve(".sampo-quarantine/chaos-3.0"));
        // then
        assertThat(Replicas.setAside(plan)).startsWith("broker 2 ").contains("chaos-3.0");
    }
}
