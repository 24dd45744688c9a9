package io.sampo.apis.records;

import io.sampo.apis.Addresses;
import io.sampo.apis.Backend;
import io.sampo.apis.Call;
import io.sampo.apis.Waiter;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.messages.face.ClusterImage;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.InternalTopics;
import io.sampo.model.KafkaListener;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ProduceRequest.PartitionProduceData;
import io.sampo.protocol.message.ProduceRequest.TopicProduceData;
import io.sampo.protocol.message.ProduceResponse;
import io.sampo.protocol.message.ProduceResponse.LeaderIdAndEpoch;
import io.sampo.protocol.message.ProduceResponse.NodeEndpoint;
import io.sampo.protocol.message.ProduceResponse.PartitionProduceResponse;
import io.sampo.protocol.message.ProduceResponse.TopicProduceResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One produce request until every partition has answered. With {@code acks=0} the client hears nothing, but the leaders are
 * asked as with {@code acks=1}: so that what is under way stays bounded, and that the connection can be closed at an error, the
 * only way in which such a client hears of one. Once the replicas are told it keeps nothing of the
 * batches: it may wait long after they are written, and after their connection has ended, which counts them no more.
 */
final class ProduceCall implements Waiter<PartitionReply> {
    /** Clients know a new leader from another broker before its replica is up; what they send meanwhile keeps its order. */
    private static final long REPLICA_WAIT_MS = 2_000;

    private static final int HINTS_SINCE = 10;
    private static final int TOPIC_IDS_SINCE = 13;
    private static final int LENGTH_AT = 8;
    private static final int BEHIND_LENGTH = 12;
    private static final int ATTRIBUTES_AT = 21;
    private static final int HEADER_BYTES = 61;
    private static final int TRANSACTIONAL = 0x10;

    private final Call call;
    private final @Nullable Acks acks;
    private final int timeoutMs;
    private final ProduceResponse response = new ProduceResponse();
    private final List<PartitionProduceResponse> parts = new ArrayList<>();
    private final Map<Integer, NodeEndpoint> endpoints = new TreeMap<>();
    private int outstanding = 1;
    private boolean isRefused;

    /** @param acks null where the client asks for something that there is not */
    ProduceCall(Call call, @Nullable Acks acks, int timeoutMs) {
        this.call = call;
        this.acks = acks;
        this.timeoutMs = timeoutMs;
    }

    void begin(List<TopicProduceData> batches) {
        List<TopicProduceResponse> topics = new ArrayList<>(batches.size());
        for (TopicProduceData topic : batches) {
            List<PartitionProduceResponse> answers =
                    new ArrayList<>(topic.partitionData().size());
            TopicId id = topicId(topic);
            for (PartitionProduceData data : topic.partitionData()) {
                PartitionProduceResponse answer =
                        new PartitionProduceResponse().index(data.index()).baseOffset(Offsets.UNKNOWN);
                answers.add(answer);
                parts.add(answer);
                ErrorCode error = tell(id, data, parts.size() - 1);
                if (error != ErrorCode.NONE) {
                    refuse(answer, error);
                }
            }
            topics.add(new TopicProduceResponse()
                    .name(topic.name())
                    .topicId(topic.topicId())
                    .partitionResponses(answers));
        }
        response.responses(topics);
        // The one that was counted for this method.
        done();
    }

    private @Nullable TopicId topicId(TopicProduceData topic) {
        ClusterImage image = call.backend().image();
        if (call.version() < TOPIC_IDS_SINCE) {
            return image.topicId(topic.name());
        }
        TopicId id = new TopicId(topic.topicId());
        return image.topicName(id) == null ? null : id;
    }

