package io.sampo.controller.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.BrokerLifecycle;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.controller.topic.TopicCreation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A decision of any size fits the log and stays one decision. */
class LogEntriesTest {
    private static final int MAX_BYTES = 700;

    private final ClusterScenario cluster = ClusterScenario.of(4);

    @Test
    void aDecisionOfOneSmallRecordIsOneEntryWithoutBracket() {
        List<MetadataRecord> decision = List.of(new MetadataRecord.ControllerElected(1));
        assertThat(LogEntries.of(decision, MAX_BYTES))
                .extracting(LogEntries.Entry::records)
                .containsExactly(decision);
    }

    @Test
    void theFirstDecisionIsNotBracketedBecauseAControllerThatBeginsEndsEveryBracket() {
        List<MetadataRecord> decision =
                List.of(new MetadataRecord.ControllerElected(1), new MetadataRecord.ClusterCreated("cluster-a"));
        assertThat(LogEntries.of(decision, MAX_BYTES))
                .extracting(LogEntries.Entry::records)
                .containsExactly(decision);
    }

    @Test
    void everyLargeDecisionIsCutAndMeansTheSame() {
        // given
        cluster.create("book", 300, 3);
        ClusterMetadata metadata = cluster.metadata();
        BrokerRegistration restart =
                new BrokerRegistration(2, "cluster-a", metadata.broker(1).description(), cluster.epoch(2), false);
        cluster.fence(2);
        cluster.fence(3);
        cluster.fence(4);
        cluster.fence(1);
        ClusterMetadata allFenced = cluster.metadata();
        Stream.of(
                        new Case(metadata, BrokerLifecycle.fence(metadata, 2, cluster.epoch(2), "gone")),
                        new Case(metadata, BrokerLifecycle.controlledShutdown(metadata, 2, cluster.epoch(2))),
                        new Case(
                                allFenced,
                                BrokerLifecycle.heartbeat(allFenced, 1, cluster.epoch(1), allFenced.offset())),
                        new Case(allFenced, restart.decide(allFenced)),
                        new Case(metadata, TopicAlteration.addPartitions(metadata, "book", 700, 1)),
                        new Case(
                                metadata,
                                new TopicCreation("other", 500, 2, List.of(), Map.of("flush.ms", "1"), false)
                                        .decide(metadata, ClusterScenario.DEFAULTS, cluster.newId())))
                // then
                .forEach(LogEntriesTest::assertCutMeansTheSame);
    }

    private record Case(ClusterMetadata metadata, Decision<?> decision) {}

    private static void assertCutMeansTheSame(Case example) {
        // when
        List<LogEntries.Entry> entries = LogEntries.of(example.decision().records(), MAX_BYTES);
        List<MetadataRecord> all =
                entries.stream().flatMap(entry -> entry.records().stream()).toList();
        // then
        if (entries.size() > 1) {
            assertThat(all).startsWith(new DecisionBegun()).endsWith(new DecisionEnded());
        }
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.bytes())
                    .as("what the feed carries is what is persisted")
                    .containsExactlyElementsOf(entry.records().stream()
                            .map(MetadataRecordCodec::encode)
                            .toList());
            assertThat(entry.bytes().stream().mapToInt(bytes -> bytes.length).sum())
                    .isLessThanOrEqualTo(MAX_BYTES);
        });
        ClusterMetadata cut = example.metadata().applyAll(all);
        ClusterMetadata whole = example.metadata().applyAll(example.decision().records());
        assertThat(List.copyOf(cut.topics())).isEqualTo(List.copyOf(whole.topics()));
        ClusterMetadata beforeTheEnd = example.metadata().applyAll(all.subList(0, all.size() - 1));
        if (entries.size() > 1) {
            assertThat(List.copyOf(beforeTheEnd.topics()))
                    .isEqualTo(List.copyOf(example.metadata().topics()));
        }
    }
}
