package io.sampo.broker.session;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A client asks how far replicas of this broker are, for the progress of a reassignment. Part of its session. */
final class ReplicaDescriptions {
    private final ActorRef<ClientMessage> client;
    private final Map<TopicIdPartition, List<Long>> asked = new HashMap<>();

    ReplicaDescriptions(ActorRef<ClientMessage> client) {
        this.client = client;
    }

    /** @param replica null where it is not up; one that is up but not open yet does not answer */
    void ask(
            SessionMessage.DescribeReplica ask,
            @Nullable ActorRef<PartitionMessage> replica,
            ActorRef<BrokerMessage> answerTo) {
        if (replica == null) {
            client.tell(new ClientMessage.ReplicaDescribed(
                    ask.correlationId(),
                    ask.partition(),
                    ErrorCode.REPLICA_NOT_AVAILABLE,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN));
        } else {
            asked.computeIfAbsent(ask.partition(), partition -> new ArrayList<>())
                    .add(ask.correlationId());
            replica.tell(new PartitionMessage.ReportStatus(answerTo));
        }
    }

    /** One status answers all who have asked for it. */
    void answer(BrokerMessage.ReplicaStatus status) {
        List<Long> waiting = asked.remove(status.partition());
        for (long correlationId : waiting == null ? List.<Long>of() : waiting) {
            client.tell(new ClientMessage.ReplicaDescribed(
                    correlationId,
                    status.partition(),
                    ErrorCode.NONE,
                    status.logStartOffset(),
                    status.highWatermark(),
                    status.logEndOffset(),
                    status.sizeInBytes()));
        }
    }
}
