package io.sampo.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ConsumerSettings;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.RebalanceListener;
import io.sampo.client.StartAt;
import io.sampo.client.group.GroupMembership.Change;
import io.sampo.client.group.GroupMembership.Subscription;
import io.sampo.client.session.LatestView;
import io.sampo.messages.ClusterView;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private static final TopicId ID = TopicId.random();
    private static final TopicPartition P = new TopicPartition("orders", 0);
    private static final TopicIdPartition P_ID = new TopicIdPartition(ID, 0);
    private static final TopicPartition Q = new TopicPartition("orders", 1);
    private static final TopicIdPartition Q_ID = new TopicIdPartition(ID, 1);
    private static final long NOW_MS = 1_000;

    /** Somebody always waits for records and there always are some: whatever may be handed out is, at any moment. */
    private static final class BusyReader implements MembershipActor.Reading {
        private final Map<TopicPartition, Long> next = new HashMap<>();
        private final Set<TopicPartition> held = new HashSet<>();
        private final List<CompletableFuture<Map<TopicPartition, Long>>> asked = new ArrayList<>();
        private long handedOut = -1;
        private boolean answers = true;

        private void busy() {
            next.replaceAll((partition, offset) -> {
                if (held.contains(partition)) {
                    return offset;
                }
                handedOut = offset;
                return offset + 1;
            });
        }

        @Override
        public void assign(Map<TopicPartition, @Nullable StartAt> partitions, Set<TopicPartition> fresh) {
            busy();
            next.keySet().retainAll(partitions.keySet());
            held.addAll(fresh);
            partitions.forEach((partition, start) ->
                    next.computeIfAbsent(partition, absent -> start == null ? 0 : start.offset()));
        }

        @Override
        public void start(Map<TopicPartition, @Nullable StartAt> starts) {}

        @Override
        public void hold(Collection<TopicPartition> partitions) {
            busy();
            held.addAll(partitions);
        }

        @Override
        public void release(Set<TopicPartition> released) {
            held.removeAll(released);
            busy();
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> positions() {
            busy();
            CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
            asked.add(answer);
            if (answers) {
                answer.complete(Map.copyOf(next));
            }
            return answer;
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> processed() {
            return positions();
        }

        @Override
        public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void fail(@Nullable SampoException why) {}
    }

    private final TestInbox<GroupCallsActor.Command> coordinator = TestInbox.create();
    private final GroupCallsActor.Asker group = new GroupCallsActor.Asker(coordinator.getRef(), "g", 60_000);
    private final GroupMembership member = new GroupMembership(new GroupMembership.Traits("m", null, 300_000, "", 100));
    private final LatestView view = new LatestView();
    private final BusyReader reader = new BusyReader();
    private final Handover handover = new Handover(new Handover.Parts(
            reader,
            member,
            new Commits(group, member, Runnable::run, Runnable::run, reader::committed, partition -> null),
            group,
            view,
            Runnable::run,
            Runnable::run,
            ConsumerSettings.of(Map.of("group.id", "g"))));
    private final List<String> heard = new ArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    @BeforeEach
    void readsFrom90() {
        view.offer(new ClusterView(
                "c", 0, 1, 1, List.of(), List.of(new ClusterView.TopicView("orders", ID, Map.of(), List.of()))));
        handover.listener(new RebalanceListener() {
            @Override
            public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
                heard.add("revoked behind " + reader.handedOut + ", said to be at " + handover.lettingGo());
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> onLost(Collection<TopicPartition> partitions) {
                heard.add("lost");
                return CompletableFuture.completedFuture(null);
            }
        });
        member.subscribe(new Subscription(List.of("orders"), ""), NOW_MS);
        beats(ErrorCode.NONE, 5, List.of(P_ID));
        take(P, 90);
        assertThat(reader.handedOut).isEqualTo(90);
    }

    private void take(TopicPartition partition, long committed) {
        handover.begin(next(Change.Kind.TAKE));
        ((GroupCallsActor.Ask) coordinator.receiveMessage())
                .promise()
                .complete(new GroupReply.OffsetsFetched(
                        ErrorCode.NONE,
                        "",
                        List.of(new GroupReply.CommittedPosition(partition, committed, -1, "", 0))));
    }

    private void beats(ErrorCode error, int epoch, List<TopicIdPartition> partitions) {
        GroupCall.Beat beat = member.nextBeat(Long.MAX_VALUE - 1);
        assertThat(beat).as("a heartbeat is due").isNotNull();
        member.answered(
                beat, new GroupReply.Beaten(error, "", epoch, 5_000, error == ErrorCode.NONE, partitions), NOW_MS);
    }

    private Change next(Change.Kind kind) {
        Change change = member.nextChange();
        assertThat(change).isNotNull();
        assertThat(change.kind()).isEqualTo(kind);
        return change;
    }

    @Test
    void nothingIsHandedOutBehindThePositionAtWhichAPartitionIsGivenUp() {
        // when
        beats(ErrorCode.NONE, 6, List.of());
        handover.begin(next(Change.Kind.GIVE_UP));
        reader.busy();

        // then
        long last = reader.handedOut;
        assertThat(heard).containsExactly("revoked behind " + last + ", said to be at {" + P + "=" + (last + 1) + "}");
    }

    @Test
    void whoIsThrownOutGetsNothingMoreThoughAListenerIsStillAtWork() {
        // given: of two partitions one is being given up, and its listener takes long
        handover.listener(new RebalanceListener() {
            @Override
            public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
                return finished;
            }
        });
        beats(ErrorCode.NONE, 6, List.of(P_ID, Q_ID));
        take(Q, 10);
        beats(ErrorCode.NONE, 7, List.of(Q_ID));
        handover.begin(next(Change.Kind.GIVE_UP));

        // when
        beats(ErrorCode.FENCED_MEMBER_EPOCH, 0, List.of());
        handover.thrownOut();
        long last = reader.handedOut;
        reader.busy();

        // then
        assertThat(reader.handedOut).isEqualTo(last);
        finished.complete(null);
        assertThat(next(Change.Kind.LOST).partitions()).containsExactly(Q_ID);
    }

    @Test
    void aListenerThatThrowsOrGivesNothingHoldsNobodyUp() {
        // given
        handover.listener(new RebalanceListener() {
            @Override
            public CompletionStage<Void> onAssigned(Collection<TopicPartition> partitions) {
                throw new AssertionError("a mistake of the user");
            }

            @Override
            @SuppressWarnings("NullAway")
            public CompletionStage<Void> onRevoked(Collection<TopicPartition> partitions) {
                return null;
            }
        });

        // when
        beats(ErrorCode.NONE, 6, List.of(P_ID, Q_ID));
        take(Q, 10);
        beats(ErrorCode.NONE, 7, List.of());
        handover.begin(next(Change.Kind.GIVE_UP));

        // then
        assertThat(member.owned()).isEmpty();
    }

    @Test
    void aLostPartitionIsToldToBeLostWhenNothingOfItComesAnyMore() {
        // given: a reader that is slow to hear of it
        reader.answers = false;

        // when
        beats(ErrorCode.FENCED_MEMBER_EPOCH, 0, List.of());
        handover.begin(next(Change.Kind.LOST));

        // then
        assertThat(heard).isEmpty();
        reader.asked.get(reader.asked.size() - 1).complete(Map.of());
        assertThat(heard).containsExactly("lost");
    }
}
