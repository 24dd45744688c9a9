package io.sampo.transport.session;

/** There is no session to ask over, or it ended before the answer. The message says to whom and why. */
public final class NoSessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSessionException(String message) {
        super(message);
    }
}
