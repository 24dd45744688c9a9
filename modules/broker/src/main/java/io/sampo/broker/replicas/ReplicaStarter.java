package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.election.ReplicaFailure;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.FeedContact;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Starts and stops this broker's replicas and tells them what the metadata says. Part of {@code BrokerActor} and used by it
 * alone. A replica that is not up yet is reached through sharding, which starts it; one that is up by its reference.
 */
public final class ReplicaStarter {
    private static final long ASK_AGAIN_MS = 5_000;

    private final int self;
    private final ReplicaDirectory directory;
    private final BiConsumer<TopicIdPartition, PartitionMessage> sharding;
    private final PeerLinks peers;
    private final Consumer<ClusterMetadata> beforeFirst;
    private final LongConsumer catchUpRate;
    private final long leaveTimeoutMs;
    private final Set<TopicIdPartition> starting = new HashSet<>();
    /** Since when, as far as {@link #tick} has seen. */
    private final Map<TopicIdPartition, Long> startingSinceMs = new HashMap<>();

    private final Map<TopicIdPartition, String> failed = new HashMap<>();
    /** Replicas that were told to delete their files, by the name that these still occupy. */
    private final Map<TopicPartition, TopicIdPartition> leaving = new HashMap<>();
    /** What waits for such a name: a topic deleted and created again has the same directories (R14). */
    private final Map<TopicPartition, TopicIdPartition> waiting = new HashMap<>();

    private final Map<TopicIdPartition, BrokerMessage.ReplicaStatus> statuses = new HashMap<>();
    private ClusterMetadata applied = ClusterMetadata.EMPTY;
    private boolean fresh = true;
    private boolean stopping;

    /**
     * @param sharding tells an entity of this broker's own region
     * @param beforeFirst sees the first metadata before any replica starts
     * @param catchUpRate takes the throttle of reassignments, bytes per second, before the replicas are told what changed
     * @param leaveTimeoutMs how long a controlled shutdown may take
     */
    public ReplicaStarter(
            int self,
            ReplicaDirectory directory,
            BiConsumer<TopicIdPartition, PartitionMessage> sharding,
            PeerLinks peers,
            Consumer<ClusterMetadata> beforeFirst,
            LongConsumer catchUpRate,
            long leaveTimeoutMs) {
        this.self = self;
        this.directory = directory;
        this.sharding = sharding;
        this.peers = peers;
        this.beforeFirst = beforeFirst;
        this.catchUpRate = catchUpRate;
        this.leaveTimeoutMs = leaveTimeoutMs;
    }

    public long leaveTimeoutMs() {
        return leaveTimeoutMs;
    }

    /** What the replicas were told last. Not lost where the image of the actor is. */
    public ClusterMetadata applied() {
        return applied;
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
        // Before a leader hears of replicas that it is to bring up: small logs would be there before the throttle is.
        catchUpRate.accept(metadata.reassignments().bytesPerSecond());
        ImageChange change = ImageChange.between(self, applied, metadata);
        change.losingLeadership().forEach(this::tell);
        change.gone().forEach(gone -> leave(gone, PartitionMessage.Delete.ofTopic(metadata.offset())));
        change.removed()
                .forEach(removal -> leave(
                        removal.partition(), new PartitionMessage.Delete(metadata.offset(), removal.partitionEpoch())));
        change.strays().forEach(stray -> leave(stray, PartitionMessage.Stop.STOP));
        peers.apply(metadata);
        change.followers().forEach(this::tell);
        change.leaders().forEach(this::tell);
        applied = metadata;
    }

    /** @param order deletes the files where a record allows it, else they stay (R15) */
    private void leave(TopicIdPartition gone, PartitionMessage order) {
        TopicMetadata topic = applied.topic(gone.topicId());
        if (topic != null) {
            leaving.put(new TopicPartition(topic.name(), gone.partition()), gone);
        }
        failed.remove(gone);
        ActorRef<PartitionMessage> replica = directory.replica(gone);
        if (replica != null) {
            replica.tell(order);
        } else {
            sharding.accept(gone, order);
        }
    }

    private void tell(PartitionMessage.ApplyState state) {
        ActorRef<PartitionMessage> replica = directory.replica(state.partition());
        if (replica != null) {
            replica.tell(state);
            return;
        }
        TopicPartition name =
                new TopicPartition(state.topic(), state.partition().partition());
        TopicIdPartition predecessor = leaving.get(name);
        if (predecessor != null && !predecessor.equals(state.partition())) {
            waiting.put(name, state.partition());
            return;
        }
        if (!failed.containsKey(state.partition()) && starting.add(state.partition())) {
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
        } else if (isReplica(started.partition(), metadata)) {
            if (!fresh) {
                started.replica().tell(new FeedContact(false));
            }
            started.replica().tell(ImageChange.stateOf(started.partition(), metadata));
        } else {
            started.replica().tell(orderToLeave(started.partition(), metadata));
        }
    }

