package io.sampo.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file or directory of a {@link CrashDisk}. */
final class CrashChannel extends FileChannel {
    private final CrashDisk disk;
    private final DiskNode node;
    private final String name;
    private long position;

    CrashChannel(CrashDisk disk, DiskNode node, String name) {
        this.disk = disk;
        this.node = node;
        this.name = name;
    }

    @Override
    public int read(ByteBuffer target, long from) {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (from >= node.size()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), node.size() - from);
        for (int i = 0; i < count; i++) {
            target.put(node.at((int) from + i));
        }
        return count;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int write(ByteBuffer source, long to) throws IOException {
        disk.spend();
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        node.write((int) to, bytes);
        return bytes.length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, position);
        position += count;
        return count;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (node.directory) {
            disk.forceDirectory(name);
        } else {
            disk.spend();
            node.force();
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < node.size()) {
            disk.spend();
            node.cut((int) size);
        }
        return this;
    }

    @Override
    public long size() {
        return node.size();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, Math.max(0, node.size() - from)));
        read(bytes, from);
        return target.write(bytes.flip());
    }

    @Override
    protected void implCloseChannel() {
        // The node stays as long as somebody refers to it.
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        return lock(from, size, shared);
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return isOpen();
            }

            @Override
            public void release() {
                // Ends with the channel.
            }
        };
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException("storage reads one buffer");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException("storage writes one buffer");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new UnsupportedOperationException("storage never does");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("storage never maps");
    }
}
