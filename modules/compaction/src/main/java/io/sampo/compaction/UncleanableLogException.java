package io.sampo.compaction;

import java.io.IOException;

/** A log cannot be compacted, for a reason that does not go away by itself. It can be read and written as before. */
public final class UncleanableLogException extends IOException {
    private static final long serialVersionUID = 1L;

    public UncleanableLogException(String why) {
        super(why);
    }

    public UncleanableLogException(String why, Throwable cause) {
        super(why, cause);
    }
}
