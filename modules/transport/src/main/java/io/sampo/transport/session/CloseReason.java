package io.sampo.transport.session;

/** How a session ended. */
public enum CloseReason {
    /** The peer's side was closed: by the peer, or by the kernel when its process died. */
    END_OF_STREAM,
    /** The connection was reset. */
    RESET,
    /** Silence, or no connection within the time allowed; also everything that happens behind a cut link. */
    TIMEOUT,
    /** Closed on this side. */
    CLOSED_HERE,
    /** The peer said what no peer of ours says; or refused our Hello. */
    REFUSED;

    /** True if the kernel of the other side said that it is over: reason enough to dial back at once. */
    public boolean isSuspicious() {
        return this == END_OF_STREAM || this == RESET;
    }
}
