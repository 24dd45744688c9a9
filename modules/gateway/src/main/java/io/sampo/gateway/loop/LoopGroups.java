package io.sampo.gateway.loop;

import io.sampo.apis.Groups;
import io.sampo.apis.Waiter;
import io.sampo.groups.Coordinators;
import io.sampo.groups.Coordinators.Caller;
import io.sampo.groups.Coordinators.Listed;
import io.sampo.groups.Coordinators.Located;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.Refusals;
import io.sampo.model.ErrorCode;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The groups as the connections of one event loop see them: answers come over from the threads of the coordinators. */
final class LoopGroups implements Groups {
    private static final Logger LOG = LoggerFactory.getLogger(LoopGroups.class);
    /** Longer than a coordinator takes before it answers by itself ({@code offsets.commit.timeout.ms}). */
    private static final long COORDINATOR_WAIT_MS = 20_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Supplier<Coordinators> coordinators;
    private final Executor loop;
    private final long waitMs;
    private final Replies<GroupResponse> replies = new Replies<>();
    private final Replies<Listed> lists = new Replies<>();

    /** @param coordinators of the broker's present incarnation */
    LoopGroups(Supplier<Coordinators> coordinators, Executor loop, long patienceMs) {
        this.coordinators = coordinators;
        this.loop = loop;
        this.waitMs = COORDINATOR_WAIT_MS + patienceMs;
    }

    /** One answer; {@code silence} stands in for the one that has not come. */
    private record Answer<T>(Consumer<T> answer, T silence) implements Waiter<T> {
        @Override
        public void answered(int tag, T reply) {
            answer.accept(reply);
        }

        @Override
        public void unanswered(int tag) {
            answer.accept(silence);
        }
    }

    @Override
    public Located coordinatorOf(String groupId) {
        return coordinators.get().coordinatorOf(groupId);
    }

    @Override
    public long ask(String groupId, GroupRequest request, Caller caller, Consumer<GroupResponse> answer) {
        // Kafka sets no deadline to these two either: the rebalance has one, and the client its own.
        boolean waitsForOthers = request instanceof GroupRequest.Join || request instanceof GroupRequest.Sync;
        long number = replies.expect(
                new Answer<>(answer, Refusals.of(request, ErrorCode.COORDINATOR_NOT_AVAILABLE)),
                0,
                waitsForOthers ? NEVER : GatewayLoop.nowMs() + waitMs);
        coordinators
                .get()
                .ask(groupId, request, caller, response -> handOver(() -> replies.answered(number, response)));
        return number;
    }

    @Override
    public void forget(long number) {
        replies.forget(number);
    }

    @Override
    public void list(Consumer<Listed> answer) {
        long number = lists.expect(
                new Answer<>(answer, new Listed(ErrorCode.COORDINATOR_NOT_AVAILABLE, List.of())),
                0,
                GatewayLoop.nowMs() + waitMs);
        coordinators.get().list(listed -> handOver(() -> lists.answered(number, listed)));
    }

    private void handOver(Runnable answer) {
        try {
            loop.execute(() -> {
                try {
                    answer.run();
                } catch (RuntimeException e) {
                    LOG.error("A fault with an answer of a group", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The loop ends", e);
        }
    }

    /** Tells everybody whose answer was due. */
    void expire(long nowMs) {
        replies.expire(nowMs);
        lists.expire(nowMs);
    }

    /** Nobody will answer any more. */
    void giveUpAll() {
        replies.giveUpAll();
        lists.giveUpAll();
    }
}
