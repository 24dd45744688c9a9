package io.sampo.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A disk whose writes, forces and truncations fail when it is told so, and that counts what is read at positions. */
final class FaultyChannel extends FileChannel {
    /** What may fail. */
    static final class Faults {
        volatile boolean writes;
        volatile boolean full;
        volatile boolean forces;
        volatile boolean truncations;
        final AtomicLong bytesRead = new AtomicLong();
    }

    private final FileChannel channel;
    private final Faults faults;

    FaultyChannel(FileChannel channel, Faults faults) {
        this.channel = channel;
        this.faults = faults;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (faults.writes || faults.full) {
            // Half of it arrives: what a full disk does, and a broken one may.
            channel.write(source.slice(source.position(), source.remaining() / 2), position);
            throw new IOException(faults.full ? "No space left on device" : "Input/output error");
        }
        return channel.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (faults.forces) {
            throw new IOException("Input/output error");
        }
        channel.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (faults.truncations) {
            throw new IOException("Read-only file system");
        }
        channel.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int read = channel.read(target, position);
        faults.bytesRead.addAndGet(Math.max(0, read));
        return read;
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
