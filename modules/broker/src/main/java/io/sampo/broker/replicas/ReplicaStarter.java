package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.FeedContact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Starts and stops this broker's replicas and tells them what the metadata says. Part of {@code BrokerActor} and used by it
 * alone. A replica that is not up yet is reached through sharding, which starts it; one that is up by its reference.
 */
public final class ReplicaStarter {
    private final int self;
    private final ReplicaDirectory directory;
    private final BiConsumer<TopicIdPartition, PartitionMessage> sharding;
    private final PeerLinks peers;
    private final Consumer<ClusterMetadata> beforeFirst;
    private final long leaveTimeoutMs;
    private final Set<TopicIdPartition> starting = new HashSet<>();
    private final Map<TopicIdPartition, String> failed = new HashMap<>();
    private final Map<TopicIdPartition, BrokerMessage.ReplicaStatus> statuses = new HashMap<>();
    private ClusterMetadata applied = ClusterMetadata.EMPTY;
    private boolean fresh = true;
    private boolean stopping;

    /**
     * @param sharding tells an entity of this broker's own region
     * @param beforeFirst sees the first metadata before any replica starts
     * @param leaveTimeoutMs how long a controlled shutdown may take
     */
    public ReplicaStarter(
            int self,
            ReplicaDirectory directory,
            BiConsumer<TopicIdPartition, PartitionMessage> sharding,
            PeerLinks peers,
            Consumer<ClusterMetadata> beforeFirst,
            long leaveTimeoutMs) {
        this.self = self;
        this.directory = directory;
        this.sharding = sharding;
        this.peers = peers;
        this.beforeFirst = beforeFirst;
        this.leaveTimeoutMs = leaveTimeoutMs;
    }

    public long leaveTimeoutMs() {
        return leaveTimeoutMs;
    }

    /** Tells every replica what changed since the last call, in the order of ARCHITECTURE §5. */
    public void apply(ClusterMetadata metadata) {
        if (stopping) {
            applied = metadata;
            return;
        }
        if (applied.offset() == 0) {
            beforeFirst.accept(metadata);
        }
        ImageChange change = ImageChange.between(self, applied, metadata);
        change.losingLeadership().forEach(this::tell);
        peers.apply(metadata);
        change.followers().forEach(this::tell);
        change.leaders().forEach(this::tell);
        for (TopicIdPartition gone : change.gone()) {
            ActorRef<PartitionMessage> replica = directory.replica(gone);
            PartitionMessage delete = new PartitionMessage.Delete(metadata.offset());
            if (replica != null) {
                replica.tell(delete);
            } else {
                sharding.accept(gone, delete);
            }
        }
        applied = metadata;
    }

    private void tell(PartitionMessage.ApplyState state) {
        ActorRef<PartitionMessage> replica = directory.replica(state.partition());
        if (replica != null) {
            replica.tell(state);
            return;
        }
        if (starting.add(state.partition())) {
            sharding.accept(state.partition(), PartitionMessage.Start.START);
        }
        sharding.accept(state.partition(), state);
    }

    /** The replica is up: it enters the address book and hears the newest state once more. */
    public void started(BrokerMessage.ReplicaStarted started, ClusterMetadata metadata) {
        starting.remove(started.partition());
        failed.remove(started.partition());
        directory.put(started.partition(), started.replica());
        if (stopping) {
            started.replica().tell(PartitionMessage.Stop.STOP);
        } else if (metadata.partition(started.partition()) != null) {
            started.replica().tell(ImageChange.stateOf(started.partition(), metadata));
        } else {
            started.replica().tell(new PartitionMessage.Delete(metadata.offset()));
        }
    }

    /** The replica is gone; if it should not be, it is started again. */
    public void stopped(BrokerMessage.ReplicaStopped stopped, ClusterMetadata metadata) {
        boolean known = directory.remove(stopped.partition(), stopped.replica());
        statuses.remove(stopped.partition());
        boolean wanted = metadata.partitionsOf(self).contains(stopped.partition());
        if (known && wanted && !stopping && !failed.containsKey(stopped.partition())) {
            tell(ImageChange.stateOf(stopped.partition(), metadata));
        }
    }

    public void failed(BrokerMessage.ReplicaFailed failure) {
        failed.put(failure.partition(), failure.why());
    }

    public void status(BrokerMessage.ReplicaStatus status) {
        statuses.put(status.partition(), status);
    }

    /** The controller refused what a replica proposed. */
    public void isrRefused(TopicIdPartition partition, PartitionMessage.IsrRefused refused) {
        ActorRef<PartitionMessage> replica = directory.replica(partition);
        if (replica != null) {
            replica.tell(refused);
        }
    }

    /** Tells the replicas when the metadata feed falls silent or speaks again (R26). */
    public void feedContact(boolean isFresh) {
        if (isFresh != fresh) {
            fresh = isFresh;
            directory.all().values().forEach(replica -> replica.tell(new FeedContact(isFresh)));
        }
    }

    /** Asks every replica to flush, close and stop. */
    public void stopAll() {
        stopping = true;
        directory.all().values().forEach(replica -> replica.tell(PartitionMessage.Stop.STOP));
    }

    public boolean allStopped() {
        return directory.all().isEmpty();
    }
}
