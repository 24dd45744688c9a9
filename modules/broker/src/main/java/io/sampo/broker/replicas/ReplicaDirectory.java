package io.sampo.broker.replicas;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The address book of this broker's replicas: who answers for a partition here. Written by {@code BrokerActor} alone, read
 * by every session, gateway and transport thread. Sharding starts a replica; from then on everybody tells this reference.
 */
public final class ReplicaDirectory {
    private final Map<TopicIdPartition, ActorRef<PartitionMessage>> replicas = new ConcurrentHashMap<>();

    /** The running replica of {@code partition} on this broker, or null if there is none (yet). */
    public @Nullable ActorRef<PartitionMessage> replica(TopicIdPartition partition) {
        return replicas.get(partition);
    }

    /** All running replicas. A live view: weakly consistent, for reports. */
    public Map<TopicIdPartition, ActorRef<PartitionMessage>> all() {
        return java.util.Collections.unmodifiableMap(replicas);
    }

    void put(TopicIdPartition partition, ActorRef<PartitionMessage> replica) {
        replicas.put(partition, replica);
    }

    /** Removes the entry if it still is {@code replica}: an older incarnation must not remove a newer one. */
    boolean remove(TopicIdPartition partition, ActorRef<PartitionMessage> replica) {
        return replicas.remove(partition, replica);
    }

    void clear() {
        replicas.clear();
    }
}
