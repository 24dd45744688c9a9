package io.sampo.apis.records;

import io.sampo.apis.Backend;
import io.sampo.apis.Call;
import io.sampo.apis.Waiter;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One question to each of several partitions that are named, and what is done when all of them are answered.
 *
 * @param <P> what the answer of a partition is written to
 */
final class PartitionQuestions<P> implements Waiter<PartitionReply> {
    private final Call call;
    private final Filling<P> filling;
    private final Runnable whenDone;
    private final List<P> parts = new ArrayList<>();
    /** The one is for who still asks. */
    private int outstanding = 1;

    /** Writes an answer down; {@code reply} is null where there was none. */
    interface Filling<P> {
        void fill(P part, ErrorCode error, @Nullable PartitionReply reply);
    }

    /** Makes the question that is told to a replica. */
    interface Question {
        PartitionMessage of(long number, ActorRef<PartitionReply> replyTo);
    }

    PartitionQuestions(Call call, Filling<P> filling, Runnable whenDone) {
        this.call = call;
        this.filling = filling;
        this.whenDone = whenDone;
    }

    /** Asks the replica here; or says why there is none to ask. */
    ErrorCode ask(String topic, int partition, P part, long waitMs, Question question) {
        Backend backend = call.backend();
        TopicId id = backend.image().topicId(topic);
        if (id == null || partition < 0) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        TopicIdPartition whole = new TopicIdPartition(id, partition);
        if (backend.image().partition(whole) == null) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        ActorRef<PartitionMessage> replica = backend.replica(whole);
        if (replica == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        parts.add(part);
        outstanding++;
        replica.tell(question.of(backend.expect(this, parts.size() - 1, waitMs), backend.replies()));
        return ErrorCode.NONE;
    }

    /** Nothing more is asked. */
    void end() {
        done();
    }

    @Override
    public void answered(int tag, PartitionReply reply) {
        filling.fill(parts.get(tag), reply.error(), reply);
        done();
    }

    @Override
    public void unanswered(int tag) {
        filling.fill(parts.get(tag), ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
        done();
    }

    private void done() {
        if (--outstanding == 0) {
            whenDone.run();
        }
    }
}
