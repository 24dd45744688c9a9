package io.sampo.logfiles;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** How segment files are opened: {@link #SYSTEM}, or in a test a disk that is full, slow or broken. */
@FunctionalInterface
public interface ChannelOpener {
    /** The real disk. */
    ChannelOpener SYSTEM = FileChannel::open;

    /** Like {@link FileChannel#open(Path, OpenOption...)}. */
    FileChannel open(Path path, OpenOption... options) throws IOException;
}
