package io.sampo.storage;

import io.sampo.logfiles.DiskFullException;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Stands before everything that writes to a log: nothing is done in a directory that failed or behind a close, the first
 * failure is the directory's last act, and a full disk is none where the log is as it was (STORAGE §4.5, §4.8). Any thread.
 */
final class ChangeGuard {
    private final StorageHealth health;
    private final UseGate gate;

    ChangeGuard(StorageHealth health, String what) {
        this.health = health;
        this.gate = new UseGate(what);
    }

    /** What writes. */
    @FunctionalInterface
    interface Change {
        void run() throws IOException;
    }

    /**
     * Runs {@code change}.
     *
     * @param unchanged asked behind a failure for want of room: whether the log is as it was, and may be used on
     * @throws DiskFullException if there was no room and nothing has changed
     */
    void run(Change change, BooleanSupplier unchanged) throws IOException {
        health.requireUsable();
        gate.enter();
        IOException failure;
        try {
            change.run();
            return;
        } catch (IOException e) {
            failure = e;
        } finally {
            gate.leave();
        }
        throw DiskFullException.isMeantBy(failure) && unchanged.getAsBoolean()
                ? new DiskFullException(failure)
                : health.fail(failure);
    }

    /** Waits for the changes that are under way; there is none from now on. */
    void close() {
        gate.shut();
    }

    boolean isClosed() {
        return gate.isShut();
    }

    /** @throws IOException if the directory has failed, or the log is closed */
    void requireUsable() throws IOException {
        health.requireUsable();
        gate.requireOpen();
    }
}
