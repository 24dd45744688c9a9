package io.sampo.controller.actor;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.BrokerRegistration;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.Outcome;
import io.sampo.controller.PartitionAlteration.IsrMember;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.controller.topic.ClusterDefaults;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.controller.topic.TopicCreation;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.messages.ControllerMessage.RegisterBroker;
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

    /** @param id a new identity, used where the request creates something */
    static Decision<Outcome> decide(
            ClusterMetadata metadata, ClusterDefaults defaults, AdminRequest request, TopicId id) {
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
            return TopicAlteration.addPartitions(
                    metadata, create.topic(), create.partitions(), id.uuid().getLeastSignificantBits());
        }
        AdminRequest.AlterTopicConfig alter = (AdminRequest.AlterTopicConfig) request;
        return TopicAlteration.configure(metadata, defaults, alter.topic(), alter.set(), alter.remove());
    }
}
