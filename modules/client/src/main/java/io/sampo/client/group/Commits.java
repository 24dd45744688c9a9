package io.sampo.client.group;

import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one consumer, one after the other: a repetition must not overtake a later one, or offsets would go back. Part
 * of {@link MembershipActor}, and used in it alone.
 */
final class Commits {
    /** One of them. */
    private record Open(List<GroupCall.Position> positions, CompletableFuture<Void> promise) {}

    private final GroupCallsActor.Asker group;
    private final GroupMembership member;
    private final Executor actor;
    private final Executor later;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<TopicPartition, Long> last = new HashMap<>();
    private boolean underWay;

    /**
     * @param actor runs something in the actor
     * @param later the same, after a pause
     */
    Commits(GroupCallsActor.Asker group, GroupMembership member, Executor actor, Executor later) {
        this.group = group;
        this.member = member;
        this.actor = actor;
        this.later = later;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Done when everything that was added so far is, well or not. */
    CompletionStage<Void> settled() {
        Open newest = open.peekLast();
        return newest == null
                ? CompletableFuture.completedFuture(null)
                : newest.promise().handle((done, failure) -> null);
    }

    /** Somebody went back or on: what was committed before says nothing of what is to be committed. */
    void forget(TopicPartition partition) {
        last.remove(partition);
    }

    /** Those that go on from what is committed: what a user has committed is not taken back by itself. */
    void addIfNew(Map<TopicPartition, OffsetAndMetadata> offsets, LatestView view) {
        Map<TopicPartition, OffsetAndMetadata> fresh = new HashMap<>(offsets);
        fresh.entrySet().removeIf(entry -> entry.getValue().offset() <= last.getOrDefault(entry.getKey(), -1L));
        add(fresh, view, new CompletableFuture<>());
    }

    void add(Map<TopicPartition, OffsetAndMetadata> offsets, LatestView view, CompletableFuture<Void> promise) {
        List<GroupCall.Position> positions = new ArrayList<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
            TopicPartition partition = offset.getKey();
            TopicView topic = view.topic(partition.topic());
            if (topic == null) {
                promise.completeExceptionally(new SampoException(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + partition.topic() + "'"));
                return;
            }
            positions.add(new GroupCall.Position(
                    partition.topic(),
                    new TopicIdPartition(topic.topicId(), partition.partition()),
                    offset.getValue().offset(),
                    -1,
                    offset.getValue().metadata()));
        }
        if (positions.isEmpty()) {
            promise.complete(null);
            return;
        }
        open.add(new Open(positions, promise));
        proceed();
    }

    private void proceed() {
        Open oldest = open.peek();
        if (oldest == null || underWay) {
            return;
        }
        boolean isMember = member.isMember();
        if (!isMember && member.isSubscribed()) {
            // Thrown out: what it has read may be somebody else's by now (H81).
            open.remove();
            oldest.promise()
                    .completeExceptionally(new SampoException(
                            ErrorCode.UNKNOWN_MEMBER_ID, "This consumer is no member of its group at the moment"));
            proceed();
            return;
        }
        underWay = true;
        group.ask(new GroupCall.Commit(
                        isMember ? member.memberId() : "",
                        isMember ? member.instanceId() : null,
                        isMember ? member.epoch() : GroupCall.NO_EPOCH,
                        oldest.positions()))
                .whenComplete((reply, failure) -> actor.execute(() -> answered(oldest, reply, failure)));
    }

    private void answered(Open commit, @Nullable GroupReply reply, @Nullable Throwable failure) {
        underWay = false;
        if (reply != null && reply.error() == ErrorCode.STALE_MEMBER_EPOCH && member.isMember()) {
            // A heartbeat has brought another epoch, or brings it.
            underWay = true;
            later.execute(() -> {
                underWay = false;
                proceed();
            });
            return;
        }
        open.remove();
        try {
            if (reply == null) {
                commit.promise().completeExceptionally(cause(failure));
            } else {
                Groups.checked(((GroupReply.OffsetsCommitted) Groups.accepted(reply)).partitions());
                commit.positions()
                        .forEach(position -> last.put(
                                new TopicPartition(
                                        position.topic(), position.partition().partition()),
                                position.offset()));
                commit.promise().complete(null);
            }
        } catch (SampoException refused) {
            commit.promise().completeExceptionally(refused);
        }
        proceed();
    }

    private static Throwable cause(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return failure.getCause();
        }
        return failure == null ? new IllegalStateException("neither answer nor failure") : failure;
    }
}