    /** Tells the replica; or says why not. */
    private ErrorCode tell(@Nullable TopicId topic, PartitionProduceData data, int tag) {
        ErrorCode unknown =
                call.version() < TOPIC_IDS_SINCE ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.UNKNOWN_TOPIC_ID;
        if (acks == null) {
            return ErrorCode.INVALID_REQUIRED_ACKS;
        }
        if (topic == null || data.index() < 0) {
            return topic == null ? unknown : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (isInternal(topic)) {
            return ErrorCode.INVALID_TOPIC_EXCEPTION;
        }
        ByteBuffer batch = data.records();
        ErrorCode illegal = illegal(batch);
        if (illegal != ErrorCode.NONE || batch == null) {
            return illegal;
        }
        Backend backend = call.backend();
        TopicIdPartition partition = new TopicIdPartition(topic, data.index());
        PartitionState state = backend.image().partition(partition);
        if (state == null) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        boolean leadsHere = state.leader() == backend.broker().brokerId();
        outstanding++;
        backend.withReplica(partition, leadsHere ? REPLICA_WAIT_MS : 0, replica -> {
            if (replica == null) {
                refuse(parts.get(tag), ErrorCode.NOT_LEADER_OR_FOLLOWER);
                hint(parts.get(tag), state.leader(), state.leaderEpoch());
                done();
            } else {
                append(replica, batch, tag);
            }
        });
        return ErrorCode.NONE;
    }

    private void append(ActorRef<PartitionMessage> replica, ByteBuffer batch, int tag) {
        replica.tell(new PartitionMessage.Produce(
                call.backend().expect(this, tag, timeoutMs),
                acks == Acks.NONE ? Acks.LEADER : acks,
                Offsets.NO_EPOCH,
                batch,
                Math.max(0, timeoutMs),
                call.backend().replies()));
    }

    private boolean isInternal(TopicId topic) {
        String name = call.backend().image().topicName(topic);
        return name != null && InternalTopics.contains(name);
    }

    /** Kafka's rules for this request; what is inside of the batch is judged by the leader. */
    private static ErrorCode illegal(@Nullable ByteBuffer batch) {
        if (batch == null || batch.remaining() < HEADER_BYTES) {
            return ErrorCode.INVALID_RECORD;
        }
        int start = batch.position();
        if ((long) batch.getInt(start + LENGTH_AT) + BEHIND_LENGTH != batch.remaining()) {
            // Exactly one batch for each partition: sequences are checked by the request.
            return ErrorCode.INVALID_RECORD;
        }
        boolean isTransactional = (batch.getShort(start + ATTRIBUTES_AT) & TRANSACTIONAL) != 0;
        return isTransactional ? ErrorCode.INVALID_TXN_STATE : ErrorCode.NONE;
    }

    @Override
    public void answered(int tag, PartitionReply reply) {
        PartitionProduceResponse part = parts.get(tag);
        PartitionReply.Produced produced = (PartitionReply.Produced) reply;
        if (produced.error() == ErrorCode.NONE) {
            part.baseOffset(produced.baseOffset())
                    .logAppendTimeMs(produced.logAppendTimeMs())
                    .logStartOffset(produced.logStartOffset());
        } else {
            refuse(part, produced.error());
            hint(part, produced.leader(), produced.leaderEpoch());
        }
        done();
    }

    @Override
    public void unanswered(int tag) {
        refuse(parts.get(tag), ErrorCode.REQUEST_TIMED_OUT);
        done();
    }

    private void refuse(PartitionProduceResponse part, ErrorCode error) {
        isRefused = true;
        part.errorCode(error.code());
    }

    /** Who leads instead, and where: so that the client need not ask (KIP-951). */
    private void hint(PartitionProduceResponse part, int leader, int leaderEpoch) {
        if (call.version() < HINTS_SINCE || leader == Offsets.NO_BROKER) {
            return;
        }
        KafkaListener address = Addresses.of(call, leader);
        if (address != null) {
            part.currentLeader(new LeaderIdAndEpoch().leaderId(leader).leaderEpoch(leaderEpoch));
            endpoints.put(
                    leader,
                    new NodeEndpoint().nodeId(leader).host(address.host()).port(address.port()));
        }
    }

    private void done() {
        if (--outstanding > 0) {
            return;
        }
        if (acks != Acks.NONE) {
            call.answer(response.nodeEndpoints(List.copyOf(endpoints.values())));
        } else if (isRefused) {
            call.answerByClosing("a request with acks=0 met an error");
        } else {
            call.answerNothing();
        }
    }
}
