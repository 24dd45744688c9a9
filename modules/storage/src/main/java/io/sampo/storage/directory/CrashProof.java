package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.Offsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a directory can say of the broker's last run when it registers anew (R11b).
 *
 * @param previousBrokerEpoch epoch of that run; {@link Offsets#UNKNOWN} if there was none
 * @param crashClean true if nothing that reached the system's {@code write()} can have been lost since: the stop was
 *     clean, or the process ended while boot and mount stayed the same
 */
public record CrashProof(long previousBrokerEpoch, boolean crashClean) {
    /**
     * A write or force has failed in {@code directory}: the system may call lost pages clean, so whatever run comes next must not count
     * on its page cache (STORAGE §4.5, H49). Durable on return, as far as such a disk still obeys.
     */
    public static void revoke(Path directory) throws IOException {
        if (Files.deleteIfExists(directory.resolve(RunningMarker.FILE_NAME))) {
            DurableFiles.forceDirectory(directory);
        }
    }
}
