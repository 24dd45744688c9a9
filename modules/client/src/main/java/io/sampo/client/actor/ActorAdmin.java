package io.sampo.client.actor;

import io.sampo.client.Admin;
import io.sampo.client.NewTopic;
import io.sampo.client.StartAt;
import io.sampo.client.group.GroupCallsActor;
import io.sampo.client.group.Groups;
import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClientMessage.ReplicaDescribed;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/** The face of an {@link AdminActor}. */
final class ActorAdmin implements Admin {
    private final ActorRef<AdminActor.Command> actor;
    private final Groups groups;
    private final BooleanSupplier isClosed;

    /** @param isClosed whether the client is: then there is no actor any more that would answer */
    ActorAdmin(
            ActorRef<AdminActor.Command> actor,
            ActorRef<GroupCallsActor.Command> groupCalls,
            long apiTimeoutMs,
            BooleanSupplier isClosed) {
        this.actor = actor;
        this.groups = new Groups(groupCalls, this::describeCluster, apiTimeoutMs, isClosed);
        this.isClosed = isClosed;
    }

    private <T> CompletionStage<T> asked(AdminActor.Command question, CompletableFuture<T> promise) {
        if (isClosed.getAsBoolean()) {
            promise.completeExceptionally(new SampoException(ErrorCode.NETWORK_EXCEPTION, "The client was closed"));
        } else {
            actor.tell(question);
        }
        return promise;
    }

    @Override
    public Groups groups() {
        return groups;
    }

    @Override
    public CompletionStage<Void> createTopic(NewTopic topic) {
        return change(create(topic, false));
    }

    @Override
    public CompletionStage<Void> validateTopic(NewTopic topic) {
        return change(create(topic, true));
    }

    @Override
    public CompletionStage<Void> deleteTopic(String topic) {
        return change(new AdminRequest.DeleteTopic(topic));
    }

    @Override
    public CompletionStage<Void> createPartitions(String topic, int partitions) {
        return change(new AdminRequest.CreatePartitions(topic, partitions));
    }

    @Override
    public CompletionStage<Void> alterTopicConfig(String topic, Map<String, String> set, Collection<String> remove) {
        return change(new AdminRequest.AlterTopicConfig(topic, set, List.copyOf(remove)));
    }

    @Override
    public CompletionStage<String> electLeaders(ElectionType type, String topic, Collection<Integer> partitions) {
        return request(new AdminRequest.ElectLeaders(topic, List.copyOf(partitions), type == ElectionType.UNCLEAN))
                .thenApply(AdminReply::message);
    }

    @Override
    public CompletionStage<List<String>> listTopics() {
        return describeCluster()
                .thenApply(view ->
                        view.topics().stream().map(TopicView::topic).sorted().toList());
    }

