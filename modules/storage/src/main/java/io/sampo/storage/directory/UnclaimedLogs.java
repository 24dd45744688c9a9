package io.sampo.storage.directory;

import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in a log directory when a broker starts and belongs to no replica of its any more (R15, H46). Only a record that
 * says so deletes a log; what nobody knows is put aside, since an old or damaged view of the cluster knows too little.
 */
public final class UnclaimedLogs {
    private static final Logger LOG = LoggerFactory.getLogger(UnclaimedLogs.class);

    private UnclaimedLogs() {}

    /** What the metadata says of a log. */
    public enum Claim {
        /** A replica of this broker. */
        REPLICA,
        /** A record has deleted its topic. */
        DELETED,
        /** The metadata does not know it, or not here. */
        UNKNOWN
    }

    /**
     * Deletes what was deleted, puts aside what is unknown and leaves everything else. Blocks; before the first log is
     * opened.
     *
     * @param claims asked for logs that say which topic they are of; one that does not is damaged, not foreign, and stays:
     *     its replica fails when it opens it, instead of leading with nothing (R22)
     * @param deleteDelayMs how long the files of a deleted log are kept
     */
    public static void sortOut(LogDirectory directory, Function<ExistingLog, Claim> claims, long deleteDelayMs)
            throws IOException {
        for (ExistingLog log : directory.existingLogs()) {
            if (log.topicId() == null) {
                LOG.error("Log {} does not say which topic it belongs to; it stays as it is", log.directory());
                continue;
            }
            switch (claims.apply(log)) {
                case REPLICA -> LOG.debug("Log {} has a replica", log.directory());
                case DELETED -> directory.deleteLog(log.partition(), deleteDelayMs);
                case UNKNOWN -> {
                    LOG.warn("Log {} is no replica that the metadata knows: it is put aside as stray", log.directory());
                    directory.strayLog(log.partition());
                }
            }
        }
    }
}
