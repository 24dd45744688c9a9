package io.sampo.metadatalog;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How the embedded Raft server runs.
 *
 * @param self id and Raft address of this node
 * @param directory owned by the log alone; created when missing
 * @param fsync whether an append waits for the disk; off only where losing the metadata is fine
 * @param times milliseconds
 * @param sizes bytes and numbers of entries
 */
public record MetadataLogSettings(Peer self, Path directory, boolean fsync, Times times, Sizes sizes) {

    /**
     * @param electionMinMs a follower that hears nothing for a random time between min and max stands for election
     * @param electionMaxMs see {@code electionMinMs}
     * @param appendMs an append without an answer for so long is uncertain
     * @param readMs a linearizable read without an answer for so long has failed
     * @param slownessMs a follower that is behind for so long is reported in the log
     * @param requestMs one Raft request between two voters
     */
    public record Times(
            int electionMinMs, int electionMaxMs, int appendMs, int readMs, int slownessMs, int requestMs) {}

    /**
     * @param entryBytesMax largest event or snapshot chunk in one Raft entry
     * @param segmentBytes size of one file of the Raft log
     * @param preallocatedBytes disk taken ahead by the open segment
     * @param stateFileEveryEntries a state file is written and the Raft log before it purged every so many entries
     * @param stateFileEveryBytes the same by bytes of entries, whichever comes first
     * @param entriesKept entries kept behind the state file, so that a voter that was away shortly needs no state file
     */
    public record Sizes(
            int entryBytesMax,
            int segmentBytes,
            int preallocatedBytes,
            int stateFileEveryEntries,
            int stateFileEveryBytes,
            int entriesKept) {}

    /**
     * Reads {@code sampo.metadata-log} of a loaded configuration.
     *
     * @throws com.typesafe.config.ConfigException a key is missing or of the wrong kind
     */
    public static MetadataLogSettings of(Config root, Peer self, Path directory) {
        Config config = root.getConfig("sampo.metadata-log.raft");
        var times = new Times(
                millis(config, "election-timeout-min"),
                millis(config, "election-timeout-max"),
                millis(config, "append-timeout"),
                millis(config, "read-timeout"),
                millis(config, "slowness-timeout"),
                millis(config, "request-timeout"));
        var sizes = new Sizes(
                bytes(config, "entry-bytes-max"),
                bytes(config, "segment-bytes"),
                bytes(config, "preallocated-bytes"),
                config.getInt("state-file-every-entries"),
                bytes(config, "state-file-every-bytes"),
                config.getInt("entries-kept"));
        return new MetadataLogSettings(self, directory, config.getBoolean("fsync"), times, sizes);
    }

    private static int millis(Config config, String key) {
        return Math.toIntExact(config.getDuration(key, TimeUnit.MILLISECONDS));
    }

    private static int bytes(Config config, String key) {
        return Math.toIntExact(config.getBytes(key));
    }
}
