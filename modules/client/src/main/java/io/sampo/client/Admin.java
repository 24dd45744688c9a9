package io.sampo.client;

import io.sampo.client.group.Groups;
import io.sampo.messages.AdminReply;
import io.sampo.messages.ClusterView;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What a person or a tool asks of the cluster. A stage fails with a {@link io.sampo.model.SampoException} whose message is
 * one line for a person. A change is visible to this client when its stage is done. May be used from any thread.
 */
public interface Admin {
    /** For {@link #deleteRecords}: everything that is committed goes. */
    long HIGH_WATERMARK = -1;

    /** Which leaders {@link #electLeaders} elects. */
    enum ElectionType {
        /** The first replica of each partition, where it is in sync and alive. Loses nothing. */
        PREFERRED,
        /**
         * Any replica that is alive, where a partition has no leader and nobody who may lead. Records that were acknowledged may
         * be lost; the metadata log says so for ever.
         */
        UNCLEAN
    }

    CompletionStage<Void> createTopic(NewTopic topic);

    /** What {@link #createTopic} would say, without doing it. */
    CompletionStage<Void> validateTopic(NewTopic topic);

    CompletionStage<Void> deleteTopic(String topic);

    /** Raises the number of partitions to {@code partitions}. */
    CompletionStage<Void> createPartitions(String topic, int partitions);

    /** Sets {@code set} and removes {@code remove} from the overrides of a topic. */
    CompletionStage<Void> alterTopicConfig(String topic, Map<String, String> set, Collection<String> remove);

    /**
     * Elects leaders.
     *
     * @param topic empty = every topic
     * @param partitions empty = every partition of the topic
     * @return one line that says how many were elected, and how many could not be; fails with
     *     {@code ELIGIBLE_LEADERS_NOT_AVAILABLE} if that is none of them
     */
    CompletionStage<String> electLeaders(ElectionType type, String topic, Collection<Integer> partitions);

    /** Consumer groups. */
    Groups groups();

    /** Names of all topics, in order. */
    CompletionStage<List<String>> listTopics();

    /** These topics, in order of name; fails with {@code UNKNOWN_TOPIC_OR_PARTITION} if one is not there. Empty = all. */
    CompletionStage<List<ClusterView.TopicView>> describeTopics(Collection<String> topics);

    /** The cluster as the client sees it at the moment. */
    CompletionStage<ClusterView> describeCluster();

    /**
     * Offsets by partition: the first at {@link StartAt#BEGINNING}, the high watermark at {@link StartAt#END}, the first
     * record that is not older at {@link StartAt#timestamp}.
     */
    CompletionStage<Map<TopicPartition, OffsetAndTimestamp>> offsets(Set<TopicPartition> partitions, StartAt at);

    /**
     * Gives up the beginning of logs (KIP-107): the leader serves nothing below these offsets any more, and whole segments below them go. An
     * offset above the high watermark is {@code OFFSET_OUT_OF_RANGE}, a topic that is only compacted {@code POLICY_VIOLATION}, an internal
     * one {@code INVALID_TOPIC_EXCEPTION}.
     *
     * <p>The leader answers for itself and followers hear of it with its next push; so one that dies in between may bring records back
     * (Kafka waits for them). With -1, a repetition after a lost answer deletes up to the high watermark of then.
     *
     * @param before of each partition the first offset to keep, or {@link #HIGH_WATERMARK}
     * @return for each partition, where its log begins now
     */
    Map<TopicPartition, CompletionStage<Long>> deleteRecords(Map<TopicPartition, Long> before);

    /**
     * Moves partitions to other replicas, preferred leader first, all of them or none (KIP-455). Done when it has begun.
     *
     * @param bytesPerSecond how fast added replicas may copy from one broker; 0 = as fast as they can, -1 = as before
     */
    CompletionStage<Void> reassignPartitions(Map<TopicPartition, List<Integer>> replicas, long bytesPerSecond);

    /** Keeps partitions where they were, all of them or none; refused where the original replicas could not carry on. */
    CompletionStage<Void> cancelReassignments(Collection<TopicPartition> partitions);

    /** Every partition under way, and how far its new replicas are. */
    CompletionStage<Map<TopicPartition, ReassignmentProgress>> listReassignments();

    /** Forgets a broker; refused while it holds replicas, votes in the metadata log, or runs. */
    CompletionStage<Void> unregisterBroker(int brokerId);

    /** Who votes in the metadata log, and who waits to. */
    CompletionStage<List<AdminReply.VoterView>> listVoters();

    /** Makes a broker that runs the metadata log one of its voters; done when it has copied the log, at once where it is one. */
    CompletionStage<Void> addVoter(int brokerId);

    /** Ends that; done at once where it may vote and does not. */
    CompletionStage<Void> removeVoter(int brokerId);

    /** An offset that was asked for, and the time of its record in ms since 1970; both -1 where there is no such record. */
    record OffsetAndTimestamp(long offset, long timestampMs) {}

    /**
     * One partition under way to other replicas.
     *
     * @param original replicas before, which a cancellation goes back to
     * @param target replicas afterwards, preferred leader first
     * @param inSync of all its replicas now, those in sync
     * @param bytesBehind for each replica that is added: how many bytes its log is smaller than the leader's, -1 where one of
     *     them does not answer
     */
    public record ReassignmentProgress(
            List<Integer> original, List<Integer> target, List<Integer> inSync, Map<Integer, Long> bytesBehind) {
        public ReassignmentProgress {
            original = List.copyOf(original);
            target = List.copyOf(target);
            inSync = List.copyOf(inSync);
            bytesBehind = Map.copyOf(bytesBehind);
        }
    }
}
