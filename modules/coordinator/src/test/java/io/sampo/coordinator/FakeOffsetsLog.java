package io.sampo.coordinator;

import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** A partition's log in memory: commits at once, or when it is told to; refuses, and loses its leadership. Any thread. */
final class FakeOffsetsLog implements OffsetsLog {
    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private final List<ByteBuffer> batches = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private long end;
    private long committed;
    private int epoch;
    private boolean holds;
    private boolean showsEnd = true;
    private ErrorCode refusal = ErrorCode.NONE;
    private boolean fails;
    private int batchBytesMax = 1_048_588;
    private long start;
    private long startAtNextRead;
    private int appends;

    /** Leader epoch of the log; who speaks in an older one is fenced. */
    synchronized FakeOffsetsLog epoch(int newEpoch) {
        epoch = newEpoch;
        return this;
    }

    /** Appends are written, and not committed before {@link #commitHeld}. */
    synchronized void hold() {
        holds = true;
    }

    /** Commits what was held, and holds no more. */
    synchronized void commitHeld() {
        holds = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    /** Answers appends with that error, and appends nothing. */
    synchronized void refuse(ErrorCode error) {
        refusal = error;
    }

    /** True: throws at whoever appends. */
    synchronized void fail(boolean throwing) {
        fails = throwing;
    }

    /** False: the high watermark has not reached what the predecessors have left. */
    synchronized void showsEnd(boolean shows) {
        showsEnd = shows;
    }

    /** Refuses larger batches, as the log of a topic with that {@code max.message.bytes} does. */
    synchronized void batchBytesMax(int bytes) {
        batchBytesMax = bytes;
    }

    synchronized int batchBytesMax() {
        return batchBytesMax;
    }

    /** What lies before that offset is gone when somebody reads next. */
    synchronized void deleteBeforeNextRead(long offset) {
        startAtNextRead = offset;
    }

    synchronized int appends() {
        return appends;
    }

    synchronized int heldAppends() {
        return held.size();
    }

    synchronized long end() {
        return end;
    }

    @Override
    public synchronized void append(
            long requestId, int leaderEpoch, ByteBuffer batch, ActorRef<PartitionReply> replyTo) {
        if (fails) {
            throw new IllegalStateException("nobody catches this");
        }
        ErrorCode error = leaderEpoch < epoch
                ? ErrorCode.FENCED_LEADER_EPOCH
                : batch.remaining() > batchBytesMax ? ErrorCode.MESSAGE_TOO_LARGE : refusal;
        if (error != ErrorCode.NONE) {
            replyTo.tell(produced(requestId, error));
            return;
        }
        appends++;
        RecordBatch view = RecordBatch.at(batch, 0);
        view.assign(end, leaderEpoch);
        end = view.nextOffset();
        batches.add(batch);
        long upTo = end;
        Runnable commit = () -> {
            committed = upTo;
            replyTo.tell(produced(requestId, ErrorCode.NONE));
        };
        if (holds) {
            held.add(commit);
        } else {
            commit.run();
        }
    }

    private PartitionReply produced(long requestId, ErrorCode error) {
        return new PartitionReply.Produced(partition, requestId, error, -1, -1, 0, 1, epoch);
    }

    @Override
    public synchronized void read(
            long requestId, int leaderEpoch, long offset, int maxBytes, ActorRef<PartitionReply> replyTo) {
        start = Math.max(start, startAtNextRead);
        ByteBuffer all = ByteBuffer.allocate(0);
        ErrorCode error = offset < start ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.NONE;
        for (ByteBuffer batch : batches) {
            RecordBatch view = RecordBatch.at(batch, 0);
            if (error == ErrorCode.NONE && view.nextOffset() > offset && view.nextOffset() <= committed) {
                // One batch at a time: a load takes many answers.
                all = batch.duplicate();
                break;
            }
        }
        replyTo.tell(
                new PartitionReply.Fetched(partition, requestId, error, committed, start, LogSlice.of(all), 1, epoch));
    }

    @Override
    public synchronized void offsetOf(
            long requestId, int leaderEpoch, long timestamp, ActorRef<PartitionReply> replyTo) {
        if (leaderEpoch < epoch) {
            replyTo.tell(listed(requestId, ErrorCode.FENCED_LEADER_EPOCH, Offsets.UNKNOWN));
        } else if (timestamp == Offsets.LATEST_TIMESTAMP && !showsEnd) {
            replyTo.tell(listed(requestId, ErrorCode.OFFSET_NOT_AVAILABLE, Offsets.UNKNOWN));
        } else {
            replyTo.tell(listed(requestId, ErrorCode.NONE, timestamp == Offsets.LATEST_TIMESTAMP ? committed : start));
        }
    }

    private PartitionReply listed(long requestId, ErrorCode error, long offset) {
        return new PartitionReply.OffsetListed(partition, requestId, error, offset, -1, 1, epoch);
    }
}