    @Override
    public CompletionStage<List<TopicView>> describeTopics(Collection<String> topics) {
        Set<String> wanted = Set.copyOf(topics);
        return describeCluster().thenApply(view -> {
            List<TopicView> found = view.topics().stream()
                    .filter(topic -> wanted.isEmpty() || wanted.contains(topic.topic()))
                    .sorted(Comparator.comparing(TopicView::topic))
                    .toList();
            List<String> names = found.stream().map(TopicView::topic).toList();
            wanted.stream()
                    .sorted()
                    .filter(name -> !names.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new SampoException(
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "Topic '" + name + "' does not exist");
                    });
            return found;
        });
    }

    @Override
    public CompletionStage<ClusterView> describeCluster() {
        CompletableFuture<ClusterView> promise = new CompletableFuture<>();
        return asked(new AdminActor.ShowView(promise), promise);
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndTimestamp>> offsets(
            Set<TopicPartition> partitions, StartAt at) {
        if (at.isOffset()) {
            throw new IllegalArgumentException("an offset needs no lookup");
        }
        Map<TopicPartition, Long> timestamps = new LinkedHashMap<>();
        partitions.forEach(partition -> timestamps.put(partition, at.timestampMs()));
        return askOffsets(timestamps, SessionMessage.ListOffset::new);
    }

    @Override
    public Map<TopicPartition, CompletionStage<Long>> deleteRecords(Map<TopicPartition, Long> before) {
        before.forEach((partition, offset) -> {
            if (offset < HIGH_WATERMARK) {
                throw new IllegalArgumentException(partition + ": offset " + offset
                        + " is not legal: expected 0 or more, or -1 for the high watermark");
            }
        });
        Map<TopicPartition, CompletionStage<Long>> starts = new LinkedHashMap<>();
        before.forEach((partition, offset) -> starts.put(
                partition,
                askOffsets(
                                Map.of(partition, offset),
                                (id, of, leaderEpoch, number) -> new SessionMessage.DeleteRecords(id, of, number))
                        .thenApply(start -> start.get(partition).offset())));
        return starts;
    }

    private CompletionStage<Map<TopicPartition, OffsetAndTimestamp>> askOffsets(
            Map<TopicPartition, Long> numbers, AdminActor.OffsetQuestion question) {
        CompletableFuture<Map<TopicPartition, OffsetAndTimestamp>> promise = new CompletableFuture<>();
        return asked(new AdminActor.AskOffsets(numbers, question, promise), promise);
    }

    @Override
    public CompletionStage<Void> reassignPartitions(Map<TopicPartition, List<Integer>> replicas, long bytesPerSecond) {
        List<AdminRequest.PartitionTarget> targets = replicas.entrySet().stream()
                .map(entry -> new AdminRequest.PartitionTarget(
                        entry.getKey().topic(), entry.getKey().partition(), entry.getValue()))
                .toList();
        if (targets.stream().anyMatch(target -> target.replicas().isEmpty())) {
            throw new IllegalArgumentException("a partition needs at least one replica");
        }
        return change(new AdminRequest.AlterReassignments(targets, bytesPerSecond));
    }

    @Override
    public CompletionStage<Void> cancelReassignments(Collection<TopicPartition> partitions) {
        return change(new AdminRequest.AlterReassignments(
                partitions.stream()
                        .map(partition ->
                                new AdminRequest.PartitionTarget(partition.topic(), partition.partition(), List.of()))
                        .toList(),
                -1));
    }

    @Override
    public CompletionStage<Map<TopicPartition, ReassignmentProgress>> listReassignments() {
        return describeCluster().thenCompose(view -> new ReassignmentSurvey(view, this::describeReplica).result());
    }

    private CompletionStage<ClientMessage.ReplicaDescribed> describeReplica(int brokerId, TopicIdPartition partition) {
        CompletableFuture<ClientMessage.ReplicaDescribed> promise = new CompletableFuture<>();
        return asked(new AdminActor.DescribeReplica(brokerId, partition, promise), promise);
    }

    @Override
    public CompletionStage<Void> unregisterBroker(int brokerId) {
        return change(new AdminRequest.UnregisterBroker(brokerId));
    }

    @Override
    public CompletionStage<List<AdminReply.VoterView>> listVoters() {
        return request(new AdminRequest.ListVoters()).thenApply(AdminReply::voters);
    }

    @Override
    public CompletionStage<Void> addVoter(int brokerId) {
        return change(new AdminRequest.AlterVoters(brokerId, true));
    }

    @Override
    public CompletionStage<Void> removeVoter(int brokerId) {
        return change(new AdminRequest.AlterVoters(brokerId, false));
    }

    private CompletionStage<Void> change(AdminRequest request) {
        return request(request).thenAccept(reply -> {});
    }

    private CompletionStage<AdminReply> request(AdminRequest request) {
        CompletableFuture<AdminReply> promise = new CompletableFuture<>();
        return asked(new AdminActor.Change(request, promise), promise);
    }

    private static AdminRequest create(NewTopic topic, boolean validateOnly) {
        return new AdminRequest.CreateTopic(
                topic.name(),
                topic.partitions(),
                topic.replicationFactor(),
                topic.assignment(),
                topic.config(),
                validateOnly);
    }

    /** Asks leaders and added replicas of everything under way how large their logs are. One that is silent is told as such. */
    private static final class ReassignmentSurvey {
        private static final long UNKNOWN = -1;

        private final ClusterView view;
        private final BiFunction<Integer, TopicIdPartition, CompletionStage<ReplicaDescribed>> describe;

        ReassignmentSurvey(
                ClusterView view, BiFunction<Integer, TopicIdPartition, CompletionStage<ReplicaDescribed>> describe) {
            this.view = view;
            this.describe = describe;
        }

        CompletionStage<Map<TopicPartition, ReassignmentProgress>> result() {
            CompletableFuture<Map<TopicPartition, ReassignmentProgress>> all =
                    CompletableFuture.completedFuture(new LinkedHashMap<>());
            for (ReassignmentView under : view.reassignments()) {
                for (TopicView topic : view.topics()) {
                    if (topic.topic().equals(under.topic())
                            && under.partition() < topic.partitions().size()) {
                        all = all.thenCombine(progress(under, topic), (found, one) -> {
                            found.put(new TopicPartition(under.topic(), under.partition()), one);
                            return found;
                        });
                    }
                }
            }
            return all;
        }

        private CompletableFuture<ReassignmentProgress> progress(ReassignmentView under, TopicView topic) {
            PartitionState state = topic.partitions().get(under.partition());
            TopicIdPartition partition = new TopicIdPartition(topic.topicId(), under.partition());
            CompletableFuture<Long> leader = size(state.leader(), partition);
            CompletableFuture<Map<Integer, Long>> behind = CompletableFuture.completedFuture(new LinkedHashMap<>());
            for (int id : under.target()) {
                if (!under.original().contains(id)) {
                    behind = behind.thenCombine(
                            leader.thenCombine(size(id, partition), ReassignmentSurvey::difference), (found, bytes) -> {
                                found.put(id, state.isr().contains(id) ? 0 : bytes);
                                return found;
                            });
                }
            }
            return behind.thenApply(
                    bytes -> new ReassignmentProgress(under.original(), under.target(), state.isr(), bytes));
        }

        private static long difference(long leader, long follower) {
            return leader == UNKNOWN || follower == UNKNOWN ? UNKNOWN : Math.max(0, leader - follower);
        }

        private CompletableFuture<Long> size(int brokerId, TopicIdPartition partition) {
            if (brokerId < 0) {
                return CompletableFuture.completedFuture(UNKNOWN);
            }
            return describe.apply(brokerId, partition)
                    .handle((described, failure) ->
                            failure != null || described.error() != ErrorCode.NONE ? UNKNOWN : described.sizeInBytes())
                    .toCompletableFuture();
        }
    }
}
