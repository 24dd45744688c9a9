package io.sampo.controller.actor;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.Outcome;
import io.sampo.controller.PartitionAlteration.IsrMember;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.controller.election.LeaderElection;
import io.sampo.controller.election.LeaderRecovery;
import io.sampo.controller.reassignment.BrokerRemoval;
import io.sampo.controller.reassignment.ReassignmentRequest;
import io.sampo.controller.topic.ClusterDefaults;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.controller.topic.TopicCreation;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.messages.ControllerMessage.RegisterBroker;
import io.sampo.messages.ControllerMessage.ReportTails;
import io.sampo.messages.ControllerReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import java.util.List;

/** Messages in the words of the core. */
final class ControllerRequests {
    private ControllerRequests() {}

    static BrokerRegistration registration(RegisterBroker message) {
        return new BrokerRegistration(
                message.brokerId(),
                message.clusterId(),
                new BrokerDescription(
                        message.incarnation(), message.endpoints(), message.actorSystem(), message.directoryIds()),
                message.previousBrokerEpoch(),
                message.crashClean());
    }

    /** R13: the first thing a controller appends; a new cluster gets its identity with it. */
    static Decision<Outcome> activation(ClusterMetadata metadata, ControllerContext node) {
        MetadataRecord elected = new MetadataRecord.ControllerElected(node.brokerId());
        List<MetadataRecord> records = metadata.clusterId().isEmpty()
                ? List.of(
                        elected,
                        new MetadataRecord.ClusterCreated(node.ids().get().toString()))
                : List.of(elected);
        return new Decision<>(records, Outcome.DONE);
    }

    static void report(ReportTails message, LeaderRecovery recovery) {
        message.tails()
                .forEach(tail -> recovery.reported(
                        message.brokerId(),
                        message.brokerEpoch(),
                        tail.partition(),
                        tail.partitionEpoch(),
                        tail.lastEpoch(),
                        tail.logEndOffset()));
    }

    static ControllerReply answer(BrokerRegistration.Answer answer, ClusterMetadata durable) {
        Outcome outcome = answer.outcome();
        return outcome.isDone()
                ? new ControllerReply.Registered(durable.clusterId(), answer.brokerEpoch(), durable.controllerEpoch())
                : new ControllerReply.RegistrationRefused(outcome.error(), outcome.message());
    }

    static List<IsrProposal> proposals(List<ProposeIsr> messages) {
        return messages.stream()
                .map(proposal -> new IsrProposal(
                        proposal.partition(),
                        proposal.leaderEpoch(),
                        proposal.partitionEpoch(),
                        proposal.isr().stream()
                                .map(member -> new IsrMember(member.brokerId(), member.brokerEpoch()))
                                .toList()))
                .toList();
    }

    /**
     * @param node knows what the cluster's defaults are, who votes, and identities for what is created
     * @param recovery knows whose logs cannot be used
     */
    static Decision<Outcome> decide(
            ClusterMetadata metadata, ControllerContext node, LeaderRecovery recovery, AdminRequest request) {
        TopicId id = node.ids().get();
        ClusterDefaults defaults = node.settings().defaults();
        if (request instanceof AdminRequest.UnregisterBroker unregister) {
            return BrokerRemoval.decide(
                    metadata, unregister.brokerId(), node.voters().get());
        }
        if (request instanceof AdminRequest.CreateTopic create) {
            return new TopicCreation(
                            create.topic(),
                            create.partitions(),
                            create.replicationFactor(),
                            create.assignment(),
                            create.config(),
                            create.validateOnly())
                    .decide(metadata, defaults, id);
        }
        if (request instanceof AdminRequest.DeleteTopic delete) {
            return TopicAlteration.delete(metadata, delete.topic());
        }
        if (request instanceof AdminRequest.CreatePartitions create) {
            return judged(
                    create.validateOnly(),
                    TopicAlteration.addPartitions(
                            metadata,
                            create.topic(),
                            create.partitions(),
                            create.assignment(),
                            id.uuid().getLeastSignificantBits()));
        }
        if (request instanceof AdminRequest.ElectLeaders elect) {
            return new LeaderElection(elect.topic(), elect.partitions(), elect.unclean()).decide(metadata, recovery);
        }
        if (request instanceof AdminRequest.AlterReassignments reassign) {
            return new ReassignmentRequest(
                            reassign.targets().stream()
                                    .map(target -> new ReassignmentRequest.Move(
                                            target.topic(), target.partition(), target.replicas()))
                                    .toList(),
                            reassign.bytesPerSecond())
                    .decide(metadata);
        }
        if (request instanceof AdminRequest.AlterVoters || request instanceof AdminRequest.ListVoters) {
            return Decision.unchanged(new Outcome(
                    ErrorCode.INVALID_REQUEST, "The node of this controller keeps no list of voters that may change"));
        }
        AdminRequest.AlterTopicConfig alter = (AdminRequest.AlterTopicConfig) request;
        return judged(
                alter.validateOnly(),
                TopicAlteration.configure(metadata, defaults, alter.topic(), alter.set(), alter.remove()));
    }

    /** What somebody only wants to know about is decided, and not done. */
    private static Decision<Outcome> judged(boolean validateOnly, Decision<Outcome> decision) {
        return validateOnly ? Decision.unchanged(decision.response()) : decision;
    }
}
