package io.sampo.gateway.connection;

/** Why a connection is closed although its client did not ask for it. */
public enum CloseReason {
    NO_REQUEST("no request came after the connection was opened"),
    SLOW_FRAME("a request comes more slowly than anybody sends on purpose"),
    NOT_READING("answers are not read"),
    IDLE("nothing was sent for longer than connections.max.idle.ms");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** For the log. */
    public String text() {
        return text;
    }
}
