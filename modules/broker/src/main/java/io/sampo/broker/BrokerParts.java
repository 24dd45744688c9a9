package io.sampo.broker;

import io.sampo.broker.replicas.ReplicationStreams;
import io.sampo.broker.startup.ControlPlane;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.broker.startup.RetentionTime;
import io.sampo.coordinator.GroupCensus;
import io.sampo.messages.face.ClusterImage;
import java.util.List;
import java.util.function.Consumer;

/**
 * What of a broker outlives an incarnation of its actor system.
 *
 * @param groups what the groups that this broker coordinates add up to
 * @param imageListeners who hears of every new image; safe to add to from any thread
 */
record BrokerParts(
        BrokerSettings settings,
        LogDirectories directories,
        ControlPlane control,
        ReplicationStreams transport,
        RetentionTime retentionTime,
        GroupCensus groups,
        List<Consumer<ClusterImage>> imageListeners) {
    /** The faces in this JVM hear of a new image. */
    void published(ClusterImage image) {
        imageListeners.forEach(listener -> listener.accept(image));
    }
}
