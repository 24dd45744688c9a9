package io.sampo.transport.aeron;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.UUID;

/** Frames to send in tests. */
final class Frames {
    static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(new UUID(7, 9)), 3);

    private Frames() {}

    static ReplicaFrame.Ack ack(long logEndOffset) {
        return new ReplicaFrame.Ack(PARTITION, 1, 2, new UUID(1, 2), 3, logEndOffset, logEndOffset, logEndOffset);
    }

    /** A push of {@code length} bytes that differ from offset to offset. */
    static ReplicaFrame.Push push(long prevOffset, int length) {
        return push(prevOffset, length, false);
    }

    static ReplicaFrame.Push push(long prevOffset, int length, boolean catchUp) {
        byte[] bytes = new byte[length];
        new Random(prevOffset).nextBytes(bytes);
        return new ReplicaFrame.Push(PARTITION, 1, 2, 3, prevOffset, 0, 5, 0, catchUp, ByteBuffer.wrap(bytes));
    }
}
