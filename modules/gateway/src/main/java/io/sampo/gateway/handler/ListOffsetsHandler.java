package io.sampo.gateway.handler;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.ListOffsetsRequest;
import io.sampo.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.sampo.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import io.sampo.protocol.message.ListOffsetsResponse;
import io.sampo.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.sampo.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Where a partition begins, ends, or holds the first record of a time. */
final class ListOffsetsHandler implements ApiHandler {
    /** All of a log lies on the broker's own disks: it begins locally where it begins. */
    private static final long EARLIEST_LOCAL = -4;
    /** Nothing is stored elsewhere. */
    private static final long LATEST_TIERED = -5;

    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final int EPOCHS_SINCE = 4;

    @Override
    public ApiKey key() {
        return ApiKey.LIST_OFFSETS;
    }

    @Override
    public void handle(Call call, ApiRequest request) {
        new Listing(call, (ListOffsetsRequest) request).begin();
    }

    private static final class Listing implements Waiter<PartitionReply> {
        private final Call call;
        private final ListOffsetsRequest request;
        private final ListOffsetsResponse response = new ListOffsetsResponse();
        private final List<ListOffsetsPartitionResponse> parts = new ArrayList<>();
        private int outstanding = 1;

        Listing(Call call, ListOffsetsRequest request) {
            this.call = call;
            this.request = request;
        }

        void begin() {
            List<ListOffsetsTopicResponse> topics = new ArrayList<>();
            for (ListOffsetsTopic topic : request.topics()) {
                List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
                TopicId id = call.backend().image().topicId(topic.name());
                for (ListOffsetsPartition asked : topic.partitions()) {
                    ListOffsetsPartitionResponse answer =
                            new ListOffsetsPartitionResponse().partitionIndex(asked.partitionIndex());
                    answers.add(answer);
                    parts.add(answer);
                    answer.errorCode(tell(id, asked, parts.size() - 1).code());
                }
                topics.add(new ListOffsetsTopicResponse().name(topic.name()).partitions(answers));
            }
            response.topics(topics);
            done();
        }

        private ErrorCode tell(@Nullable TopicId topic, ListOffsetsPartition asked, int tag) {
            if (topic == null || asked.partitionIndex() < 0) {
                return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            }
            Backend backend = call.backend();
            TopicIdPartition partition = new TopicIdPartition(topic, asked.partitionIndex());
            if (backend.image().partition(partition) == null) {
                return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            }
            ActorRef<PartitionMessage> replica = backend.replica(partition);
            if (replica == null) {
                return ErrorCode.NOT_LEADER_OR_FOLLOWER;
            }
            long timestamp = asked.timestamp() == EARLIEST_LOCAL ? Offsets.EARLIEST_TIMESTAMP : asked.timestamp();
            if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
                return ErrorCode.NONE;
            }
            outstanding++;
            replica.tell(new PartitionMessage.ListOffset(
                    backend.expect(this, tag, 0), asked.currentLeaderEpoch(), timestamp, backend.replies()));
            return ErrorCode.NONE;
        }

        @Override
        public void answered(int tag, PartitionReply reply) {
            PartitionReply.OffsetListed listed = (PartitionReply.OffsetListed) reply;
            ListOffsetsPartitionResponse part = parts.get(tag);
            part.errorCode(listed.error().code());
            if (listed.error() == ErrorCode.NONE) {
                part.offset(listed.offset()).timestamp(listed.timestampMs());
                if (call.version() >= EPOCHS_SINCE && listed.offset() != Offsets.UNKNOWN) {
                    part.leaderEpoch(listed.leaderEpoch());
                }
            }
            done();
        }

        @Override
        public void unanswered(int tag) {
            parts.get(tag).errorCode(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
            done();
        }

        private void done() {
            if (--outstanding == 0) {
                call.answer(response);
            }
        }
    }
}
