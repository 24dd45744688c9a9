package io.sampo.apis.records;

import io.sampo.apis.Backend;
import io.sampo.apis.Call;
import io.sampo.apis.Waiter;
import io.sampo.apis.fetch.FetchSessions;
import io.sampo.apis.fetch.FetchTarget;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.FetchRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One fetch request until it has enough. First every partition is asked for what it has now, as many at a time as fit into the
 * answer together. If that is not enough, all of them are asked to answer when there is more, and whoever does ends the wait;
 * the others are told that nobody waits. With one partition both is one question.
 */
final class FetchCall implements Waiter<PartitionReply> {
    private static final byte READ_COMMITTED = 1;
    /** A replica does not tell when a transaction ends: whoever has read up to one looks again after so long. */
    private static final long LOOK_AGAIN_MS = 25;

    private final Call call;
    private final FetchRequest request;
    private final FetchSessions.Plan plan;
    private final FetchPart[] parts;
    private final int maxBytes;
    private final long deadlineMs;
    private int asked;
    private int outstanding;
    private long bytes;
    private boolean waiting;
    private boolean isAsking;
    private boolean ended;

    FetchCall(Call call, FetchRequest request, FetchSessions.Plan plan) {
        this.call = call;
        this.request = request;
        this.plan = plan;
        List<FetchTarget> targets = plan.targets();
        this.parts = new FetchPart[targets.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new FetchPart(targets.get(i));
        }
        this.maxBytes = Math.max(
                0, Math.min(request.maxBytes(), call.backend().settings().fetchBytesMax()));
        this.deadlineMs = nowMs() + Math.max(0, request.maxWaitMs());
    }

    private boolean isCommitted() {
        return request.isolationLevel() == READ_COMMITTED;
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    void begin() {
        call.whenGone(this::giveUp);
        if (parts.length == 1) {
            // One question: the replica waits for as many bytes, and as long, as the client does.
            waiting = true;
            asked = 1;
            isAsking = true;
            long waitMs = request.minBytes() > 0 ? waitMs() : 0;
            ask(0, Math.min(maxBytes, parts[0].target().maxBytes()), Math.max(0, request.minBytes()), waitMs);
            isAsking = false;
            settle();
        } else {
            askMore();
        }
    }

    /** The next partitions, as many as the answer has room for if each of them gives all it may. */
    private void askMore() {
        isAsking = true;
        long room = maxBytes - bytes;
        boolean isFirst = bytes == 0;
        while (asked < parts.length && (room > 0 || isFirst)) {
            int wanted = (int) Math.min(parts[asked].target().maxBytes(), Math.max(0, maxBytes - bytes));
            if (wanted > room && !isFirst) {
                break;
            }
            isFirst = false;
            room -= wanted;
            ask(asked++, wanted, 0, 0);
        }
        isAsking = false;
        settle();
    }

    private void ask(int index, int wanted, int minBytes, long waitMs) {
        FetchPart part = parts[index];
        FetchTarget target = part.target();
        Backend backend = call.backend();
        TopicIdPartition partition = part.resolve(backend.image());
        if (partition == null) {
            return;
        }
        ActorRef<PartitionMessage> replica = backend.replica(partition);
        if (replica == null) {
            PartitionState state = backend.image().partition(partition);
            part.refused(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    state == null ? Offsets.NO_BROKER : state.leader(),
                    state == null ? Offsets.NO_EPOCH : state.leaderEpoch());
            return;
        }
        long number = backend.expect(this, index, waitMs);
        part.asked(replica, number);
        outstanding++;
        replica.tell(new PartitionMessage.Fetch(
                number,
                target.leaderEpoch(),
                target.offset(),
                wanted,
                minBytes,
                waitMs,
                isCommitted(),
                backend.replies()));
    }

    @Override
    public void answered(int index, PartitionReply reply) {
        outstanding--;
        bytes += parts[index].answered((PartitionReply.Fetched) reply);
        settle();
    }

    @Override
    public void unanswered(int index) {
        outstanding--;
        parts[index].refused(ErrorCode.NOT_LEADER_OR_FOLLOWER, Offsets.NO_BROKER, Offsets.NO_EPOCH);
        settle();
    }

    private void settle() {
        if (isAsking || ended) {
            return;
        }
        if (waiting) {
            if (outstanding == 0 && isCommitted() && bytes == 0 && !isEnough() && waitMs() > 0) {
                call.backend().later(Math.min(LOOK_AGAIN_MS, waitMs()), this::lookAgain);
            } else if (outstanding == 0 || isEnough()) {
                end();
            } else {
                askAgainForMore();
            }
        } else if (outstanding == 0) {
            if (asked < parts.length && bytes < maxBytes) {
                askMore();
            } else if (isEnough() || waitMs() == 0) {
                end();
            } else {
                beginToWait();
            }
        }
    }

    private void lookAgain() {
        if (!ended) {
            beginToWait();
        }
    }

    private boolean isEnough() {
        if (bytes >= Math.max(1, request.minBytes()) || (request.minBytes() <= 0 && !waiting)) {
            return true;
        }
        for (FetchPart part : parts) {
            if (part.isError()) {
                return true;
            }
        }
        return false;
    }

    private long waitMs() {
        return Math.max(0, deadlineMs - nowMs());
    }

    private void beginToWait() {
        waiting = true;
        isAsking = true;
        for (int index = 0; index < asked; index++) {
            askForMore(index);
        }
        isAsking = false;
        settle();
    }

    /** Whoever has given something that is not enough is asked for that and more. */
    private void askAgainForMore() {
        isAsking = true;
        for (int index = 0; index < asked && waitMs() > 0; index++) {
            if (!parts[index].isOutstanding()) {
                askForMore(index);
            }
        }
        isAsking = false;
        if (outstanding == 0) {
            end();
        }
    }

    private void askForMore(int index) {
        FetchPart part = parts[index];
        long missing = Math.max(1, request.minBytes() - bytes);
        long share = Math.max(1, missing / parts.length);
        int wanted = Math.min(part.target().maxBytes(), maxBytes);
        if (part.sizeInBytes() + share <= wanted) {
            bytes -= part.takeBack();
            ask(index, wanted, (int) (part.lastSize() + share), waitMs());
        }
    }

    private void end() {
        ended = true;
        for (FetchPart part : parts) {
            part.cancel(call.backend());
        }
        call.answer(new FetchAnswer(call, plan, parts, maxBytes).response());
    }

    /** The client is gone. */
    private void giveUp() {
        ended = true;
        for (FetchPart part : parts) {
            part.cancel(call.backend());
            part.takeBack();
        }
    }
}
