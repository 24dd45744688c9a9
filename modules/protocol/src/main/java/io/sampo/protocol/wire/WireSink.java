package io.sampo.protocol.wire;

import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;

/** Takes what a {@link WireWriter} has written, piece by piece, in order. */
public interface WireSink {
    /** Bytes in memory, from position to limit; valid until the writer is written to again or cleared. */
    void bytes(ByteBuffer bytes);

    /** Record batches, perhaps in a file. Whoever takes them closes them. */
    void slice(LogSlice slice);
}
