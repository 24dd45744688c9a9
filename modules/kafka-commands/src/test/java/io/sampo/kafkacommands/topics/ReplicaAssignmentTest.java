package io.sampo.kafkacommands.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaAssignmentTest {
    @Test
    void commasDividePartitionsAndColonsReplicas() {
        assertThat(ReplicaAssignment.parse("1:2, 2:3 ,3:1"))
                .containsExactly(List.of(1, 2), List.of(2, 3), List.of(3, 1));
    }

    @Test
    void eachPartitionHasAsManyReplicasAndNoneTwice() {
        assertThatThrownBy(() -> ReplicaAssignment.parse("1:2,3"))
                .hasMessage("Partition 1 has different replication factor: 3");
        assertThatThrownBy(() -> ReplicaAssignment.parse("1:1"))
                .hasMessage("Partition replica lists may not contain duplicate entries: 1");
        assertThatThrownBy(() -> ReplicaAssignment.parse("1:two")).hasMessageContaining("expected broker ids");
    }
}
