package io.sampo.transport.aeron;

import io.aeron.Publication;
import io.sampo.replication.ReplicaFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one peer. {@link #offer} comes from any thread; everything else from the transport loop.
 *
 * <p>A frame goes straight into the publication's term buffer, header and batches gathered. Pushes above the chunk size wait in
 * the {@link ChunkOutbox}, which the loop empties; while one waits, later frames of the stream queue behind it, because a
 * push that overtakes its predecessor is a gap to the follower.
 */
final class OutboundStream {
    /** What became of an offer. */
    enum Outcome {
        TAKEN,
        FULL,
        NOT_CONNECTED
    }

    private static final ThreadLocal<GatheredOffer> OFFERS = ThreadLocal.withInitial(GatheredOffer::new);

    private final StreamKind kind;
    private final Tally tally;
    private final ChunkOutbox outbox;
    private volatile @Nullable Publication publication;
    private volatile boolean exhausted;

    OutboundStream(StreamKind kind, Tally tally) {
        this.kind = kind;
        this.tally = tally;
        this.outbox = new ChunkOutbox(tally);
    }

    StreamKind kind() {
        return kind;
    }

    /** From now on frames go to {@code opened}. */
    void attach(Publication opened) {
        exhausted = false;
        publication = opened;
    }

    /** From now on nothing is taken; what waits is dropped. Returns the publication, to be closed by the caller. */
    @Nullable
    Publication detach() {
        Publication old = publication;
        publication = null;
        outbox.drop();
        return old;
    }

    boolean isConnected() {
        Publication current = publication;
        return current != null && current.isConnected();
    }

    /** True if the loop has to open the stream: never opened, closed by Aeron, or at the end of its positions. */
    boolean needsOpening() {
        Publication current = publication;
        return current == null || exhausted || current.isClosed();
    }

    Outcome offer(Envelope envelope, ReplicaFrame frame) {
        Publication target = publication;
        if (target == null || !target.isConnected()) {
            return Outcome.NOT_CONNECTED;
        }
        ByteBuffer payload = ReplicaFrameCodec.payload(frame);
        if (outbox.isBusy() || payload.remaining() > ChunkOutbox.chunkBytes(target)) {
            return outbox.add(envelope, frame) ? Outcome.TAKEN : Outcome.FULL;
        }
        GatheredOffer gathered = OFFERS.get();
        ReplicaFrameCodec.encode(envelope, frame, 0, gathered.header());
        long position = gathered.offer(target, payload, payload.position(), payload.remaining());
        if (position > 0) {
            tally.sent(gathered.header().limit() + payload.remaining());
            return Outcome.TAKEN;
        }
        if (position == Publication.BACK_PRESSURED || position == Publication.ADMIN_ACTION) {
            return Outcome.FULL;
        }
        if (position == Publication.MAX_POSITION_EXCEEDED) {
            exhausted = true;
        }
        return Outcome.NOT_CONNECTED;
    }

    /** Moves waiting chunks into the publication; on the loop. Returns how many it took. */
    int drain() {
        Publication target = publication;
        return target == null ? 0 : outbox.drain(target);
    }
}
