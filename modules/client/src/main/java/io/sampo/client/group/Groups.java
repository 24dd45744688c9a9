package io.sampo.client.group;

import io.sampo.client.OffsetAndMetadata;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Consumer groups, as an administrator sees them. Every stage fails with a {@link SampoException}: GROUP_ID_NOT_FOUND,
 * NON_EMPTY_GROUP, GROUP_SUBSCRIBED_TO_TOPIC and the like. May be used from any thread.
 */
public final class Groups {
    private final ActorRef<GroupCallsActor.Command> calls;
    private final Supplier<CompletionStage<ClusterView>> view;
    private final long timeoutMs;
    private final BooleanSupplier isClosed;

    /**
     * @param view the cluster as the client sees it at the moment
     * @param isClosed whether the client is: then there is no actor any more that would answer
     */
    public Groups(
            ActorRef<GroupCallsActor.Command> calls,
            Supplier<CompletionStage<ClusterView>> view,
            long timeoutMs,
            BooleanSupplier isClosed) {
        this.calls = calls;
        this.view = view;
        this.timeoutMs = timeoutMs;
        this.isClosed = isClosed;
    }

    /** All groups of the cluster, in order of their ids. */
    public CompletionStage<List<GroupReply.Listing>> list() {
        return view.get().thenCompose(cluster -> {
            // By id: a coordinator that moves meanwhile may be told of by both.
            CompletableFuture<SortedMap<String, GroupReply.Listing>> all =
                    CompletableFuture.completedFuture(new TreeMap<>());
            for (BrokerView broker : cluster.brokers()) {
                if (!broker.fenced()) {
                    all = all.thenCombine(listed(broker.brokerId()), (found, more) -> {
                        more.forEach(listing -> found.put(listing.groupId(), listing));
                        return found;
                    });
                }
            }
            return all.thenApply(found -> List.copyOf(found.values()));
        });
    }

    private CompletableFuture<List<GroupReply.Listing>> listed(int brokerId) {
        return told(promise -> new GroupCallsActor.AskBroker(brokerId, new GroupCall.ListGroups(), timeoutMs, promise))
                .thenApply(reply -> ((GroupReply.Listed) accepted(reply)).groups());
    }

    /** One group, its state and its members. */
    public CompletionStage<GroupReply.Described> describe(String groupId) {
        return ask(groupId, new GroupCall.Describe()).thenApply(reply -> (GroupReply.Described) reply);
    }

    /** What the group has committed, by partition in order. */
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> offsets(String groupId) {
        return ask(groupId, new GroupCall.FetchOffsets("", GroupCall.NO_EPOCH, true, List.of()))
                .thenApply(reply -> {
                    Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();
                    ((GroupReply.OffsetsFetched) reply)
                            .positions()
                            .forEach(position -> offsets.put(
                                    position.partition(),
                                    new OffsetAndMetadata(position.offset(), position.metadata())));
                    return offsets;
                });
    }

    /** Sets what the group has committed; refused with UNKNOWN_MEMBER_ID while the group has members. */
    public CompletionStage<Void> alterOffsets(String groupId, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return view.get().thenCompose(cluster -> {
            List<GroupCall.Position> positions = new ArrayList<>();
            offsets.forEach((partition, offset) -> positions.add(new GroupCall.Position(
                    partition.topic(), identified(cluster, partition), offset.offset(), -1, offset.metadata())));
            return ask(groupId, new GroupCall.Commit("", null, GroupCall.NO_EPOCH, positions))
                    .thenApply(reply -> checked(((GroupReply.OffsetsCommitted) reply).partitions()));
        });
    }

    private static TopicIdPartition identified(ClusterView cluster, TopicPartition partition) {
        return cluster.topics().stream()
                .filter(topic -> topic.topic().equals(partition.topic())
                        && partition.partition() < topic.partitions().size())
                .findFirst()
                .map(topic -> new TopicIdPartition(topic.topicId(), partition.partition()))
                .orElseThrow(() ->
                        new SampoException(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + partition));
    }

    /** Forgets what the group has committed of these partitions; refused where the group reads their topic. */
    public CompletionStage<Void> deleteOffsets(String groupId, Collection<TopicPartition> partitions) {
        return ask(groupId, new GroupCall.DeleteOffsets(List.copyOf(partitions)))
                .thenApply(reply -> checked(((GroupReply.OffsetsDeleted) reply).partitions()));
    }

    /** Deletes a group without members, and what it has committed. */
    public CompletionStage<Void> delete(String groupId) {
        return ask(groupId, new GroupCall.Delete()).thenApply(reply -> null);
    }

    private CompletionStage<GroupReply> ask(String groupId, GroupCall call) {
        return told(promise -> new GroupCallsActor.Ask(groupId, call, timeoutMs, promise))
                .thenApply(Groups::accepted);
    }

    private CompletableFuture<GroupReply> told(Function<CompletableFuture<GroupReply>, GroupCallsActor.Command> call) {
        CompletableFuture<GroupReply> promise = new CompletableFuture<>();
        if (isClosed.getAsBoolean()) {
            promise.completeExceptionally(new SampoException(ErrorCode.NETWORK_EXCEPTION, "The client was closed"));
        } else {
            calls.tell(call.apply(promise));
        }
        return promise;
    }

    /** The reply, or its error as an exception. */
    static GroupReply accepted(GroupReply reply) {
        if (reply.error() != ErrorCode.NONE) {
            throw new SampoException(
                    reply.error(), reply.message().isEmpty() ? reply.error().text() : reply.message());
        }
        return reply;
    }

    /** Throws what was refused first; a topic that is gone is told of only where nothing else was refused. */
    static Void checked(List<GroupReply.PartitionOutcome> outcomes) {
        outcomes.stream()
                .filter(outcome -> outcome.error() != ErrorCode.NONE)
                .min(Comparator.comparing(outcome -> outcome.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
                .ifPresent(outcome -> {
                    throw new SampoException(
                            outcome.error(),
                            outcome.partition() + ": " + outcome.error().text());
                });
        return null;
    }
}
