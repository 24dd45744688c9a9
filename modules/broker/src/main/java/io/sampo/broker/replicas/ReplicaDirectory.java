package io.sampo.broker.replicas;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.credit.ArrivalCredit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The address book of this broker's replicas: who answers for a partition here. Written by {@code BrokerActor} alone, read
 * by every session, gateway and transport thread. Sharding starts a replica; from then on everybody tells this reference.
 * Each has an account of what arrives for it, as long as it is named here.
 */
public final class ReplicaDirectory {
    private final Map<TopicIdPartition, ActorRef<PartitionMessage>> replicas = new ConcurrentHashMap<>();
    private final Map<ActorRef<PartitionMessage>, ArrivalCredit.Account> accounts = new ConcurrentHashMap<>();
    private final ArrivalCredit arrivals;

    /** @param arrivals what the replicas of this incarnation may hold together */
    public ReplicaDirectory(ArrivalCredit arrivals) {
        this.arrivals = arrivals;
    }

    /** The running replica of {@code partition} on this broker, or null if there is none (yet). */
    public @Nullable ActorRef<PartitionMessage> replica(TopicIdPartition partition) {
        return replicas.get(partition);
    }

    /** Tells the running replica, if there is one. */
    public void tell(TopicIdPartition partition, PartitionMessage message) {
        ActorRef<PartitionMessage> replica = replicas.get(partition);
        if (replica != null) {
            replica.tell(message);
        }
    }

    /** All running replicas. A live view: weakly consistent, for reports. */
    public Map<TopicIdPartition, ActorRef<PartitionMessage>> all() {
        return java.util.Collections.unmodifiableMap(replicas);
    }

    ArrivalCredit arrivals() {
        return arrivals;
    }

    /** The account of {@code replica}, or null if it is not named here any more. */
    ArrivalCredit.@Nullable Account account(ActorRef<PartitionMessage> replica) {
        return accounts.get(replica);
    }

    void put(TopicIdPartition partition, ActorRef<PartitionMessage> replica) {
        accounts.computeIfAbsent(replica, fresh -> arrivals.open());
        ActorRef<PartitionMessage> older = replicas.put(partition, replica);
        if (older != null && !older.equals(replica)) {
            closeAccount(older);
        }
    }

    /** Removes the entry if it still is {@code replica}: an older incarnation must not remove a newer one. */
    boolean remove(TopicIdPartition partition, ActorRef<PartitionMessage> replica) {
        boolean removed = replicas.remove(partition, replica);
        closeAccount(replica);
        return removed;
    }

    void clear() {
        replicas.clear();
        accounts.keySet().forEach(this::closeAccount);
    }

    private void closeAccount(ActorRef<PartitionMessage> replica) {
        ArrivalCredit.Account account = accounts.remove(replica);
        if (account != null) {
            account.close();
        }
    }
}
