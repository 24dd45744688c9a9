package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Broker epochs by the list of replicas, of one image: ten thousand partitions on three brokers have six lists, and one map for each
 * of them. Pure; not for threads, but for what it gives.
 */
final class ReplicaEpochs {
    private final ClusterMetadata metadata;
    private final Map<List<Integer>, Map<Integer, Long>> known = new HashMap<>();

    ReplicaEpochs(ClusterMetadata metadata) {
        this.metadata = metadata;
    }

    /** As {@link ClusterMetadata#brokerEpochs}, for nobody to change. */
    Map<Integer, Long> of(List<Integer> replicas) {
        return known.computeIfAbsent(replicas, list -> Collections.unmodifiableMap(metadata.brokerEpochs(list)));
    }
}
