package io.sampo.controller;

import io.sampo.controller.reassignment.Reassignments;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * Everything the metadata log has said up to {@link #offset()}: a value. It changes in one way only, by
 * {@link #apply(long, MetadataRecord)}; the controller, a broker's image and a restart all run the same code.
 *
 * <p>Immutable and safe to share between threads. Built on persistent maps: one record costs what it changes, not what
 * the cluster holds.
 */
public final class ClusterMetadata {
    /** Before the first record. */
    public static final ClusterMetadata EMPTY = new ClusterMetadata(
            Controllership.NONE, 0, TreePMap.empty(), TopicCatalog.EMPTY, Reassignments.NONE, 0, null);

    private final Controllership controllership;
    private final long offset;
    private final TreePMap<Integer, RegisteredBroker> brokers;
    private final TopicCatalog catalog;
    private final Reassignments reassignments;
    private final long nextProducerId;
    private final @Nullable PVector<HeldBack> heldBack;

    private ClusterMetadata(
            Controllership controllership,
            long offset,
            TreePMap<Integer, RegisteredBroker> brokers,
            TopicCatalog catalog,
            Reassignments reassignments,
            long nextProducerId,
            @Nullable PVector<HeldBack> heldBack) {
        this.controllership = controllership;
        this.offset = offset;
        this.brokers = brokers;
        this.catalog = catalog;
        this.reassignments = reassignments;
        this.nextProducerId = nextProducerId;
        this.heldBack = heldBack;
    }

    /**
     * Who controls which cluster.
     *
     * @param clusterId empty until the cluster has been created
     * @param brokerId of the controller, or -1
     * @param epoch controller epoch: the offset of the {@code ControllerElected} record (R13)
     */
    public record Controllership(String clusterId, int brokerId, long epoch) {
        static final Controllership NONE = new Controllership("", Offsets.NO_BROKER, 0);
    }

    /** A record of a decision whose end has not been read yet. */
    public record HeldBack(long offset, MetadataRecord record) {}

    /** The same with nothing on its way to other replicas. */
    public static ClusterMetadata restored(
            Controllership controllership,
            long offset,
            Collection<RegisteredBroker> brokers,
            Collection<TopicMetadata> topics,
            SortedMap<Long, TopicId> deletions,
            SortedMap<Long, ReplicaRemoval> removals,
            long nextProducerId,
            @Nullable List<HeldBack> heldBack) {
        return restored(
                controllership,
                offset,
                brokers,
                topics,
                deletions,
                removals,
                Reassignments.NONE,
                nextProducerId,
                heldBack);
    }

    /** What a snapshot holds; the way back from bytes to a value. {@code heldBack} is null outside a bracket. */
    public static ClusterMetadata restored(
            Controllership controllership,
            long offset,
            Collection<RegisteredBroker> brokers,
            Collection<TopicMetadata> topics,
            SortedMap<Long, TopicId> deletions,
            SortedMap<Long, ReplicaRemoval> removals,
            Reassignments reassignments,
            long nextProducerId,
            @Nullable List<HeldBack> heldBack) {
        TreeMap<Integer, RegisteredBroker> byId = new TreeMap<>();
        brokers.forEach(broker -> byId.put(broker.id(), broker));
        return new ClusterMetadata(
                controllership,
                offset,
                TreePMap.from(byId),
                TopicCatalog.of(topics, deletions, removals),
                reassignments,
                nextProducerId,
                heldBack == null ? null : TreePVector.from(heldBack));
    }

    /**
     * The metadata after one more record. Between {@code DecisionBegun} and {@code DecisionEnded} records are held back and
     * then take effect at once.
     *
     * @throws IllegalStateException unless {@code recordOffset} is the next one: no gap, no repetition (R13)
     */
    public ClusterMetadata apply(long recordOffset, MetadataRecord record) {
        if (recordOffset != offset + 1) {
            throw new IllegalStateException("Record at offset " + recordOffset + " after offset " + offset);
        }
        ClusterMetadata changed = heldBack != null && record.isHeldBack()
                ? withHeldBack(heldBack.plus(new HeldBack(recordOffset, record)))
                : record.applyTo(this, recordOffset);
        return new ClusterMetadata(
                changed.controllership,
                recordOffset,
                changed.brokers,
                changed.catalog,
                changed.reassignments,
                changed.nextProducerId,
                changed.heldBack);
    }

    /** The metadata after {@code records} at the following offsets. */
    public ClusterMetadata applyAll(List<MetadataRecord> records) {
        ClusterMetadata metadata = this;
        for (MetadataRecord record : records) {
            metadata = metadata.apply(metadata.offset + 1, record);
        }
        return metadata;
    }

    /** Offset of the last record applied; 0 before the first. */
    public long offset() {
        return offset;
    }

    public Controllership controllership() {
        return controllership;
    }

    /** Empty until the cluster has been created. */
    public String clusterId() {
        return controllership.clusterId();
    }

    /** Broker id of the controller, or -1. */
    public int controllerId() {
        return controllership.brokerId();
    }

    public long controllerEpoch() {
        return controllership.epoch();
    }

    /** The first producer id that nobody has been given. */
    public long nextProducerId() {
        return nextProducerId;
    }

    /** Every registered broker, in order of id. */
    public Collection<RegisteredBroker> brokers() {
        return brokers.values();
    }

    public @Nullable RegisteredBroker broker(int brokerId) {
        return brokers.get(brokerId);
    }

    /** True also for a broker that was never registered. */
    public boolean isFenced(int brokerId) {
        RegisteredBroker broker = brokers.get(brokerId);
        return broker == null || broker.fenced();
    }

    /** True for a broker that may lead and be an ISR member: registered, not fenced, not shutting down. */
    public boolean isEligible(int brokerId) {
        RegisteredBroker broker = brokers.get(brokerId);
        return broker != null && broker.isEligible();
    }

    /**
     * Broker epochs of those of {@code replicas} that are {@linkplain #isEligible eligible}. Of one that stops there is none,
     * as of a fenced one (KIP-841): a leader that proposed it for the ISR would wait for it from then on (R7).
     */
    public Map<Integer, Long> brokerEpochs(Collection<Integer> replicas) {
        Map<Integer, Long> epochs = new TreeMap<>();
        for (int id : replicas) {
            RegisteredBroker broker = brokers.get(id);
            if (broker != null && broker.isEligible()) {
                epochs.put(id, broker.epoch());
            }
        }
        return epochs;
    }

    /** Every topic, in order of name. */
    public Collection<TopicMetadata> topics() {
        return catalog.topics();
    }

    public @Nullable TopicMetadata topic(String name) {
        return catalog.named(name);
    }

    public @Nullable TopicMetadata topic(TopicId id) {
        return catalog.identified(id);
    }

    public @Nullable PartitionState partition(TopicIdPartition partition) {
        TopicMetadata topic = catalog.identified(partition.topicId());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? null
                : topic.partitions().get(partition.partition());
    }

    /** Ids of topics deleted not too long ago, by the offset of their deletion: the evidence that R15 asks for. */
    public SortedMap<Long, TopicId> deletedTopics() {
        return catalog.deletions();
    }

    /** Replicas removed from their partitions not too long ago, by the offset of the record: evidence as well (R15). */
    public SortedMap<Long, ReplicaRemoval> removedReplicas() {
        return catalog.removals();
    }

    /** The last record that removed that replica, or null. It says nothing if the broker is a replica again. */
    public @Nullable ReplicaRemoval removal(TopicIdPartition partition, int brokerId) {
        ReplicaRemoval last = null;
        for (ReplicaRemoval removal : catalog.removals().values()) {
            if (removal.brokerId() == brokerId && removal.partition().equals(partition)) {
                last = removal;
            }
        }
        return last;
    }

    /** The partitions that are on their way to other replicas. */
    public Reassignments reassignments() {
        return reassignments;
    }

    /** Visits every partition, topics in order of name. */
    public void forEachPartition(BiConsumer<TopicIdPartition, PartitionState> visitor) {
        for (TopicMetadata topic : catalog.topics()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                visitor.accept(topic.partition(number), topic.partitions().get(number));
            }
        }
    }

    /** The partitions of which this broker holds a replica. Looks at every partition. */
    public List<TopicIdPartition> partitionsOf(int brokerId) {
        return where((partition, state) -> state.replicas().contains(brokerId));
    }

    /**
     * The partitions with fewer ISR members than they are to have: replicas that are still being added are not missing.
     * Looks at every partition.
     */
    public List<TopicIdPartition> underReplicated() {
        return where((partition, state) -> {
            Reassignment reassignment = reassignments.of(partition);
            return reassignment == null
                    ? state.isUnderReplicated()
                    : state.isr().size() < reassignment.target().size();
        });
    }

    /** The partitions without a leader. Looks at every partition. */
    public List<TopicIdPartition> leaderless() {
        return where((partition, state) -> !state.hasLeader());
    }

    /** The partitions that may have lost something in an unclean election (R12). Looks at every partition. */
    public List<TopicIdPartition> recovering() {
        return where((partition, state) -> state.recovering());
    }

    /** Records of a decision that is not complete, or null: they have had no effect yet. */
    public @Nullable List<HeldBack> heldBack() {
        return heldBack;
    }

    private List<TopicIdPartition> where(BiPredicate<TopicIdPartition, PartitionState> condition) {
        List<TopicIdPartition> found = new ArrayList<>();
        forEachPartition((partition, state) -> {
            if (condition.test(partition, state)) {
                found.add(partition);
            }
        });
        return found;
    }

    TopicCatalog catalog() {
        return catalog;
    }

    ClusterMetadata with(Controllership changed) {
        return new ClusterMetadata(changed, offset, brokers, catalog, reassignments, nextProducerId, heldBack);
    }

    ClusterMetadata with(RegisteredBroker broker) {
        return new ClusterMetadata(
                controllership,
                offset,
                brokers.plus(broker.id(), broker),
                catalog,
                reassignments,
                nextProducerId,
                heldBack);
    }

    ClusterMetadata with(TopicCatalog changed) {
        return new ClusterMetadata(controllership, offset, brokers, changed, reassignments, nextProducerId, heldBack);
    }

    ClusterMetadata with(Reassignments changed) {
        return new ClusterMetadata(controllership, offset, brokers, catalog, changed, nextProducerId, heldBack);
    }

    ClusterMetadata without(RegisteredBroker broker) {
        return new ClusterMetadata(
                controllership, offset, brokers.minus(broker.id()), catalog, reassignments, nextProducerId, heldBack);
    }

    ClusterMetadata withNextProducerId(long next) {
        return new ClusterMetadata(controllership, offset, brokers, catalog, reassignments, next, heldBack);
    }

    ClusterMetadata withHeldBack(@Nullable PVector<HeldBack> records) {
        return new ClusterMetadata(controllership, offset, brokers, catalog, reassignments, nextProducerId, records);
    }

    /** The records held back take effect, each with its own offset. */
    ClusterMetadata released() {
        ClusterMetadata metadata = withHeldBack(null);
        for (HeldBack held : heldBack == null ? List.<HeldBack>of() : heldBack) {
            metadata = held.record().applyTo(metadata, held.offset());
        }
        return metadata;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterMetadata that
                && offset == that.offset
                && nextProducerId == that.nextProducerId
                && controllership.equals(that.controllership)
                && brokers.equals(that.brokers)
                && List.copyOf(topics()).equals(List.copyOf(that.topics()))
                && deletedTopics().equals(that.deletedTopics())
                && removedReplicas().equals(that.removedReplicas())
                && reassignments.equals(that.reassignments)
                && Objects.equals(heldBack, that.heldBack);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset) * 31 + controllership.hashCode();
    }

    @Override
    public String toString() {
        return "ClusterMetadata[cluster " + clusterId() + ", offset " + offset + ", controller " + controllerId()
                + " in epoch " + controllerEpoch() + ", " + brokers.size() + " brokers, "
                + topics().size() + " topics]";
    }
}
