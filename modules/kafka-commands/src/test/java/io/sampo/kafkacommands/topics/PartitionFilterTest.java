package io.sampo.kafkacommands.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PartitionFilterTest {
    private static final PartitionState WHOLE = new PartitionState(1, 0, 0, List.of(1, 2, 3), List.of(1, 2, 3), false);
    private static final PartitionState SHRUNK = new PartitionState(1, 0, 0, List.of(1, 2, 3), List.of(1), false);

    private static boolean shows(String option, PartitionState partition) {
        PartitionFilter filter = new PartitionFilter();
        new CommandLine(filter).parseArgs(option.isEmpty() ? new String[0] : new String[] {option});
        TopicView topic = new TopicView(
                "t", TopicId.parse("AAAAAAAAAAEAAAAAAAAAAg"), Map.of("min.insync.replicas", "3"), List.of(partition));
        return filter.shows(topic, partition, Set.of(2, 3));
    }

    @Test
    void everythingIsShownWhereNothingIsAskedFor() {
        assertThat(shows("", WHOLE)).isTrue();
    }

    @Test
    void whatIsNotAsItShouldBeIsFound() {
        assertThat(shows("--under-replicated-partitions", SHRUNK)).isTrue();
        assertThat(shows("--under-replicated-partitions", WHOLE)).isFalse();
        assertThat(shows("--under-min-isr-partitions", SHRUNK)).isTrue();
        assertThat(shows("--under-min-isr-partitions", WHOLE)).isFalse();
        assertThat(shows("--at-min-isr-partitions", WHOLE)).isTrue();
        assertThat(shows("--at-min-isr-partitions", SHRUNK)).isFalse();
        assertThat(shows("--unavailable-partitions", WHOLE))
                .as("its leader is dead")
                .isTrue();
    }
}
