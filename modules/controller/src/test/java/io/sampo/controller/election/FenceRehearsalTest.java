package io.sampo.controller.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is rehearsed is a fence, and nothing comes of it. */
class FenceRehearsalTest {
    private static final int SELF = 1;

    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final List<ClusterMetadata> befores = new ArrayList<>();
    private final List<ClusterMetadata> afters = new ArrayList<>();
    private final FenceRehearsal rehearsal = new FenceRehearsal(SELF, (before, after) -> {
        befores.add(before);
        afters.add(after);
    });

    @Test
    void aRehearsalSeesAnotherBrokerFencedAsItWouldBe() {
        // given
        cluster.create("book", FenceRehearsal.PARTITIONS_MIN, 3);
        ClusterMetadata metadata = cluster.metadata();
        // when
        rehearsal.due(metadata).ifPresent(Runnable::run);
        // then
        cluster.fence(2);
        assertThat(befores).containsExactly(metadata);
        assertThat(afters).singleElement().satisfies(fenced -> {
            assertThat(fenced.isFenced(2)).isTrue();
            assertThat(List.copyOf(fenced.topics()))
                    .isEqualTo(List.copyOf(cluster.metadata().topics()));
        });
    }

    @Test
    void itIsRepeatedOnlyWhenThePartitionsHaveDoubled() {
        // given
        cluster.create("book", FenceRehearsal.PARTITIONS_MIN, 1);
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // when
        cluster.create("almost-as-many", FenceRehearsal.PARTITIONS_MIN - 1, 1);
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // then
        assertThat(befores).hasSize(1);
        // and when
        cluster.create("the-last", 1, 1);
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // then
        assertThat(befores).hasSize(2);
    }

    @Test
    void fewPartitionsNeedNone() {
        // given
        cluster.create("book", FenceRehearsal.PARTITIONS_MIN - 1, 1);
        // when
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // then
        assertThat(befores).isEmpty();
    }

    @Test
    void aBrokerThatIsAloneWaitsForAnother() {
        // given
        cluster.create("book", FenceRehearsal.PARTITIONS_MIN, 1);
        cluster.fence(2);
        cluster.fence(3);
        // when
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // then
        assertThat(befores).isEmpty();
        // and when
        cluster.unfence(3);
        rehearsal.due(cluster.metadata()).ifPresent(Runnable::run);
        // then
        assertThat(afters).singleElement().satisfies(fenced -> assertThat(fenced.isFenced(3))
                .isTrue());
    }
}
