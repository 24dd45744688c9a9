package io.sampo.storage;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets uses of some files in until it is shut; who shuts it waits for those inside. So nothing is written behind the back
 * of whoever took the files over. Any thread, but nobody shuts it from within.
 */
public final class UseGate {
    private final String what;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean shut;

    /** @param what is said to be closed, to those who come too late */
    public UseGate(String what) {
        this.what = what;
    }

    /**
     * To be followed by {@link #leave()} on the same thread; may be nested.
     *
     * @throws IOException if the gate is shut
     */
    public void enter() throws IOException {
        lock.readLock().lock();
        if (shut) {
            lock.readLock().unlock();
            throw closed();
        }
    }

    public void leave() {
        lock.readLock().unlock();
    }

    /** What is done inside. */
    @FunctionalInterface
    public interface Use<T> {
        T run() throws IOException;
    }

    /**
     * Runs {@code use} inside.
     *
     * @throws IOException if the gate is shut, or the use says so
     */
    public <T> T within(Use<T> use) throws IOException {
        enter();
        try {
            return use.run();
        } finally {
            leave();
        }
    }

    /**
     * Waits for those inside and lets nobody in from now on.
     *
     * @return false if it was shut before
     */
    public boolean shut() {
        lock.writeLock().lock();
        try {
            boolean first = !shut;
            shut = true;
            return first;
        } finally {
            lock.writeLock().unlock();
        }
    }

    public boolean isShut() {
        return shut;
    }

    /** @throws IOException if the gate is shut; it may be shut right behind this call */
    public void requireOpen() throws IOException {
        if (shut) {
            throw closed();
        }
    }

    private IOException closed() {
        return new IOException(what + " is closed");
    }
}
