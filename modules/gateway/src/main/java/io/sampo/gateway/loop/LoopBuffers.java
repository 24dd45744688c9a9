package io.sampo.gateway.loop;

import io.sampo.protocol.wire.WireWriter;
import java.nio.ByteBuffer;

/** What the connections of one event loop use in turn. Confined to the loop. */
public final class LoopBuffers {
    private static final int WRITER_BYTES = 64 * 1024;

    private final WireWriter writer = new WireWriter(ByteBuffer.allocate(WRITER_BYTES));
    private final RecentCopy recentCopy = new RecentCopy();

    /** For one answer at a time; empty. */
    public WireWriter writer() {
        writer.clear();
        return writer;
    }

    /** To be dropped at the end of what one event has caused, and where a connection ends. */
    public RecentCopy recentCopy() {
        return recentCopy;
    }
}
