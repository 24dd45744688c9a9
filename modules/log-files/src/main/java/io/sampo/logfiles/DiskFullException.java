package io.sampo.logfiles;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * The disk has no room. Nothing of what was to be written is there, the log is as it was, and the same write may be tried
 * again: a full disk is no failed one (STORAGE §4.8).
 */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param cause what the system said */
    public DiskFullException(IOException cause) {
        super("the disk is full: " + cause.getMessage(), cause);
    }

    /** True if {@code failure} is ENOSPC or EDQUOT; Java tells by the system's own text only. */
    public static boolean isMeantBy(IOException failure) {
        if (failure instanceof DiskFullException) {
            return true;
        }
        if (failure instanceof ForceFailedException) {
            return false;
        }
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        if (reason == null) {
            return false;
        }
        String said = reason.toLowerCase(Locale.ROOT);
        return said.contains("no space left") || said.contains("quota exceeded");
    }
}
