package io.sampo.simulation.groups;

import io.sampo.assignors.RangeAssignor;
import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.ConsumerGroup;
import io.sampo.groups.Decision;
import io.sampo.groups.Decision.Answer;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.RequestContext;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.simulation.engine.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Stands for {@code GroupCoordinatorActor} and {@code GroupPartitionActor}: loads the group, appends what it decides, and
 * answers when everything decided so far is committed. One that was deposed may live on and not know it.
 */
final class SimCoordinator {
    /** What waits for the log: a decision with or without records. */
    private record Pending(List<Answer> answers, boolean[] isCommitted) {}

    private final GroupSimulation world;
    private final int epoch;
    private final ConsumerGroup group;
    private final Map<Long, Consumer<GroupResponse>> clients = new HashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private boolean isLoaded;
    private boolean isGone;
    private long armedForMs = Long.MAX_VALUE;

    SimCoordinator(GroupSimulation world, int epoch, GroupSettings settings) {
        this.world = world;
        this.epoch = epoch;
        this.group = new ConsumerGroup(
                "g", settings, new TargetAssignor(List.of(new UniformAssignor(), new RangeAssignor())));
    }

    int epoch() {
        return epoch;
    }

    ConsumerGroup group() {
        return group;
    }

    boolean isLoaded() {
        return isLoaded && !isGone;
    }

    boolean isQuiet() {
        return pending.isEmpty();
    }

    /** Reads back what is committed at this moment; nothing is appended behind it, since only this one may. */
    void load() {
        if (isGone) {
            return;
        }
        world.log().committed().forEach(group::replay);
        isLoaded = true;
        take(group.loaded(world.now()));
    }

    /** The process is gone, or knows that it leads no more: nothing is answered. */
    void stop() {
        isGone = true;
        clients.clear();
        pending.clear();
    }

    void ask(
            RequestContext context,
            BiFunction<ConsumerGroup, RequestContext, Decision> request,
            Consumer<GroupResponse> client) {
        if (!isGone) {
            clients.put(context.requestId(), client);
            take(request.apply(group, context));
        }
    }

    /** A read; it waits for nothing. */
    void fetch(FetchOffsets request, GroupTopics topics, Consumer<OffsetsFetched> client) {
        if (!isGone) {
            OffsetsFetched fetched = group.fetch(request, topics);
            if (epoch == world.log().leaderEpoch()) {
                world.laws().fetched(fetched);
            }
            client.accept(fetched);
        }
    }

    private void take(Decision decision) {
        if (!decision.records().isEmpty()) {
            Pending waiting = new Pending(decision.answers(), new boolean[1]);
            pending.add(waiting);
            world.log().append(epoch, decision.records(), success -> {
                if (isGone) {
                    return;
                }
                if (!success) {
                    stop();
                    return;
                }
                group.committed(decision.records());
                waiting.isCommitted[0] = true;
                release();
            });
        } else if (pending.isEmpty()) {
            answer(decision.answers());
        } else {
            pending.add(new Pending(decision.answers(), new boolean[] {true}));
        }
        arm();
    }

    private void release() {
        while (!pending.isEmpty() && pending.peek().isCommitted[0]) {
            answer(pending.remove().answers);
        }
    }

    private void answer(List<Answer> answers) {
        for (Answer answer : answers) {
            Consumer<GroupResponse> client = clients.remove(answer.requestId());
            if (client == null) {
                throw new Violation("G6", "request " + answer.requestId() + " is answered twice, or was never asked");
            }
            client.accept(answer.response());
        }
    }

    private void arm() {
        long next = group.nextDeadlineMs();
        if (next < armedForMs && next != Long.MAX_VALUE) {
            armedForMs = next;
            world.schedule().at(Math.max(next, world.schedule().nowMs()), this::due);
        }
    }

    private void due() {
        armedForMs = Long.MAX_VALUE;
        if (isGone) {
            return;
        }
        Now now = world.now();
        Supplier<Long> next = group::nextDeadlineMs;
        if (next.get() <= now.ms()) {
            take(group.expire(now, world.topics()));
            if (next.get() <= now.ms()) {
                throw new Violation("G5", "the deadline " + next.get() + " is still due after " + now.ms());
            }
        }
        arm();
    }
}
