package io.sampo.controller;

import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * ISR changes and resignations asked for by leaders: compare-and-set on leader epoch and partition epoch, every member with
 * its broker epoch (R8, R25; KIP-497, KIP-903).
 */
public final class PartitionAlteration {
    private PartitionAlteration() {}

    /** One proposed ISR. */
    public record IsrProposal(TopicIdPartition partition, int leaderEpoch, int partitionEpoch, List<IsrMember> isr) {
        public IsrProposal {
            isr = List.copyOf(isr);
        }
    }

    /** One proposed member with the broker epoch under which it proved itself. */
    public record IsrMember(int brokerId, long brokerEpoch) {}

    /**
     * @param error of the request as a whole; then {@code errors} is empty
     * @param errors of single proposals, each definitive
     */
    public record Answer(ErrorCode error, Map<TopicIdPartition, ErrorCode> errors) {
        public Answer {
            errors = Map.copyOf(errors);
        }
    }

    /** Decides each proposal on its own; all that pass are one record. */
    public static Decision<Answer> alter(
            ClusterMetadata metadata, int brokerId, long brokerEpoch, List<IsrProposal> proposals) {
        RegisteredBroker leader = metadata.broker(brokerId);
        if (leader == null || leader.epoch() != brokerEpoch) {
            return Decision.unchanged(new Answer(ErrorCode.STALE_BROKER_EPOCH, Map.of()));
        }
        List<PartitionChange> changes = new ArrayList<>();
        Map<TopicIdPartition, ErrorCode> errors = new LinkedHashMap<>();
        Set<TopicIdPartition> seen = new HashSet<>();
        for (IsrProposal proposal : proposals) {
            ErrorCode error =
                    seen.add(proposal.partition()) ? check(metadata, brokerId, proposal) : ErrorCode.INVALID_REQUEST;
            if (error != ErrorCode.NONE) {
                errors.put(proposal.partition(), error);
                if (error == ErrorCode.INELIGIBLE_REPLICA) {
                    changes.add(moved(metadata, proposal.partition()));
                }
            } else {
                change(metadata, proposal).ifPresent(changes::add);
            }
        }
        return new Decision<>(alterationRecords(changes, errors), new Answer(ErrorCode.NONE, errors));
    }

    /**
     * Only the partition epoch moves. Another copy of the refused proposal may be on its way, and who is not eligible now may
     * be when that arrives: it has to fail, for the leader counts the refused members no more (R7, H14).
     */
    private static PartitionChange moved(ClusterMetadata metadata, TopicIdPartition partition) {
        PartitionState state = metadata.partition(partition);
        return PartitionChange.of(partition, state, state.leader(), state.isr(), state.eligible());
    }

    /**
     * A rejection makes the leader drop the proposed members from its maximal ISR (R7), so it must come from the real
     * controller: one that has been replaced may not know that its successor has accepted the same proposal. Appending
     * even an empty record proves it, because a replaced controller cannot append (R13).
     */
    private static List<MetadataRecord> alterationRecords(
            List<PartitionChange> changes, Map<TopicIdPartition, ErrorCode> errors) {
        return changes.isEmpty() && !errors.isEmpty() ? List.of(new PartitionsChanged(List.of())) : records(changes);
    }

    /**
     * The broker gives up leaderships, each in the leader epoch it names; another eligible member of the ISR leads, or of the
     * ELR. A partition without one stays with it, in a new leader epoch.
     *
     * @return the partitions that move
     */
    public static Decision<Set<TopicIdPartition>> resign(
            ClusterMetadata metadata, int brokerId, long brokerEpoch, Map<TopicIdPartition, Integer> leaderEpochs) {
        RegisteredBroker broker = metadata.broker(brokerId);
        if (broker == null || broker.epoch() != brokerEpoch) {
            return Decision.unchanged(Set.of());
        }
        PartitionElection election = PartitionElection.among(metadata);
        List<PartitionChange> changes = new ArrayList<>();
        leaderEpochs.forEach((partition, leaderEpoch) -> {
            DecidedPartition decided = DecidedPartition.of(metadata, partition);
            if (decided != null
                    && decided.state().leader() == brokerId
                    && decided.state().leaderEpoch() == leaderEpoch) {
                // Nobody else may lead: a replica that began anew leads again, but never the epoch it led before (P06).
                election.handedOver(decided, brokerId)
                        .or(() -> election.again(decided))
                        .ifPresent(changes::add);
            }
        });
        Set<TopicIdPartition> moved = new HashSet<>();
        changes.forEach(change -> moved.add(change.partition()));
        return new Decision<>(records(changes), Set.copyOf(moved));
    }

    /** One record, or none where nothing changes. */
    public static List<MetadataRecord> records(List<PartitionChange> changes) {
        return changes.isEmpty() ? List.of() : List.of(new PartitionsChanged(changes));
    }

    private static ErrorCode check(ClusterMetadata metadata, int leaderId, IsrProposal proposal) {
        if (metadata.topic(proposal.partition().topicId()) == null) {
            return ErrorCode.UNKNOWN_TOPIC_ID;
        }
        PartitionState state = metadata.partition(proposal.partition());
        if (state == null) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (proposal.leaderEpoch() != state.leaderEpoch()) {
            return proposal.leaderEpoch() < state.leaderEpoch()
                    ? ErrorCode.FENCED_LEADER_EPOCH
                    : ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        if (state.leader() != leaderId) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        if (proposal.partitionEpoch() != state.partitionEpoch()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        return checkMembers(metadata, leaderId, state, proposal.isr());
    }

    private static ErrorCode checkMembers(
            ClusterMetadata metadata, int leaderId, PartitionState state, List<IsrMember> isr) {
        Set<Integer> ids = new HashSet<>();
        isr.forEach(member -> ids.add(member.brokerId()));
        if (ids.size() != isr.size()
                || !ids.contains(leaderId)
                || !state.replicas().containsAll(ids)) {
            return ErrorCode.INVALID_REQUEST;
        }
        boolean allEligible = isr.stream()
                .allMatch(member -> metadata.isEligible(member.brokerId())
                        && metadata.broker(member.brokerId()).epoch() == member.brokerEpoch());
        return allEligible ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA;
    }

    private static Optional<PartitionChange> change(ClusterMetadata metadata, IsrProposal proposal) {
        PartitionState state = metadata.partition(proposal.partition());
        Set<Integer> ids = new HashSet<>();
        proposal.isr().forEach(member -> ids.add(member.brokerId()));
        // After an unclean election: every replica has followed the leader by now, whatever it had to cut (R12).
        boolean recovered = state.recovering() && ids.size() == state.replicas().size();
        if (ids.equals(new HashSet<>(state.isr())) && !recovered) {
            return Optional.empty();
        }
        // In order of preference, so that equal sets are equal lists.
        List<Integer> isr = state.replicas().stream().filter(ids::contains).toList();
        int minimum = metadata.topic(proposal.partition().topicId()).config().minInsyncReplicas();
        PartitionChange change = PartitionChange.of(
                proposal.partition(),
                state,
                state.leader(),
                isr,
                EligibleLeaders.after(state, isr, minimum, id -> false));
        return Optional.of(change.withRecovering(state.recovering() && !recovered));
    }
}
