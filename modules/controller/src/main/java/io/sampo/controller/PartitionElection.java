package io.sampo.controller;

import io.sampo.model.EligibleReplicas;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Who leads. The first replica in order of preference that is in the ISR and eligible; without one, the first that is in the
 * ELR, which is then the whole ISR (R10, KIP-966); without one, nobody (R12: never unclean).
 *
 * <p>Each function answers with the change of one partition, or with nothing where it stays as it is.
 */
public final class PartitionElection {

    private final IntPredicate eligible;

    private PartitionElection(IntPredicate eligible) {
        this.eligible = eligible;
    }

    /** Among the brokers that {@code metadata} calls eligible. */
    public static PartitionElection among(ClusterMetadata metadata) {
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
            ClusterMetadata metadata, Function<DecidedPartition, Optional<PartitionChange>> decideOne) {
        List<PartitionChange> changes = new ArrayList<>();
        for (TopicMetadata topic : metadata.topics()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                decideOne.apply(new DecidedPartition(topic, number)).ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** The broker is dead or silent: out of the ISR, without leadership. What it holds is not in doubt by that alone. */
    Optional<PartitionChange> gone(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        return without(brokerId)
                .next(partition, without(state.isr(), brokerId), leads(state, brokerId), PartitionElection::noDoubt);
    }

    /** What the broker holds is in doubt (R11, R22): out of the ISR and the ELR, without leadership. */
    public Optional<PartitionChange> lost(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        return without(brokerId)
                .next(partition, without(state.isr(), brokerId), leads(state, brokerId), id -> id == brokerId);
    }

    /** The broker has started again with all it had (R11b): it keeps its ISR and ELR places and no leadership. */
    Optional<PartitionChange> restarted(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        return without(brokerId).next(partition, state.isr(), leads(state, brokerId), PartitionElection::noDoubt);
    }

    /** The broker may lead from now on: it gets a partition that waited for a leader. */
    Optional<PartitionChange> returned(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        boolean waitedFor = !state.hasLeader()
                && (state.isr().contains(brokerId) || state.elr().contains(brokerId));
        return waitedFor
                ? with(brokerId).next(partition, state.isr(), true, PartitionElection::noDoubt)
                : Optional.empty();
    }

    /** The broker wants to stop: it hands over and leaves the ISR, but goes on where nobody else can. */
    Optional<PartitionChange> leaving(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        boolean led = state.leader() == brokerId;
        return without(brokerId)
                .next(partition, without(state.isr(), brokerId), led, PartitionElection::noDoubt)
                .filter(change -> change.leader() != Offsets.NO_BROKER || !state.hasLeader());
    }

    /** Another ISR member leads, if there is one, and the ISR stays; else one of the ELR, which is the ISR then. */
    Optional<PartitionChange> handedOver(DecidedPartition partition, int brokerId) {
        PartitionState state = partition.state();
        PartitionElection others = without(brokerId);
        int member = others.first(state.replicas(), state.isr());
        if (member != Offsets.NO_BROKER) {
            return moved(partition, member);
        }
        int leader = others.first(state.replicas(), state.elr());
        return leader == Offsets.NO_BROKER
                ? Optional.empty()
                : others.next(partition, List.of(leader), true, PartitionElection::noDoubt);
    }

    /** The leader is elected once more, in an epoch of its own, if it is eligible. */
    Optional<PartitionChange> again(DecidedPartition partition) {
        PartitionState state = partition.state();
        return eligible.test(state.leader())
                ? Optional.of(PartitionChange.of(partition.id(), state, state.leader(), state.isr(), state.eligible())
                        .inNewLeaderEpoch(state))
                : Optional.empty();
    }

    /** The preferred replica leads again, if it is in the ISR and eligible. */
    public Optional<PartitionChange> preferred(DecidedPartition partition) {
        PartitionState state = partition.state();
        int preferred = state.replicas().get(0);
        return state.isr().contains(preferred) && eligible.test(preferred)
                ? moved(partition, preferred)
                : Optional.empty();
    }

    /** The first of {@code replicas} that is one of {@code candidates} and eligible, or -1. */
    private int first(List<Integer> replicas, List<Integer> candidates) {
        for (int id : replicas) {
            if (candidates.contains(id) && eligible.test(id)) {
                return id;
            }
        }
        return Offsets.NO_BROKER;
    }

    private static boolean leads(PartitionState state, int brokerId) {
        return state.leader() == brokerId || !state.hasLeader();
    }

    private Optional<PartitionChange> moved(DecidedPartition partition, int leader) {
        PartitionState state = partition.state();
        return leader == state.leader()
                ? Optional.empty()
                : Optional.of(PartitionChange.of(partition.id(), state, leader, state.isr(), state.eligible()));
    }

    /**
     * The state with {@code isr}, and with another leader if {@code elects}.
     *
     * @param inDoubt brokers whose logs may have lost something: neither in the ELR nor elected from it
     */
    private Optional<PartitionChange> next(
            DecidedPartition partition, List<Integer> isr, boolean elects, IntPredicate inDoubt) {
        PartitionState state = partition.state();
        int leader = state.leader();
        List<Integer> members = isr;
        if (elects) {
            leader = first(state.replicas(), isr);
            if (leader == Offsets.NO_BROKER) {
                leader = first(
                        state.replicas(),
                        state.elr().stream().filter(id -> !inDoubt.test(id)).toList());
                members = leader == Offsets.NO_BROKER ? isr : List.of(leader);
            }
        }
        EligibleReplicas others = EligibleLeaders.after(state, members, partition.minInsyncReplicas(), inDoubt);
        boolean same = leader == state.leader() && members.equals(state.isr()) && others.equals(state.eligible());
        return same
                ? Optional.empty()
                : Optional.of(PartitionChange.of(partition.id(), state, leader, members, others));
    }

    private static List<Integer> without(List<Integer> isr, int brokerId) {
        return isr.contains(brokerId)
                ? isr.stream().filter(id -> id != brokerId).toList()
                : isr;
    }

    /** For elections in which no log is in doubt. */
    @SuppressWarnings("UnusedVariable") // the shape of a predicate
    private static boolean noDoubt(int brokerId) {
        return false;
    }
}
