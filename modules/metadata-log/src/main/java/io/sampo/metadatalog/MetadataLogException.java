package io.sampo.metadatalog;

/** The metadata log could not do what was asked. The message is one line for a person. */
public final class MetadataLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller may conclude. */
    public enum Reason {
        /** This node does not lead; nothing was appended. */
        NOT_LEADER,
        /** Another writer was here first (REPLICATION H56); nothing was appended. */
        CONFLICT,
        /** The log refused the command; nothing was changed. */
        REFUSED,
        /** Timeout, or the leadership was lost on the way: the append may or may not survive. */
        UNCERTAIN,
        /** The node is not started, closed, or its log failed. */
        UNAVAILABLE
    }

    private final Reason reason;

    public MetadataLogException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public MetadataLogException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What the caller may conclude. */
    public Reason reason() {
        return reason;
    }
}
