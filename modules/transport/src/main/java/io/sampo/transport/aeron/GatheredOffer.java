package io.sampo.transport.aeron;

import io.aeron.Publication;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One message from two places, header and part of a payload, without a copy in between. One instance per thread. */
final class GatheredOffer {
    private static final int ATTEMPTS_MAX = 4;
    private static final byte[] NOTHING = {};

    private final ByteBuffer header = ByteBuffer.allocateDirect(FrameHeader.LENGTH_MAX);
    private final UnsafeBuffer headerView = new UnsafeBuffer(header);
    private final UnsafeBuffer payloadView = new UnsafeBuffer(NOTHING);

    /** To be filled from 0 to its limit before {@link #offer}; big-endian. */
    ByteBuffer header() {
        return header;
    }

    /**
     * Offers the header and {@code length} bytes of {@code payload} from index {@code from}.
     *
     * @return as {@link Publication#offer}; an admin action (a term has just ended) was tried again
     */
    long offer(Publication target, ByteBuffer payload, int from, int length) {
        int headerLength = header.limit();
        long position = Publication.ADMIN_ACTION;
        if (length == 0) {
            for (int attempt = 0; attempt < ATTEMPTS_MAX && position == Publication.ADMIN_ACTION; attempt++) {
                position = target.offer(headerView, 0, headerLength);
            }
            return position;
        }
        payloadView.wrap(payload, from, length);
        for (int attempt = 0; attempt < ATTEMPTS_MAX && position == Publication.ADMIN_ACTION; attempt++) {
            position = target.offer(headerView, 0, headerLength, payloadView, 0, length);
        }
        // Batches must not stay reachable because a thread once sent them.
        payloadView.wrap(NOTHING);
        return position;
    }
}
