package io.sampo.controller.election;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.DecidedPartition;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.Outcome;
import io.sampo.controller.PartitionAlteration;
import io.sampo.controller.PartitionChange;
import io.sampo.controller.PartitionElection;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaders are asked for by a person (Kafka's {@code electLeaders}).
 *
 * @param topic empty = every topic
 * @param partitions empty = every partition
 * @param unclean elect anybody that lives where nobody eligible is left (R12); else the preferred replicas
 */
public record LeaderElection(String topic, List<Integer> partitions, boolean unclean) {
    public LeaderElection {
        partitions = List.copyOf(partitions);
    }

    /**
     * What was asked for as one record; the answer says what could not be done.
     *
     * @param recovery knows whose log cannot be used
     */
    public Decision<Outcome> decide(ClusterMetadata metadata, LeaderRecovery recovery) {
        List<TopicIdPartition> asked = new ArrayList<>();
        Outcome refusal = select(metadata, asked);
        if (!refusal.isDone()) {
            return Decision.unchanged(refusal);
        }
        return unclean ? anybody(metadata, asked, recovery) : preferred(metadata, asked);
    }

    private Outcome select(ClusterMetadata metadata, List<TopicIdPartition> asked) {
        if (topic.isEmpty()) {
            metadata.forEachPartition((partition, state) -> asked.add(partition));
            return Outcome.DONE;
        }
        TopicMetadata named = metadata.topic(topic);
        if (named == null) {
            return new Outcome(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic '" + topic + "' does not exist; list the topics to see which do");
        }
        int count = named.partitions().size();
        for (int number : partitions) {
            if (number < 0 || number >= count) {
                return new Outcome(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        "Topic '" + topic + "' has no partition " + number + ": expected 0 to " + (count - 1));
            }
            asked.add(named.partition(number));
        }
        for (int number = 0; partitions.isEmpty() && number < count; number++) {
            asked.add(named.partition(number));
        }
        return Outcome.DONE;
    }

    private static Decision<Outcome> preferred(ClusterMetadata metadata, List<TopicIdPartition> asked) {
        PartitionElection election = PartitionElection.among(metadata);
        List<PartitionChange> changes = new ArrayList<>();
        int led = 0;
        for (TopicIdPartition partition : asked) {
            PartitionState state = metadata.partition(partition);
            if (state.leader() == state.replicas().get(0)) {
                led++;
            } else {
                election.preferred(DecidedPartition.of(metadata, partition)).ifPresent(changes::add);
            }
        }
        int unable = asked.size() - led - changes.size();
        String told = "Preferred leaders elected: " + changes.size() + ", led by them already: " + led
                + ", not in sync or not alive: " + unable;
        return answer(PartitionAlteration.records(changes), changes.size() + led > 0 || asked.isEmpty(), told);
    }

    private static Decision<Outcome> anybody(
            ClusterMetadata metadata, List<TopicIdPartition> asked, LeaderRecovery recovery) {
        Decision<List<TopicIdPartition>> decision = UncleanElection.forced(metadata, asked, recovery);
        int elected = decision.response().size();
        long led = asked.stream()
                .filter(partition -> metadata.partition(partition).hasLeader())
                .count();
        String told = "Leaders elected that may lack committed records: " + elected + ", had a leader: " + led
                + ", no replica alive: " + (asked.size() - led - elected);
        return answer(decision.records(), elected + led > 0 || asked.isEmpty(), told);
    }

    private static Decision<Outcome> answer(List<MetadataRecord> records, boolean anything, String told) {
        return new Decision<>(
                records, new Outcome(anything ? ErrorCode.NONE : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, told));
    }
}
