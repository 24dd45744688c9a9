package io.sampo.controller;

import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/**
 * Who leads. The first replica in order of preference that is in the ISR and eligible; nobody where there is none, and then
 * the ISR stays, because its members are the only ones known to hold everything (R12: never unclean).
 *
 * <p>Each function answers with the change of one partition, or with nothing where it stays as it is.
 */
final class PartitionElection {
    private final IntPredicate eligible;

    private PartitionElection(IntPredicate eligible) {
        this.eligible = eligible;
    }

    /** Among the brokers that {@code metadata} calls eligible. */
    static PartitionElection among(ClusterMetadata metadata) {
        return new PartitionElection(metadata::isEligible);
    }

    PartitionElection without(int brokerId) {
        return new PartitionElection(id -> id != brokerId && eligible.test(id));
    }

    PartitionElection with(int brokerId) {
        return new PartitionElection(id -> id == brokerId || eligible.test(id));
    }

    /** The changes of all partitions, in order of topic name and partition. */
    static List<PartitionChange> changes(
            ClusterMetadata metadata,
            BiFunction<TopicIdPartition, PartitionState, Optional<PartitionChange>> decideOne) {
        List<PartitionChange> changes = new ArrayList<>();
        metadata.forEachPartition(
                (partition, state) -> decideOne.apply(partition, state).ifPresent(changes::add));
        return changes;
    }

    /** The leader that {@code replicas} in this order and {@code isr} give, or -1. */
    int leader(List<Integer> replicas, List<Integer> isr) {
        for (int id : replicas) {
            if (isr.contains(id) && eligible.test(id)) {
                return id;
            }
        }
        return Offsets.NO_BROKER;
    }

    /** The broker is gone and what it holds is in doubt: out of the ISR, unless it is the last member; no leadership. */
    Optional<PartitionChange> gone(TopicIdPartition partition, PartitionState state, int brokerId) {
        return withIsr(partition, state, brokerId, withoutUnlessLast(state.isr(), brokerId));
    }

    /** The broker has started again with all it had acknowledged (R11b): it keeps its ISR places and no leadership. */
    Optional<PartitionChange> restarted(TopicIdPartition partition, PartitionState state, int brokerId) {
        return withIsr(partition, state, brokerId, state.isr());
    }

    /** The broker may lead from now on: it gets a partition that waited for a leader. */
    Optional<PartitionChange> returned(TopicIdPartition partition, PartitionState state, int brokerId) {
        if (state.hasLeader() || !state.isr().contains(brokerId)) {
            return Optional.empty();
        }
        return changed(partition, state, with(brokerId).leader(state.replicas(), state.isr()), state.isr());
    }

    /** The broker wants to stop: it hands over and leaves the ISR, but goes on where nobody else can. */
    Optional<PartitionChange> leaving(TopicIdPartition partition, PartitionState state, int brokerId) {
        List<Integer> isr = withoutUnlessLast(state.isr(), brokerId);
        int leader = state.leader() == brokerId ? without(brokerId).leader(state.replicas(), isr) : state.leader();
        return leader == Offsets.NO_BROKER && state.hasLeader()
                ? Optional.empty()
                : changed(partition, state, leader, isr);
    }

    /** Another ISR member leads, if there is one; the ISR stays. */
    Optional<PartitionChange> handedOver(TopicIdPartition partition, PartitionState state, int brokerId) {
        int leader = without(brokerId).leader(state.replicas(), state.isr());
        return leader == Offsets.NO_BROKER ? Optional.empty() : changed(partition, state, leader, state.isr());
    }

    /** The leader is elected once more, in an epoch of its own, if it is eligible. */
    Optional<PartitionChange> again(TopicIdPartition partition, PartitionState state) {
        return eligible.test(state.leader())
                ? Optional.of(new PartitionChange(
                        partition,
                        state.leader(),
                        state.leaderEpoch() + 1,
                        state.partitionEpoch() + 1,
                        state.isr(),
                        state.recovering()))
                : Optional.empty();
    }

    /** The preferred replica leads again, if it is in the ISR and eligible. */
    Optional<PartitionChange> preferred(TopicIdPartition partition, PartitionState state) {
        int preferred = state.replicas().get(0);
        return state.isr().contains(preferred) && eligible.test(preferred)
                ? changed(partition, state, preferred, state.isr())
                : Optional.empty();
    }

    private Optional<PartitionChange> withIsr(
            TopicIdPartition partition, PartitionState state, int brokerId, List<Integer> isr) {
        boolean needsLeader = state.leader() == brokerId || !state.hasLeader();
        int leader = needsLeader ? without(brokerId).leader(state.replicas(), isr) : state.leader();
        return changed(partition, state, leader, isr);
    }

    private static Optional<PartitionChange> changed(
            TopicIdPartition partition, PartitionState state, int leader, List<Integer> isr) {
        return leader == state.leader() && isr.equals(state.isr())
                ? Optional.empty()
                : Optional.of(PartitionChange.of(partition, state, leader, isr));
    }

    private static List<Integer> withoutUnlessLast(List<Integer> isr, int brokerId) {
        return isr.size() == 1 || !isr.contains(brokerId)
                ? isr
                : isr.stream().filter(id -> id != brokerId).toList();
    }
}
