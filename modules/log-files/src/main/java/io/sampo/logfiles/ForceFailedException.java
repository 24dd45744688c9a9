package io.sampo.logfiles;

import java.io.IOException;

/**
 * The system failed to bring to the disk what it had taken before: it may have dropped it by now, and trying again proves
 * nothing (STORAGE §4.5). Never a full disk that can be waited for, whatever the system calls it.
 */
public final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param cause what the system said */
    public ForceFailedException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
