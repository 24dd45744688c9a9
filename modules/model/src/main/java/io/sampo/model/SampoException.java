package io.sampo.model;

/** An operation that failed with one of Kafka's errors. The message is one line for a person and says what would be right. */
public final class SampoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    public SampoException(ErrorCode error, String message) {
        super(message);
        this.error = error;
    }

    public SampoException(ErrorCode error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    public ErrorCode error() {
        return error;
    }
}
