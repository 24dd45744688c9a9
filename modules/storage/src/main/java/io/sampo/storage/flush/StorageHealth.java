package io.sampo.storage.flush;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a log directory may still be used. The first failure of a write, force, truncation or rename ends that for this
 * process (STORAGE §4.5): after a failed force the system may call lost pages clean, so that trying again would succeed
 * without the data. Shared by all logs of the directory, on any thread.
 */
public final class StorageHealth {
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Consumer<IOException> onFailure;

    /** @param onFailure called once, by the thread that met the failure */
    public StorageHealth(Consumer<IOException> onFailure) {
        this.onFailure = onFailure;
    }

    /** Records a failure and returns it, to be thrown. */
    public IOException fail(IOException cause) {
        if (failure.compareAndSet(null, cause)) {
            onFailure.accept(cause);
        }
        return cause;
    }

    /** The first failure, or null while all is well. */
    public @Nullable IOException failure() {
        return failure.get();
    }

    /** @throws IOException if there was a failure: the log directory is dead for this process */
    public void requireUsable() throws IOException {
        IOException first = failure.get();
        if (first != null) {
            throw new IOException("the log directory failed earlier and is not used any more: " + first, first);
        }
    }
}
