package io.sampo.transport.aeron;

import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaFrame.Push;

/** The streams of an ordered broker pair. Ids begin at 1000: Artery uses 1 to 3 on its endpoint. */
enum StreamKind {
    /** Pushes straight from the produce path. */
    LIVE(1000),
    /** Pushes read from the log for a follower that is behind: a quarter of the window, so that they cannot drown the live ones. */
    CATCH_UP(1001),
    /** Acks and everything else that is small. */
    CONTROL(1002);

    private final int streamId;

    StreamKind(int streamId) {
        this.streamId = streamId;
    }

    int streamId() {
        return streamId;
    }

    static StreamKind of(ReplicaFrame frame) {
        if (frame instanceof Push push) {
            return push.catchUp() ? CATCH_UP : LIVE;
        }
        return CONTROL;
    }
}
