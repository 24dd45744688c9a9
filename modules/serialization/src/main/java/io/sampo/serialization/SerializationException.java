package io.sampo.serialization;

/** Bytes that are not what somebody reads them as. The message is one line for a person. */
public final class SerializationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SerializationException(String message) {
        super(message);
    }

    public SerializationException(String message, Throwable cause) {
        super(message, cause);
    }
}
