package io.sampo.logfiles.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;

/** Notes what is done with a file that has a number for its name. */
class WatchedChannel extends FileChannel {
    private final FileChannel channel;
    private final long number;
    private final List<String> events;

    WatchedChannel(FileChannel channel, Path path, List<String> events) {
        this.channel = channel;
        this.number = Long.parseLong(path.getFileName().toString().replaceAll("\\..*", ""));
        this.events = events;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        events.add("write " + number);
        return channel.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        events.add("force " + number);
        channel.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return channel.transferTo(position, count, target);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        events.add("close " + number);
        channel.close();
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException("storage reads by position");
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException("storage reads by position");
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException("storage writes by position");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException("storage writes by position");
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException("storage keeps no position");
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException("storage keeps no position");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("storage never does");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("storage never maps");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("storage locks directories");
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("storage locks directories");
    }
}
