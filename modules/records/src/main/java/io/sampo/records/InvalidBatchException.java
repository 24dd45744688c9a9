package io.sampo.records;

import io.sampo.model.ErrorCode;

/** Bytes that are not a record batch this broker takes. The message is one line and says what is wrong with them. */
public final class InvalidBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    public InvalidBatchException(ErrorCode error, String message) {
        super(message);
        this.error = error;
    }

    public InvalidBatchException(ErrorCode error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    static InvalidBatchException malformed(String what) {
        return new InvalidBatchException(ErrorCode.INVALID_RECORD, "Malformed record batch: " + what);
    }

    /** What the client is told. */
    public ErrorCode error() {
        return error;
    }
}
