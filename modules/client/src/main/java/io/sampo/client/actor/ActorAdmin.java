package io.sampo.client.actor;

import io.sampo.client.Admin;
import io.sampo.client.ElectionType;
import io.sampo.client.NewTopic;
import io.sampo.client.OffsetAndTimestamp;
import io.sampo.client.StartAt;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The face of an {@link AdminActor}. */
final class ActorAdmin implements Admin {
    private final ActorRef<AdminActor.Command> actor;

    ActorAdmin(ActorRef<AdminActor.Command> actor) {
        this.actor = actor;
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
        return ask(new AdminRequest.ElectLeaders(topic, List.copyOf(partitions), type == ElectionType.UNCLEAN));
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
        actor.tell(new AdminActor.ShowView(promise));
        return promise;
    }

    @Override
    public CompletionStage<Map<TopicPartition, OffsetAndTimestamp>> offsets(
            Set<TopicPartition> partitions, StartAt at) {
        if (at.isOffset()) {
            throw new IllegalArgumentException("an offset needs no lookup");
        }
        CompletableFuture<Map<TopicPartition, OffsetAndTimestamp>> promise = new CompletableFuture<>();
        actor.tell(new AdminActor.ListOffsets(Set.copyOf(partitions), at.timestampMs(), promise));
        return promise;
    }

    private CompletionStage<Void> change(AdminRequest request) {
        return ask(request).thenAccept(told -> {});
    }

    /** What the controller tells beside that it is done. */
    private CompletionStage<String> ask(AdminRequest request) {
        CompletableFuture<String> promise = new CompletableFuture<>();
        actor.tell(new AdminActor.Change(request, promise));
        return promise;
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
}
