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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of one consumer, one after the other: a repetition must not overtake a later one, or offsets would go back. Part
 * of {@link MembershipActor}, and used in it alone.
 */
final class Commits {
    /**
     * One of them.
     *
     * @param membership in which it was made, see {@link GroupMembership#membership}
     */
    private record Open(List<GroupCall.Position> positions, long membership, CompletableFuture<Void> promise) {
        Map<TopicPartition, OffsetAndMetadata> offsets() {
            Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
            positions.forEach(position -> offsets.put(
                    new TopicPartition(position.topic(), position.partition().partition()),
                    new OffsetAndMetadata(position.offset(), position.metadata())));
            return offsets;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final GroupCallsActor.Asker group;
    private final GroupMembership member;
    private final Executor actor;
    private final Executor later;
    private final Consumer<Map<TopicPartition, OffsetAndMetadata>> kept;
    private final Function<TopicPartition, @Nullable TopicIdPartition> given;
    private final Deque<Open> open = new ArrayDeque<>();
    /** Commits whose offsets are still being asked for, and the moment when those of all have come. */
    private int expected;

    private CompletableFuture<Void> haveCome = CompletableFuture.completedFuture(null);

    private final Map<TopicPartition, Long> last = new HashMap<>();
    private boolean underWay;
    private @Nullable Stale stale;

    /** The oldest commit was refused for its epoch: which it was, and what had been heard of the coordinator by then. */
    private record Stale(int epoch, long beatsHeard) {}

    /**
     * @param actor runs something in the actor
     * @param later the same, after a pause
     * @param kept is told what the coordinator has kept
     * @param given as what the group has given a partition; null where it has not
     */
    Commits(
            GroupCallsActor.Asker group,
            GroupMembership member,
            Executor actor,
            Executor later,
            Consumer<Map<TopicPartition, OffsetAndMetadata>> kept,
            Function<TopicPartition, @Nullable TopicIdPartition> given) {
        this.group = group;
        this.member = member;
        this.actor = actor;
        this.later = later;
        this.kept = kept;
        this.given = given;
    }

    boolean isEmpty() {
        return open.isEmpty() && expected == 0;
    }

    /** One is made now whose offsets come later: it is complete when {@link #add} has them, and counts as open until then. */
    CompletableFuture<Void> expect() {
        CompletableFuture<Void> coming = new CompletableFuture<>();
        expected++;
        CompletableFuture<Void> counted = coming.handle((done, failure) -> {
            expected--;
            return null;
        });
        haveCome = CompletableFuture.allOf(haveCome, counted);
        return coming;
    }

    /** Done when everything that was added or expected so far is, well or not. */
    CompletionStage<Void> settled() {
        if (expected > 0) {
            return haveCome.thenComposeAsync(nothing -> settled(), actor);
        }
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
        fresh.entrySet()
                .removeIf(entry -> entry.getValue().offset() <= last.getOrDefault(entry.getKey(), -1L)
                        || identified(entry.getKey(), view) == null);
        CompletableFuture<Void> promise = new CompletableFuture<>();
        promise.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Auto-commit of {} partitions for group {} failed: {}",
                        fresh.size(),
                        group.groupId(),
                        failure.toString());
            }
        });
        add(fresh, view, promise);
    }

    /** Those of topics that are gone are left out, and fail the promise when the others are done. */
    void add(Map<TopicPartition, OffsetAndMetadata> offsets, LatestView view, CompletableFuture<Void> promise) {
        List<GroupCall.Position> positions = new ArrayList<>();
        SampoException gone = null;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
            TopicPartition partition = offset.getKey();
            TopicIdPartition id = identified(partition, view);
            if (id == null) {
                gone = new SampoException(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        "There is no topic '" + partition.topic() + "', or not the one any more that was read");
                continue;
            }
            positions.add(new GroupCall.Position(
                    partition.topic(),
                    id,
                    offset.getValue().offset(),
                    -1,
                    offset.getValue().metadata()));
        }
        CompletableFuture<Void> others = gone == null ? promise : failingWith(gone, promise);
        if (positions.isEmpty()) {
            others.complete(null);
            return;
        }
        open.add(new Open(positions, member.membership(), others));
        proceed();
    }

    /** What ends well fails {@code promise} with that; what fails says more. */
    private static CompletableFuture<Void> failingWith(SampoException gone, CompletableFuture<Void> promise) {
        CompletableFuture<Void> others = new CompletableFuture<>();
        others.whenComplete((done, failure) -> promise.completeExceptionally(failure == null ? gone : failure));
        return others;
    }

    /** What was read is committed as what it was read as: offsets of a deleted topic say nothing of another one of its name. */
    private @Nullable TopicIdPartition identified(TopicPartition partition, LatestView view) {
        TopicView topic = view.topic(partition.topic());
        if (topic == null) {
            return null;
        }
        TopicIdPartition now = new TopicIdPartition(topic.topicId(), partition.partition());
        TopicIdPartition read = given.apply(partition);
        return read == null || read.equals(now) ? now : null;
    }

    private void proceed() {
        if (underWay) {
            return;
        }
        boolean isMember = member.isMember();
        // Thrown out, and maybe back: what it has read may be somebody else's by now (H81).
        while (!open.isEmpty() && ((!isMember && member.isSubscribed()) || isOfBefore(open.element()))) {
            open.remove()
                    .promise()
                    .completeExceptionally(new SampoException(
                            ErrorCode.UNKNOWN_MEMBER_ID,
                            "This consumer is no member of its group at the moment, or was not in between"));
        }
        Open oldest = open.peek();
        if (oldest == null) {
            return;
        }
        underWay = true;
        int epoch = isMember ? member.epoch() : GroupCall.NO_EPOCH;
        group.ask(new GroupCall.Commit(
                        isMember ? member.memberId() : "",
                        isMember ? member.instanceId() : null,
                        epoch,
                        oldest.positions()))
                .whenComplete((reply, failure) -> actor.execute(() -> answered(oldest, epoch, reply, failure)));
    }

    /** True if the membership that it was made in is over. */
    private boolean isOfBefore(Open commit) {
        return commit.membership() != member.membership();
    }

    private void answered(Open commit, int epoch, @Nullable GroupReply reply, @Nullable Throwable failure) {
        underWay = false;
        boolean isStale = reply != null && reply.error() == ErrorCode.STALE_MEMBER_EPOCH;
        if (isStale && isOfBefore(commit)) {
            proceed();
            return;
        }
        if (isStale && member.isMember() && mayBringAnother(epoch)) {
            underWay = true;
            member.beatSoon(MembershipActor.nowMs());
            later.execute(() -> {
                underWay = false;
                proceed();
            });
            return;
        }
        stale = null;
        open.remove();
        try {
            if (reply == null) {
                commit.promise().completeExceptionally(cause(failure));
            } else {
                List<GroupReply.PartitionOutcome> outcomes =
                        ((GroupReply.OffsetsCommitted) Groups.accepted(reply)).partitions();
                Map<TopicPartition, OffsetAndMetadata> accepted = commit.offsets();
                outcomes.stream()
                        .filter(outcome -> outcome.error() != ErrorCode.NONE)
                        .forEach(outcome -> accepted.remove(outcome.partition()));
                if (!isOfBefore(commit)) {
                    accepted.forEach((partition, offset) -> last.put(partition, offset.offset()));
                }
                if (!accepted.isEmpty()) {
                    kept.accept(accepted);
                }
                Groups.checked(outcomes);
                commit.promise().complete(null);
            }
        } catch (SampoException refused) {
            commit.promise().completeExceptionally(refused);
        }
        proceed();
    }

    /**
     * True while a heartbeat may still bring another epoch than the one that was refused. One that was sent after the refusal and
     * brings the same says that it is not the epoch: the partition is another member's.
     */
    private boolean mayBringAnother(int epoch) {
        Stale before = stale;
        if (before == null || before.epoch() != epoch) {
            stale = new Stale(epoch, member.beatsHeard());
            return true;
        }
        // The first of them may have been under way when the commit was refused.
        return member.beatsHeard() < before.beatsHeard() + 2;
    }

    /** The consumer ends: what is open is not known to be done. */
    void abandon() {
        underWay = true;
        for (Open left : open) {
            left.promise()
                    .completeExceptionally(
                            new SampoException(
                                    ErrorCode.REQUEST_TIMED_OUT,
                                    "The consumer was closed before its coordinator answered; the offsets may be committed or not"));
        }
        open.clear();
    }

    private static Throwable cause(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return failure.getCause();
        }
        return failure == null ? new IllegalStateException("neither answer nor failure") : failure;
    }
}
