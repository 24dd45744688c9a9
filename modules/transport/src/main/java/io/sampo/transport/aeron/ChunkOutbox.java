package io.sampo.transport.aeron;

import io.aeron.Publication;
import io.sampo.replication.ReplicaFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pushes that leave in numbered chunks, one push after another, and what queues behind them. Chunks of two pushes never mix on
 * a stream, so that the receiver needs room for one. Bounded in frames and bytes; added to from any thread, emptied by
 * the transport loop, as far as the receiver's window lets it.
 */
final class ChunkOutbox {
    /** Largest payload that travels in one message, and size of a chunk (ARCHITECTURE §3.4). */
    static final int CHUNK_BYTES_MAX = 1 << 20;

    private static final int FRAMES_MAX = 64;
    private static final long BYTES_MAX = 2L * FrameHeader.PAYLOAD_LENGTH_MAX;

    private record Waiting(Envelope envelope, ReplicaFrame frame) {
        ByteBuffer payload() {
            return ReplicaFrameCodec.payload(frame);
        }
    }

    private final ManyToOneConcurrentArrayQueue<Waiting> queue = new ManyToOneConcurrentArrayQueue<>(FRAMES_MAX);
    private final AtomicLong bytes = new AtomicLong();
    private final GatheredOffer gathered = new GatheredOffer();
    private final Tally tally;
    private int series;
    private int sentOfFirst;

    ChunkOutbox(Tally tally) {
        this.tally = tally;
    }

    /** Size of a chunk on {@code target}: short terms, as tests have them, take short messages only. */
    static int chunkBytes(Publication target) {
        return Math.min(CHUNK_BYTES_MAX, target.maxMessageLength() / 2);
    }

    /** True while anything waits; whoever sees it must queue up. From any thread. */
    boolean isBusy() {
        return !queue.isEmpty();
    }

    /** From any thread. Returns false if there is no room. */
    boolean add(Envelope envelope, ReplicaFrame frame) {
        Waiting waiting = new Waiting(envelope, frame);
        int length = waiting.payload().remaining();
        if (bytes.addAndGet(length) > BYTES_MAX || !queue.offer(waiting)) {
            bytes.addAndGet(-length);
            return false;
        }
        return true;
    }

    /** Offers chunks until nothing waits or the stream is full. Returns how many messages it took. */
    int drain(Publication target) {
        if (queue.isEmpty()) {
            return 0;
        }
        if (!target.isConnected()) {
            drop();
            return 0;
        }
        int messages = 0;
        Waiting first = queue.peek();
        while (first != null && offerNext(target, first)) {
            messages++;
            if (sentOfFirst >= first.payload().remaining()) {
                removeFirst(first);
            }
            first = queue.peek();
        }
        return messages;
    }

    private boolean offerNext(Publication target, Waiting first) {
        ByteBuffer payload = first.payload();
        int total = payload.remaining();
        int chunk = Math.min(chunkBytes(target), total - sentOfFirst);
        if (sentOfFirst == 0) {
            int number = chunk == total ? 0 : nextSeries();
            ReplicaFrameCodec.encode(first.envelope(), first.frame(), number, gathered.header());
        } else {
            gathered.header().clear();
            new FrameHeader(first.envelope(), FrameHeader.CHUNK, FrameHeader.SIZE, total, series, sentOfFirst)
                    .encode(gathered.header());
            gathered.header().flip();
        }
        if (gathered.offer(target, payload, payload.position() + sentOfFirst, chunk) < 0) {
            return false;
        }
        sentOfFirst += chunk;
        tally.bytesSent.add(gathered.header().limit() + chunk);
        return true;
    }

    private int nextSeries() {
        series = series == Integer.MAX_VALUE ? 1 : series + 1;
        return series;
    }

    private void removeFirst(Waiting first) {
        // Emptied only now: a sender that finds nothing waiting may offer past us, and everything of ours is in the
        // term.
        queue.poll();
        bytes.addAndGet(-first.payload().remaining());
        sentOfFirst = 0;
        tally.framesSent.increment();
    }

    /** Forgets what waits: the peer is not there. */
    void drop() {
        @Nullable Waiting first = queue.poll();
        while (first != null) {
            bytes.addAndGet(-first.payload().remaining());
            tally.lostChunks.increment();
            first = queue.poll();
        }
        sentOfFirst = 0;
    }
}
