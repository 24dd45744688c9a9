package io.sampo.logfiles.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file by position whose handle may go between two uses: see {@link OpenFiles}. Any thread. */
final class LentChannel extends FileChannel {
    private final OpenFiles pool;
    private volatile Path path;
    /** Files that are built again when they are lost are never forced. */
    private final boolean mustBeForced;

    private @Nullable FileChannel handle;
    private int users;
    private boolean unforced;
    private volatile boolean touched = true;

    LentChannel(OpenFiles pool, Path path, FileChannel handle) {
        this.pool = pool;
        this.path = path;
        this.mustBeForced = String.valueOf(path.getFileName()).contains(SegmentNames.LOG);
        this.handle = handle;
    }

    /** What is done with the real file. */
    @FunctionalInterface
    private interface Use<T> {
        T with(FileChannel file) throws IOException;
    }

    private <T> T use(Use<T> use) throws IOException {
        FileChannel file = borrow();
        try {
            return use.with(file);
        } finally {
            giveBack();
        }
    }

    private FileChannel borrow() throws IOException {
        FileChannel file;
        boolean opened = false;
        synchronized (this) {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            file = handle;
            if (file == null) {
                file = pool.openAgain(path);
                handle = file;
                opened = true;
            }
            users++;
        }
        touched = true;
        if (opened) {
            pool.opened(this);
        }
        return file;
    }

    private synchronized void giveBack() {
        users--;
    }

    /** Keeps the handle open until {@link #unpin}: the file may lose its name meanwhile. */
    void pin() throws IOException {
        borrow();
    }

    void unpin() {
        giveBack();
    }

    /** The handle, for whoever has pinned it. */
    synchronized FileChannel pinned() {
        if (handle == null) {
            throw new IllegalStateException(path + " is not pinned");
        }
        return handle;
    }

    /** The file has another name now. */
    void movedTo(Path newPath) {
        path = newPath;
    }

    /** True if somebody used it since this was last asked. */
    boolean wasTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    synchronized boolean holdsHandle() {
        return handle != null;
    }

    /** True if it holds no handle now. */
    synchronized boolean closeIfIdle() throws IOException {
        if (users > 0 || unforced) {
            return false;
        }
        FileChannel file = handle;
        if (file != null) {
            handle = null;
            file.close();
        }
        return true;
    }

    /** The same, after a force where one is due. */
    boolean forceAndCloseIfIdle() throws IOException {
        FileChannel file;
        synchronized (this) {
            file = handle;
            if (users > 0 || file == null || !unforced) {
                return closeIfIdle();
            }
            users++;
        }
        try {
            force(file, false);
        } catch (ClosedChannelException e) {
            // Its user closed it meanwhile, and answers for what was not forced.
            return true;
        } finally {
            giveBack();
        }
        return closeIfIdle();
    }

    private void force(FileChannel file, boolean metaData) throws IOException {
        synchronized (this) {
            // A write that comes from now on may not be covered: it sets this again.
            unforced = false;
        }
        try {
            file.force(metaData);
        } catch (IOException e) {
            noteWrite();
            throw e;
        }
    }

    private synchronized void noteWrite() {
        unforced = mustBeForced;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        FileChannel file = borrow();
        try {
            return file.write(source, position);
        } finally {
            // Behind the write: a force that ran meanwhile may have missed it.
            noteWrite();
            giveBack();
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        FileChannel file = borrow();
        try {
            file.truncate(size);
            return this;
        } finally {
            noteWrite();
            giveBack();
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        use(file -> {
            force(file, metaData);
            return null;
        });
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        FileChannel file = borrow();
        try {
            return file.read(target, position);
        } finally {
            giveBack();
        }
    }

    @Override
    public long size() throws IOException {
        return use(FileChannel::size);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return use(file -> file.transferTo(position, count, target));
    }

    @Override
    protected void implCloseChannel() throws IOException {
        FileChannel file;
        synchronized (this) {
            file = handle;
            handle = null;
        }
        if (file != null) {
            pool.closed(this);
            file.close();
        }
    }

    @Override
    public int read(ByteBuffer target) {
        throw byPosition();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw byPosition();
    }

    @Override
    public int write(ByteBuffer source) {
        throw byPosition();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw byPosition();
    }

    @Override
    public long position() {
        throw byPosition();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw byPosition();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw byPosition();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw byPosition();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw byPosition();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw byPosition();
    }

    private static UnsupportedOperationException byPosition() {
        return new UnsupportedOperationException("files of a log are read and written by position");
    }
}
