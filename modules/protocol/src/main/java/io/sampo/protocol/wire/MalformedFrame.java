package io.sampo.protocol.wire;

/**
 * Bytes that are no message of this protocol. Whatever a peer sends, reading it ends in values or in this, and in nothing
 * else. The message is one line and says what was found where something else was due. Carries no stack trace: who floods a
 * broker with garbage should not be able to make it walk stacks.
 */
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        super(message, null, false, false);
    }
}
