package io.sampo.broker;

import io.sampo.broker.replicas.ReplicationStreams;
import io.sampo.broker.startup.ControlPlane;
import io.sampo.broker.startup.LogDirectories;
import io.sampo.broker.startup.RetentionTime;

/** What of a broker outlives an incarnation of its actor system. */
record BrokerParts(
        BrokerSettings settings,
        LogDirectories directories,
        ControlPlane control,
        ReplicationStreams transport,
        RetentionTime retentionTime,
        ImageListeners imageListeners) {}
