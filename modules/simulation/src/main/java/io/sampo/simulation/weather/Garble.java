package io.sampo.simulation.weather;

import io.sampo.records.RecordBatch;
import io.sampo.replication.ReplicaFrame;
import io.sampo.simulation.engine.Rng;
import java.nio.ByteBuffer;

/** Damage on the way that the sums of datagrams did not show (H36, H37). The sender's own copy stays whole. */
public final class Garble {
    private Garble() {}

    /** {@code push} with a bit turned in its first batch, or without its end. */
    public static ReplicaFrame of(ReplicaFrame.Push push, Rng random) {
        ByteBuffer sent = push.batches().duplicate();
        if (!sent.hasRemaining()) {
            return push;
        }
        int size = RecordBatch.at(sent, sent.position()).sizeInBytes();
        boolean torn = random.below(2) == 0;
        byte[] bytes = new byte[torn ? random.below(sent.remaining()) : sent.remaining()];
        sent.get(bytes);
        if (!torn) {
            // Behind the header: of that the checksum covers a part only (H48, which the storage has to find).
            int at = RecordBatch.HEADER_SIZE + random.below(size - RecordBatch.HEADER_SIZE);
            bytes[at] = (byte) (bytes[at] ^ (1 << random.below(8)));
        }
        return new ReplicaFrame.Push(
                push.partition(),
                push.leaderEpoch(),
                push.leaderBrokerEpoch(),
                push.session(),
                push.prevOffset(),
                push.prevEpoch(),
                push.highWatermark(),
                push.logStartOffset(),
                push.catchUp(),
                ByteBuffer.wrap(bytes));
    }
}
