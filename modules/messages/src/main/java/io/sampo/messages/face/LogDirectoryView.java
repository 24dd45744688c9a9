package io.sampo.messages.face;

import io.sampo.model.TopicPartition;
import java.util.Map;

/**
 * One log directory of a broker.
 *
 * @param path absolute
 * @param failed true where nothing in it is served any more
 * @param totalBytes size of its disk, or -1
 * @param usableBytes what of it is free, or -1
 * @param replicas what lies in it
 */
public record LogDirectoryView(
        String path, boolean failed, long totalBytes, long usableBytes, Map<TopicPartition, Replica> replicas) {
    public LogDirectoryView {
        replicas = Map.copyOf(replicas);
    }

    /**
     * One replica.
     *
     * @param sizeInBytes of its log, or of what has been copied of it
     * @param offsetLag how many offsets its end is behind the high watermark
     * @param future true for a copy that will be the replica when it is complete (KIP-113)
     */
    public record Replica(long sizeInBytes, long offsetLag, boolean future) {}
}
