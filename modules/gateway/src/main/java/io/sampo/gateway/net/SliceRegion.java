package io.sampo.gateway.net;

import io.netty.channel.DefaultFileRegion;
import io.sampo.records.LogSlice;

/** Record batches on their way from a file to a socket, by sendfile. The slice is closed when they are sent, or given up. */
final class SliceRegion extends DefaultFileRegion {
    private final LogSlice slice;

    SliceRegion(LogSlice slice, LogSlice.FileRange range) {
        super(range.channel(), range.position(), slice.sizeInBytes());
        this.slice = slice;
    }

    /** The channel is lent: it stays open. */
    @Override
    protected void deallocate() {
        slice.close();
    }
}
