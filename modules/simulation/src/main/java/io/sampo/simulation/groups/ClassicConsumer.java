package io.sampo.simulation.groups;

import io.sampo.assignors.ClientAssignor.Subscriber;
import io.sampo.assignors.ClientAssignors;
import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.Heartbeat;
import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.JoinedMember;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.classic.EmbeddedProtocolCodec.Subscription;
import io.sampo.model.ErrorCode;
import io.sampo.simulation.engine.Rng;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A member of the classic protocol. It stops reading before it joins, if it is eager; else it keeps what it has. */
final class ClassicConsumer extends SimConsumer {
    private static final long PATIENCE_MS = 2L * GroupSimulation.REBALANCE_MS;

    private enum Phase {
        OUT,
        JOINING,
        SYNCING,
        IN
    }

    private final boolean isEager;
    private Phase phase = Phase.OUT;
    private String memberId = "";
    private int generation = GroupRequest.NO_GENERATION;
    private int ownedGeneration = GroupRequest.NO_GENERATION;
    private boolean asks;
    private boolean mustJoin;
    private long nextBeatMs;
    private SortedSet<String> topics = new TreeSet<>();

    ClassicConsumer(GroupSimulation world, String name, @Nullable String instanceId, Rng random) {
        super(world, name, instanceId, random);
        // Whether the group is eager has to be the same for all of it.
        this.isEager = world.isEager();
    }

    @Override
    boolean isClassic() {
        return true;
    }

    @Override
    String memberId() {
        return memberId;
    }

    @Override
    int generation() {
        return generation;
    }

    @Override
    int ownedGeneration() {
        return ownedGeneration;
    }

    @Override
    boolean mayRead() {
        return phase == Phase.IN;
    }

    @Override
    void forgetGroup() {
        phase = Phase.OUT;
        memberId = "";
        outOfTheGroup();
    }

    private void outOfTheGroup() {
        generation = GroupRequest.NO_GENERATION;
        ownedGeneration = GroupRequest.NO_GENERATION;
        phase = Phase.OUT;
        asks = false;
        mustJoin = false;
        nextBeatMs = 0;
        own(Set.of());
    }

    @Override
    void turn() {
        if (asks || world.nowMs() < nextBeatMs) {
            return;
        }
        if (phase == Phase.OUT || mustJoin) {
            join();
        } else if (phase == Phase.IN) {
            beat();
        }
    }

    private void join() {
        mustJoin = false;
        phase = Phase.JOINING;
        if (isEager) {
            own(Set.of());
        }
        if (topics.isEmpty() || (!world.isCalm() && random.below(20) == 0)) {
            topics = world.someTopics(random);
        }
        Blob metadata = EmbeddedProtocolCodec.subscription(
                (short) 2, new Subscription(topics, new TreeSet<>(uses()), ownedGeneration, null));
        String assignor = isEager ? "range" : "cooperative-sticky";
        Join request = new Join(
                memberId,
                instanceId,
                EmbeddedProtocolCodec.PROTOCOL_TYPE,
                List.of(new Protocol(assignor, metadata)),
                GroupSimulation.SESSION_MS,
                GroupSimulation.REBALANCE_MS,
                true,
                true);
        asks = true;
        int lifeThen = life();
        world.ask(this, (group, context) -> group.join(request, context, world.topics()), PATIENCE_MS, answer -> {
            if (lifeThen == life()) {
                asks = false;
                if (answer instanceof Joined joined) {
                    joined(joined);
                } else {
                    mustJoin = true;
                }
            }
        });
    }

    private void joined(Joined joined) {
        switch (joined.error()) {
            case NONE -> {
                memberId = joined.memberId();
                generation = joined.generation();
                if (world.laws().truth().modern() == null && generation > ownedGeneration + 1) {
                    // It missed a generation: another may have read on, and this one does not know from where. The
                    // protocol
                    // leaves that to members; a coordinator that divides by itself has to see to it.
                    own(Set.of());
                }
                sync(joined);
            }
            case MEMBER_ID_REQUIRED -> {
                memberId = joined.memberId();
                mustJoin = true;
            }
            case COORDINATOR_LOAD_IN_PROGRESS, REBALANCE_IN_PROGRESS -> mustJoin = true;
            case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, INCONSISTENT_GROUP_PROTOCOL -> {
                forgetGroup();
                nextBeatMs = world.nowMs() + 100;
            }
            default -> throw new IllegalStateException("a join is answered " + joined.error());
        }
    }

    private void sync(Joined joined) {
        phase = Phase.SYNCING;
        boolean divides = !joined.members().isEmpty() && !joined.skipAssignment();
        Map<String, Blob> assignments = divides ? divided(joined) : Map.of();
        Sync request = new Sync(memberId, instanceId, generation, null, null, assignments);
        asks = true;
        int lifeThen = life();
        world.ask(this, (group, context) -> group.sync(request, context, world.topics()), PATIENCE_MS, answer -> {
            if (lifeThen != life()) {
                return;
            }
            asks = false;
            if (answer instanceof Synced synced && synced.error() == ErrorCode.NONE) {
                phase = Phase.IN;
                nextBeatMs = world.nowMs();
                Set<io.sampo.model.TopicPartition> before = new TreeSet<>(uses());
                SortedSet<io.sampo.model.TopicPartition> given =
                        EmbeddedProtocolCodec.assignment(synced.assignment()).partitions();
                own(given);
                ownedGeneration = generation;
                // Cooperative: what was given up now may be given to somebody else in another rebalance.
                mustJoin = !isEager && !given.containsAll(before);
            } else {
                react(answer);
            }
        });
    }

    private Map<String, Blob> divided(Joined joined) {
        SortedMap<String, Subscriber> members = new TreeMap<>();
        for (JoinedMember member : joined.members()) {
            Subscription told = EmbeddedProtocolCodec.subscription(member.metadata());
            members.put(member.memberId(), new Subscriber(told.topics(), told.owned(), told.generation()));
        }
        Map<String, Blob> assignments = new TreeMap<>();
        ClientAssignors.named(isEager ? "range" : "cooperative-sticky")
                .assign(members, world.partitionCounts())
                .forEach((id, given) -> assignments.put(id, EmbeddedProtocolCodec.assignment((short) 2, given)));
        return assignments;
    }

    private void beat() {
        Heartbeat request = new Heartbeat(memberId, instanceId, generation);
        asks = true;
        int lifeThen = life();
        world.ask(this, (group, context) -> group.heartbeat(request, context), 300, answer -> {
            if (lifeThen == life()) {
                asks = false;
                nextBeatMs = world.nowMs() + GroupSimulation.HEARTBEAT_MS;
                react(answer);
            }
        });
    }

    private void react(@Nullable GroupResponse answer) {
        if (answer == null) {
            mustJoin |= phase == Phase.SYNCING;
            return;
        }
        switch (answer.error()) {
            case NONE, COORDINATOR_LOAD_IN_PROGRESS -> mustJoin |= phase == Phase.SYNCING;
            case REBALANCE_IN_PROGRESS -> mustJoin = true;
            case ILLEGAL_GENERATION -> outOfTheGroup();
            case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> forgetGroup();
            default -> throw new IllegalStateException("a member is answered " + answer.error());
        }
    }

    @Override
    void leave() {
        if (!memberId.isEmpty() && instanceId == null) {
            Leave request = new Leave(List.of(new Leave.Leaving(memberId, null)));
            world.ask(this, (group, context) -> group.leave(request, context, world.topics()), 300, answer -> {});
        }
    }
}
