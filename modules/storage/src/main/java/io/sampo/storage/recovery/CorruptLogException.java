package io.sampo.storage.recovery;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A log whose bytes are damaged in a way that no torn write explains (STORAGE §4.3, R22). Nothing was changed on the disk:
 * the replica has to be reported as failed, never shortened.
 */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path logDirectory;
    private final long segmentBaseOffset;
    private final long position;

    /**
     * @param segmentBaseOffset which segment
     * @param position byte of the first invalid batch within its file
     */
    public CorruptLogException(Path logDirectory, long segmentBaseOffset, long position, String why) {
        super("log " + logDirectory + " is corrupt at byte " + position + " of segment " + segmentBaseOffset + ": "
                + why);
        this.logDirectory = logDirectory;
        this.segmentBaseOffset = segmentBaseOffset;
        this.position = position;
    }

    public Path logDirectory() {
        return logDirectory;
    }

    public long segmentBaseOffset() {
        return segmentBaseOffset;
    }

    public long position() {
        return position;
    }
}
