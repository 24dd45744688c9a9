package io.sampo.compaction;

import java.io.IOException;

/** What a round reads was cut, trimmed or closed meanwhile: no fault of anybody, the next round begins anew. */
public final class LogCutException extends IOException {
    private static final long serialVersionUID = 1L;

    public LogCutException() {
        super("the log was cut, trimmed or closed while it was compacted");
    }
}
