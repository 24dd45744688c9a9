package io.sampo.simulation.groups;

import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.simulation.engine.Rng;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A member of the consumer protocol. */
final class ModernConsumer extends SimConsumer {
    private String memberId = "";
    private int epoch = GroupRequest.NO_GENERATION;
    private boolean asks;
    private long nextBeatMs;
    private SortedSet<TopicIdPartition> owned = new TreeSet<>();
    private SortedSet<String> topics = new TreeSet<>();
    private boolean toldAll;

    ModernConsumer(GroupSimulation world, String name, @Nullable String instanceId, Rng random) {
        super(world, name, instanceId, random);
    }

    @Override
    boolean isClassic() {
        return false;
    }

    @Override
    String memberId() {
        return memberId;
    }

    @Override
    int generation() {
        return epoch;
    }

    @Override
    int ownedGeneration() {
        return epoch;
    }

    @Override
    boolean mayRead() {
        return epoch > 0;
    }

    @Override
    void forgetGroup() {
        epoch = GroupRequest.NO_GENERATION;
        owned = new TreeSet<>();
        asks = false;
        toldAll = false;
        nextBeatMs = 0;
        own(Set.of());
    }

    @Override
    void turn() {
        if (asks || world.nowMs() < nextBeatMs) {
            return;
        }
        if (epoch < 0) {
            memberId = name() + "-" + world.newId();
            topics = world.someTopics(random);
            send(GroupRequest.JOINING_EPOCH, topics, new TreeSet<>());
        } else {
            boolean full = !toldAll || random.below(4) == 0;
            if (!world.isCalm() && random.below(40) == 0) {
                topics = world.someTopics(random);
                full = true;
            }
            send(epoch, full ? topics : null, full || random.below(2) == 0 ? owned : null);
        }
    }

    @Override
    void leave() {
        if (epoch > 0) {
            boolean forAWhile = instanceId != null && random.below(2) == 0;
            send(forAWhile ? GroupRequest.LEAVING_STATIC_EPOCH : GroupRequest.LEAVING_EPOCH, null, null);
        }
    }

    private void send(int atEpoch, @Nullable SortedSet<String> wanted, @Nullable SortedSet<TopicIdPartition> told) {
        MemberHeartbeat request = new MemberHeartbeat(
                memberId,
                atEpoch,
                instanceId,
                null,
                wanted != null && told != null ? GroupSimulation.REBALANCE_MS : -1,
                wanted,
                null,
                null,
                told);
        asks = true;
        int lifeThen = life();
        String idThen = memberId;
        world.ask(this, (group, context) -> group.memberHeartbeat(request, context, world.topics()), 300, answer -> {
            if (lifeThen != life() || !idThen.equals(memberId)) {
                return;
            }
            asks = false;
            if (answer instanceof MemberAlive alive && atEpoch >= 0) {
                heard(alive);
            } else if (answer == null) {
                // It does not know what the group knows: it tells everything again (KIP-848).
                toldAll = false;
                if (atEpoch == GroupRequest.JOINING_EPOCH) {
                    forgetGroup();
                }
            }
        });
    }

    private void heard(MemberAlive alive) {
        switch (alive.error()) {
            case NONE -> {
                epoch = alive.memberEpoch();
                toldAll = true;
                nextBeatMs = world.nowMs() + alive.heartbeatIntervalMs();
                if (alive.assignment() != null) {
                    owned = new TreeSet<>(alive.assignment());
                    SortedSet<TopicPartition> named = new TreeSet<>();
                    owned.forEach(partition -> named.add(world.named(partition)));
                    own(named);
                    // Whoever has to give something up says soon that it did.
                    nextBeatMs = world.nowMs();
                }
            }
            case COORDINATOR_LOAD_IN_PROGRESS -> nextBeatMs = world.nowMs() + TICK_MS;
            case UNKNOWN_MEMBER_ID,
                    FENCED_MEMBER_EPOCH,
                    FENCED_INSTANCE_ID,
                    UNRELEASED_INSTANCE_ID,
                    GROUP_ID_NOT_FOUND -> {
                forgetGroup();
                nextBeatMs = world.nowMs() + 100;
            }
            default ->
                throw new IllegalStateException(
                        "a heartbeat is answered " + alive.error() + ": " + alive.message() + ErrorCode.NONE.text());
        }
    }
}
