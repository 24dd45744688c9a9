package io.sampo.controller;

import io.sampo.controller.PartitionAlteration.IsrMember;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.topic.ClusterDefaults;
import io.sampo.controller.topic.TopicCreation;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A controller without an actor: each decision is appended at once, through the bytes of the log. Identities are drawn from
 * a counter, so that a scenario is the same each time.
 */
public final class ClusterScenario {
    public static final ClusterDefaults DEFAULTS = new ClusterDefaults(1, 1, 1);

    private final List<byte[]> log = new ArrayList<>();
    private ClusterMetadata metadata = ClusterMetadata.EMPTY;
    private long identities;

    public ClusterScenario() {
        append(new MetadataRecord.ControllerElected(1));
        append(new MetadataRecord.ClusterCreated("cluster-a"));
    }

    /** Brokers 1 to {@code brokers}, registered and unfenced. */
    public static ClusterScenario of(int brokers) {
        ClusterScenario cluster = new ClusterScenario();
        for (int id = 1; id <= brokers; id++) {
            cluster.start(id);
        }
        return cluster;
    }

    public ClusterMetadata metadata() {
        return metadata;
    }

    /** Every record so far, in the bytes of the log. */
    public List<byte[]> log() {
        return List.copyOf(log);
    }

    public void append(MetadataRecord record) {
        byte[] bytes = MetadataRecordCodec.encode(record);
        log.add(bytes);
        metadata = metadata.apply(metadata.offset() + 1, MetadataRecordCodec.decode(bytes));
    }

    public <R> R run(Decision<R> decision) {
        decision.records().forEach(this::append);
        return decision.response();
    }

    public BrokerRegistration.Answer register(int brokerId, long previousEpoch, boolean crashClean) {
        BrokerDescription description = new BrokerDescription(
                new UUID(brokerId, ++identities), endpoints(brokerId), "sampo", List.of(directory(brokerId)));
        return run(
                new BrokerRegistration(brokerId, "cluster-a", description, previousEpoch, crashClean).decide(metadata));
    }

    /** Registers without a past, then catches up. */
    public void start(int brokerId) {
        register(brokerId, -1, false);
        unfence(brokerId);
    }

    public void unfence(int brokerId) {
        run(BrokerLifecycle.heartbeat(metadata, brokerId, epoch(brokerId), metadata.offset()));
    }

    public void fence(int brokerId) {
        run(BrokerLifecycle.fence(metadata, brokerId, epoch(brokerId), "killed by the test"));
    }

    public Outcome create(String topic, int partitions, int replicationFactor) {
        return run(new TopicCreation(topic, partitions, replicationFactor, List.of(), Map.of(), false)
                .decide(metadata, DEFAULTS, newId()));
    }

    public TopicIdPartition create(String topic, List<Integer> replicas) {
        run(new TopicCreation(topic, -1, -1, List.of(replicas), Map.of(), false).decide(metadata, DEFAULTS, newId()));
        return metadata.topic(topic).partition(0);
    }

    /** The leader of the partition proposes this ISR with everything as the metadata has it. */
    public IsrProposal proposal(TopicIdPartition partition, List<Integer> isr) {
        PartitionState state = state(partition);
        return new IsrProposal(
                partition,
                state.leaderEpoch(),
                state.partitionEpoch(),
                isr.stream().map(id -> new IsrMember(id, epoch(id))).toList());
    }

    public PartitionAlteration.Answer alter(IsrProposal proposal) {
        int leader = state(proposal.partition()).leader();
        return run(PartitionAlteration.alter(metadata, leader, epoch(leader), List.of(proposal)));
    }

    /** A topic of one partition with that {@code min.insync.replicas}. */
    public TopicIdPartition create(String topic, List<Integer> replicas, Map<String, String> config) {
        run(new TopicCreation(topic, -1, -1, List.of(replicas), config, false).decide(metadata, DEFAULTS, newId()));
        return metadata.topic(topic).partition(0);
    }

    public PartitionState state(TopicIdPartition partition) {
        return metadata.partition(partition);
    }

    public long epoch(int brokerId) {
        RegisteredBroker broker = metadata.broker(brokerId);
        return broker == null ? -1 : broker.epoch();
    }

    public TopicId newId() {
        // Spread, so that placements seeded by it differ.
        return new TopicId(new UUID(7, ++identities * 0x9E3779B97F4A7C15L));
    }

    public static UUID directory(int brokerId) {
        return new UUID(99, brokerId);
    }

    public static BrokerEndpoints endpoints(int brokerId) {
        return new BrokerEndpoints(
                "127.0.0.1", 25519 + brokerId, 0, 40399 + brokerId, 9969 + brokerId, 0, 8557 + brokerId);
    }
}
