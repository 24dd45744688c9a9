package io.sampo.storage.directory;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A log directory that cannot be used as it is. The message is one line for a person and says what is in the way. */
public final class LogDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Reason {
        /** Another process, or another broker in this one, holds the lock. */
        IN_USE,
        /** It belongs to another cluster. */
        OTHER_CLUSTER,
        /** It belongs to another broker. */
        OTHER_BROKER,
        /** There is a file in its place, or it cannot be created, read or written. */
        NOT_USABLE,
        /** {@code meta.properties} cannot be understood. */
        BROKEN_PROPERTIES,
        /** The directory of a partition belongs to another topic, or says nothing of its topic (R14). */
        OTHER_TOPIC,
        /** The log of a partition is corrupt and lies in quarantine: an empty one must not take its place (H51). */
        QUARANTINED,
        /** The log of a partition held records and its directory is gone: an empty one must not take its place (H51). */
        LOST
    }

    private final Reason reason;

    public LogDirectoryException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
