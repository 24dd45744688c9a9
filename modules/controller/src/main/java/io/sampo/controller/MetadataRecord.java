package io.sampo.controller;

import io.sampo.controller.ClusterMetadata.Controllership;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

/**
 * One entry of the metadata log: what was decided, never how. Its offset is its sequence number in the log. Written by
 * {@code MetadataRecordCodec}; a type once released keeps its number and its form for ever.
 */
public sealed interface MetadataRecord {
    /**
     * The metadata after this record. Called by {@link ClusterMetadata#apply} only, which guards the order.
     *
     * @throws IllegalStateException where the record contradicts the metadata: the log is not the one it was decided on
     */
    ClusterMetadata applyTo(ClusterMetadata metadata, long offset);

    /** True where the record waits for {@link DecisionEnded} if it stands inside a bracket. */
    default boolean isHeldBack() {
        return true;
    }

    /** A controller begins; its epoch is this offset (R13). A decision left open by its predecessor never happened. */
    record ControllerElected(int brokerId) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.withHeldBack(null).with(new Controllership(metadata.clusterId(), brokerId, offset));
        }

        @Override
        public boolean isHeldBack() {
            return false;
        }
    }

    /** The cluster has an identity; once, right after the first {@link ControllerElected}. */
    record ClusterCreated(String clusterId) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            if (!metadata.clusterId().isEmpty()) {
                throw new IllegalStateException("Cluster " + metadata.clusterId() + " is created again");
            }
            return metadata.with(new Controllership(clusterId, metadata.controllerId(), metadata.controllerEpoch()));
        }
    }

    /** The following records, until {@link DecisionEnded}, are one decision: of several records, or larger than one log entry. */
    record DecisionBegun() implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.withHeldBack(TreePVector.empty());
        }

        @Override
        public boolean isHeldBack() {
            return false;
        }
    }

    /** Everything since {@link DecisionBegun} takes effect, at once. */
    record DecisionEnded() implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.released();
        }

        @Override
        public boolean isHeldBack() {
            return false;
        }
    }

    /** A broker has started; its broker epoch is this offset. {@code changes} is what it loses by that (R11, R11b). */
    record BrokerRegistered(int brokerId, BrokerDescription description, List<PartitionChange> changes)
            implements MetadataRecord {
        public BrokerRegistered {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(new RegisteredBroker(brokerId, offset, description, true, false, offset))
                    .with(metadata.catalog().withChanges(changes));
        }
    }

    /** The broker is dead or silent: out of every ISR it may leave, without any leadership, in one event. */
    record BrokerFenced(int brokerId, long brokerEpoch, String reason, List<PartitionChange> changes)
            implements MetadataRecord {
        public BrokerFenced {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(known(metadata, brokerId, brokerEpoch).fencedAt(offset))
                    .with(metadata.catalog().withChanges(changes));
        }
    }

    /** The broker has caught up and takes part; {@code changes} gives it partitions that waited for it. */
    record BrokerUnfenced(int brokerId, long brokerEpoch, List<PartitionChange> changes) implements MetadataRecord {
        public BrokerUnfenced {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(known(metadata, brokerId, brokerEpoch).unfenced())
                    .with(metadata.catalog().withChanges(changes));
        }
    }

    /** The broker has announced its end; {@code changes} moves what can move. */
    record BrokerShuttingDown(int brokerId, long brokerEpoch, List<PartitionChange> changes) implements MetadataRecord {
        public BrokerShuttingDown {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(known(metadata, brokerId, brokerEpoch).stopping())
                    .with(metadata.catalog().withChanges(changes));
        }
    }

    /** A topic with its first partitions, their leaders and ISRs. */
    record TopicCreated(TopicId topicId, String name, TopicConfig config, List<PartitionState> partitions)
            implements MetadataRecord {
        public TopicCreated {
            partitions = List.copyOf(partitions);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            if (metadata.topic(name) != null) {
                throw new IllegalStateException("Topic " + name + " is created again");
            }
            return metadata.with(metadata.catalog().with(new TopicMetadata(topicId, name, config, partitions)));
        }
    }

    /** The topic of that identity is gone, and with it its data on every broker (R14, R15). */
    record TopicDeleted(TopicId topicId) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.catalog().without(known(metadata, topicId), offset))
                    .with(metadata.reassignments().without(topicId));
        }
    }

    /**
     * A broker is no replica of that partition any more and deletes its files (R15). Stands behind the record that took it
     * out of the replicas, in the same decision; {@code partitionEpoch} is that of the state without it.
     */
    record ReplicaRemoved(TopicIdPartition partition, int brokerId, int partitionEpoch) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            PartitionState state = metadata.partition(partition);
            if (state == null
                    || state.partitionEpoch() != partitionEpoch
                    || state.replicas().contains(brokerId)) {
                throw new IllegalStateException("A record removes broker " + brokerId + " from partition " + partition
                        + " in partition epoch " + partitionEpoch + ", which is " + state);
            }
            return metadata.with(
                    metadata.catalog().with(new ReplicaRemoval(partition, brokerId, partitionEpoch), offset));
        }
    }

    /** More partitions, numbered from {@code firstPartition} on. */
    record PartitionsAdded(TopicId topicId, int firstPartition, List<PartitionState> partitions)
            implements MetadataRecord {
        public PartitionsAdded {
            partitions = List.copyOf(partitions);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            TopicMetadata topic = known(metadata, topicId);
            if (topic.partitions().size() != firstPartition) {
                throw new IllegalStateException("Topic " + topic.name() + " has "
                        + topic.partitions().size() + " partitions, a record adds from " + firstPartition);
            }
            return metadata.with(metadata.catalog().with(topic.withMore(partitions)));
        }
    }

    /**
     * The overrides of a topic, all of them. {@code changes} is what another {@code min.insync.replicas} does to its
     * partitions: a new partition epoch, and nobody eligible whom the new minimum makes doubtful (R10, H22).
     */
    record TopicConfigChanged(TopicId topicId, TopicConfig config, List<PartitionChange> changes)
            implements MetadataRecord {
        public TopicConfigChanged {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.catalog()
                    .with(known(metadata, topicId).withConfig(config))
                    .withChanges(changes));
        }
    }

    /** Leaders or ISRs of some partitions have changed. */
    record PartitionsChanged(List<PartitionChange> changes) implements MetadataRecord {
        public PartitionsChanged {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.catalog().withChanges(changes));
        }
    }

    /**
     * Leaders that may lack what was committed (R12): chosen by an operator, by {@code unclean.leader.election.enable}, or
     * the best of those that were asked (H25). A record of its own, so that the log tells who may have lost data, when and
     * why.
     */
    record UncleanLeadersElected(List<PartitionChange> changes, String why) implements MetadataRecord {
        public UncleanLeadersElected {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.catalog().withChanges(changes));
        }
    }

    /** Producer ids {@code [first, first + count)} belong to that broker and are never given again (H67). */
    record ProducerIdsAllocated(int brokerId, long brokerEpoch, long first, int count) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            if (first != metadata.nextProducerId()) {
                throw new IllegalStateException("Producer ids from " + first + " are allocated, the next free one is "
                        + metadata.nextProducerId());
            }
            return metadata.withNextProducerId(first + count);
        }
    }

    /** Replicas of some partitions change, or where they are on their way to; and what leader and ISR are by that. */
    record ReplicasChanged(List<PartitionChange.OfReplicas> changes) implements MetadataRecord {
        public ReplicasChanged {
            changes = List.copyOf(changes);
        }

        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.catalog().withReplicas(changes))
                    .with(metadata.reassignments().after(changes));
        }
    }

    /** How fast added replicas may copy, bytes per second of each leader's broker; 0 = as fast as they can. */
    record ReassignmentThrottled(long bytesPerSecond) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.with(metadata.reassignments().throttled(bytesPerSecond));
        }
    }

    /** The broker is forgotten. It holds no replica; it may register again as a new one. */
    record BrokerUnregistered(int brokerId, long brokerEpoch) implements MetadataRecord {
        @Override
        public ClusterMetadata applyTo(ClusterMetadata metadata, long offset) {
            return metadata.without(known(metadata, brokerId, brokerEpoch));
        }
    }

    private static RegisteredBroker known(ClusterMetadata metadata, int brokerId, long brokerEpoch) {
        RegisteredBroker broker = metadata.broker(brokerId);
        if (broker == null || broker.epoch() != brokerEpoch) {
            throw new IllegalStateException("A record speaks of broker " + brokerId + " in epoch " + brokerEpoch
                    + ", registered is " + (broker == null ? "none" : "epoch " + broker.epoch()));
        }
        return broker;
    }

    private static TopicMetadata known(ClusterMetadata metadata, TopicId topicId) {
        @Nullable TopicMetadata topic = metadata.topic(topicId);
        if (topic == null) {
            throw new IllegalStateException("A record speaks of topic " + topicId + ", which does not exist");
        }
        return topic;
    }
}
