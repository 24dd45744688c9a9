package io.sampo.messages;

import io.sampo.model.BrokerEndpoints;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What brokers say to the active controller. A node that is not it answers {@link ControllerReply.NotController}. Every
 * message of a broker names its broker epoch; a stale one is refused.
 */
public sealed interface ControllerMessage {
    /** What only the module {@code controller} and the assembly in {@code broker} send. */
    non-sealed interface Internal extends ControllerMessage {}

    /**
     * A broker asks for its broker epoch (R11). Answered by {@link ControllerReply.Registered} or a refusal.
     *
     * @param clusterId what {@code meta.properties} says, or empty for a new node
     * @param incarnation random, new at every start: the same registration asked for twice is one registration
     * @param previousBrokerEpoch what {@code meta.properties} says, or -1
     * @param crashClean proof of R11b: no page cache was lost since {@code previousBrokerEpoch}
     */
    record RegisterBroker(
            int brokerId,
            String clusterId,
            UUID incarnation,
            BrokerEndpoints endpoints,
            String actorSystem,
            List<UUID> directoryIds,
            long previousBrokerEpoch,
            boolean crashClean,
            ActorRef<ControllerReply> replyTo)
            implements ControllerMessage, WireMessage {
        public RegisterBroker {
            directoryIds = List.copyOf(directoryIds);
        }
    }

    /** Send me the metadata from {@code fromOffset} on, as {@link FeedMessage}s; -1 = a snapshot first. */
    record FeedSubscribe(int brokerId, long brokerEpoch, long fromOffset, ActorRef<FeedMessage> subscriber)
            implements ControllerMessage, WireMessage {}

    /** Everything up to {@code offset} is applied here: the caught-up position that unfencing waits for. */
    record FeedAck(int brokerId, long brokerEpoch, long offset) implements ControllerMessage, WireMessage {}

    /** ISR changes of one leader broker, one in flight. Answered by {@link ControllerReply.PartitionsAltered}. */
    record AlterPartition(
            int brokerId,
            long brokerEpoch,
            long requestId,
            List<BrokerMessage.ProposeIsr> proposals,
            ActorRef<ControllerReply> replyTo)
            implements ControllerMessage, WireMessage {
        public AlterPartition {
            proposals = List.copyOf(proposals);
        }
    }

    /** The leader gives up leadership of these partitions in these leader epochs (R25). */
    record ResignLeadership(int brokerId, long brokerEpoch, Map<TopicIdPartition, Integer> leaderEpochs, String why)
            implements ControllerMessage, WireMessage {
        public ResignLeadership {
            leaderEpochs = Map.copyOf(leaderEpochs);
        }
    }

    /** Where the logs of replicas end that nobody leads and nobody is known to be able to lead (H25). No answer. */
    record ReportTails(int brokerId, long brokerEpoch, List<BrokerMessage.ReplicaTail> tails)
            implements ControllerMessage, WireMessage {
        public ReportTails {
            tails = List.copyOf(tails);
        }
    }

    /**
     * Replicas on this broker that cannot go on, corrupt or on a failed disk, in these partition epochs: they may neither lead
     * nor count as in sync (R22). Said again until the metadata agree. No answer.
     */
    record ReplicasFailed(int brokerId, long brokerEpoch, Map<TopicIdPartition, Integer> partitionEpochs)
            implements ControllerMessage, WireMessage {
        public ReplicasFailed {
            partitionEpochs = Map.copyOf(partitionEpochs);
        }
    }

    /** The broker wants to stop: move its leaderships. Answered by {@link ControllerReply.ShutdownGranted} once they have moved. */
    record ControlledShutdown(int brokerId, long brokerEpoch, ActorRef<ControllerReply> replyTo)
            implements ControllerMessage, WireMessage {}

    /** A block of producer ids, persisted before it is handed out (H67). Answered by {@link ControllerReply.ProducerIds}. */
    record AllocateProducerIds(int brokerId, long brokerEpoch, long requestId, ActorRef<ControllerReply> replyTo)
            implements ControllerMessage, WireMessage {}

    /** A request of a person or tool, passed on by a broker. Answered by {@link ControllerReply.AdminDone}. */
    record Admin(long requestId, AdminRequest request, ActorRef<ControllerReply> replyTo)
            implements ControllerMessage, WireMessage {}
}
