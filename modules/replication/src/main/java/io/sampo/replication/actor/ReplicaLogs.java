package io.sampo.replication.actor;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.PartitionLog;
import java.io.IOException;
import java.util.UUID;

/**
 * Port to the log directories of this broker; implemented by module {@code broker} over {@code storage}. Called from
 * actors and from the blocking executor; must be thread-safe.
 */
public interface ReplicaLogs {
    /**
     * Opens, and creates where it is missing, the log of one replica: recovered, its torn tail cut. Blocks; called on
     * the blocking executor. The caller closes the log.
     *
     * @throws IOException if the log is corrupt or its directory is not usable; the replica is then reported as failed
     */
    OpenedLog open(TopicIdPartition partition, String topic, TopicConfig config) throws IOException;

    /**
     * Begins an empty log where a corrupt one lies in quarantine, which stays there. Only where the metadata say that another
     * broker leads and that neither ISR nor ELR name this replica (R22). Blocks, as {@link #open}.
     *
     * @throws IOException if no corrupt log of this replica is known here: an empty one must not stand for a lost one (H51)
     */
    OpenedLog openAnew(TopicIdPartition partition, String topic, TopicConfig config) throws IOException;

    /**
     * Closes the log of a replica, in which damage was found, as it is, and puts it into quarantine; nothing where that has
     * happened already. Blocks, as {@link #open}.
     *
     * @throws IOException if it could not be moved; its directory is not used any more then
     */
    void quarantine(TopicIdPartition partition, String topic, String why) throws IOException;

    /**
     * Removes the files of a replica whose log is closed, or was never opened. Blocks; called on the blocking executor
     * and only because of a record of the metadata log (R15).
     */
    void delete(TopicIdPartition partition, String topic) throws IOException;

    /** The topic's configuration is now {@code config}; {@code log} came from {@link #open}. Called by the log's writer. */
    void reconfigure(PartitionLog log, TopicConfig config) throws IOException;

    /** To be written to the next checkpoint of high watermarks. Never blocks. */
    void checkpoint(TopicIdPartition partition, long highWatermark);

    /**
     * One open log.
     *
     * @param directoryId identity of the log directory that holds it (R2)
     * @param highWatermark last checkpointed one, or -1 if there is none; a hint, never above the log end
     * @param writer of that log directory
     */
    record OpenedLog(PartitionLog log, UUID directoryId, long highWatermark, DirectoryWriter writer) {}
}