    /**
     * Asks again for replicas that do not come up: what sharding was told while the predecessor was about to end went with
     * it. To one that is only slow it says nothing new.
     */
    public void tick(long nowMs) {
        startingSinceMs.keySet().retainAll(starting);
        for (TopicIdPartition partition : starting) {
            long sinceMs = startingSinceMs.computeIfAbsent(partition, first -> nowMs);
            if (nowMs - sinceMs >= ASK_AGAIN_MS && isReplica(partition, applied)) {
                startingSinceMs.put(partition, nowMs);
                sharding.accept(partition, PartitionMessage.Start.START);
                sharding.accept(partition, ImageChange.stateOf(partition, applied));
            }
        }
    }

    private boolean isReplica(TopicIdPartition partition, ClusterMetadata metadata) {
        PartitionState state = metadata.partition(partition);
        return state != null && state.replicas().contains(self);
    }

    /** R15: a replica that the metadata do not name goes; its files only where a record says so. */
    private PartitionMessage orderToLeave(TopicIdPartition partition, ClusterMetadata metadata) {
        if (metadata.deletedTopics().containsValue(partition.topicId())) {
            return PartitionMessage.Delete.ofTopic(metadata.offset());
        }
        ReplicaRemoval removal = metadata.removal(partition, self);
        return removal == null
                ? PartitionMessage.Stop.STOP
                : new PartitionMessage.Delete(metadata.offset(), removal.partitionEpoch());
    }

    /** The replica is gone; if it should not be, it is started again. */
    public void stopped(BrokerMessage.ReplicaStopped stopped, ClusterMetadata metadata) {
        directory.remove(stopped.partition(), stopped.replica());
        starting.remove(stopped.partition());
        statuses.remove(stopped.partition());
        boolean absent = directory.replica(stopped.partition()) == null;
        startSuccessors(stopped.partition(), metadata);
        if (absent && !failed.containsKey(stopped.partition())) {
            startIfWanted(stopped.partition(), metadata);
        }
    }

    private void startSuccessors(TopicIdPartition gone, ClusterMetadata metadata) {
        Set<TopicPartition> names = new HashSet<>();
        leaving.forEach((name, partition) -> {
            if (partition.equals(gone)) {
                names.add(name);
            }
        });
        for (TopicPartition name : names) {
            leaving.remove(name);
            TopicIdPartition next = waiting.remove(name);
            if (next != null) {
                startIfWanted(next, metadata);
            }
        }
    }

    private void startIfWanted(TopicIdPartition partition, ClusterMetadata metadata) {
        if (!stopping && metadata.partitionsOf(self).contains(partition)) {
            tell(ImageChange.stateOf(partition, metadata));
        }
    }

    public void failed(BrokerMessage.ReplicaFailed failure) {
        starting.remove(failure.partition());
        failed.put(failure.partition(), failure.why());
    }

    /**
     * Failed replicas that somebody may still count on, lead by or elect, with the partition epoch: one that failed while it
     * was opened says nothing by itself, and one may be chosen again (R22).
     */
    public Map<TopicIdPartition, Integer> failedThatCount(ClusterMetadata metadata) {
        Map<TopicIdPartition, Integer> counting = new TreeMap<>();
        for (TopicIdPartition partition : failed.keySet()) {
            PartitionState state = metadata.partition(partition);
            if (state != null && ReplicaFailure.counts(state, self)) {
                counting.put(partition, state.partitionEpoch());
            }
        }
        return counting;
    }

    public void status(BrokerMessage.ReplicaStatus status) {
        statuses.put(status.partition(), status);
    }

    /** The controller refused what a replica proposed. */
    public void isrRefused(TopicIdPartition partition, PartitionMessage.IsrRefused refused) {
        directory.tell(partition, refused);
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
        // One that is being recovered stops when it comes up; one that waits for room on its disk may never come up.
        starting.forEach(partition -> sharding.accept(partition, PartitionMessage.Stop.STOP));
    }

    /**
     * Another process has the replicas of this broker: stops those that are up. What is still being recovered stops when it comes up, and
     * nothing is asked of sharding any more, which would carry it to the other process.
     */
    public void standAside() {
        stopping = true;
        directory.all().values().forEach(replica -> replica.tell(PartitionMessage.Stop.STOP));
        starting.clear();
    }

    /** Also those that are still being recovered: they stop when they come up. */
    public boolean allStopped() {
        return directory.all().isEmpty() && starting.isEmpty();
    }
}
